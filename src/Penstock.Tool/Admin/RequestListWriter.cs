using Microsoft.AspNetCore.Http;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>Writes <c>/api/v1/requests</c>, which can be some megabytes: a piece at a time, through one buffer.</summary>
/// <param name="context">The request for it.</param>
/// <param name="words">What is looked for.</param>
/// <param name="limit">How many of each state it has at most.</param>
internal sealed class RequestListWriter(HttpContext context, SearchWords words, int limit)
{
    private const int Piece = 64 * 1024;

    private byte[] _piece = new byte[Piece + 4096];
    private byte[] _text = new byte[1024];
    private byte[] _lower = new byte[1024];

    /// <summary>Writes it.</summary>
    /// <param name="now">The time that it says.</param>
    /// <param name="open">Those that are open; none if they are not asked for.</param>
    /// <param name="ended">Those that have ended, likewise.</param>
    /// <param name="openTotal">How many are open.</param>
    /// <param name="endedTotal">How many have ended and are kept.</param>
    public async Task WriteAsync(DateTimeOffset now, IReadOnlyList<RequestTimeline> open, IReadOnlyList<RequestTimeline> ended, int openTotal, int endedTotal)
    {
        await SendAsync(Text((ref line) =>
        {
            line.Append("{\"now\":"u8);
            JsonText.Time(ref line, now);
            line.Append(",\"open\":["u8);
        }));
        await ListAsync(open);
        await SendAsync(Text(static (ref line) => line.Append("],\"ended\":["u8)));
        await ListAsync(ended);
        await SendAsync(Text((ref line) =>
        {
            CounterJson.Number(ref line, "],\"open_total\":"u8, openTotal);
            CounterJson.Number(ref line, ",\"ended_total\":"u8, endedTotal);
            line.Append("}\n"u8);
        }));
    }

    private async Task ListAsync(IReadOnlyList<RequestTimeline> requests)
    {
        for ((int next, int written) = (0, 0); next < requests.Count && written < limit;)
        {
            await SendAsync(Fill(requests, ref next, ref written));
        }
    }

    private ReadOnlyMemory<byte> Fill(IReadOnlyList<RequestTimeline> requests, ref int next, ref int written)
    {
        var line = new LogLine(_piece);
        for (; next < requests.Count && written < limit && line.Written.Length < Piece; next++)
        {
            if (words.Any && !AreIn(requests[next]))
            {
                continue;
            }

            if (written++ > 0)
            {
                line.Append((byte)',');
            }

            JsonLine.WriteShort(ref line, requests[next]);
        }

        _piece = line.Buffer;
        return _piece.AsMemory(0, line.Written.Length);
    }

    private bool AreIn(RequestTimeline request)
    {
        var text = new LogLine(_text);
        SearchText.Write(ref text, request);
        _text = text.Buffer;
        if (_lower.Length < _text.Length)
        {
            _lower = new byte[_text.Length];
        }

        return words.AreIn(text.Written, _lower);
    }

    private ReadOnlyMemory<byte> Text(JsonBody write)
    {
        var line = new LogLine(_piece);
        write(ref line);
        _piece = line.Buffer;
        return _piece.AsMemory(0, line.Written.Length);
    }

    private ValueTask<System.IO.Pipelines.FlushResult> SendAsync(ReadOnlyMemory<byte> bytes) => context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
}
