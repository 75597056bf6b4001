using System.Globalization;
using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>What a list has of a request, as a text that words are looked for in: its values as they are, a line each, without JSON's keys and escapes.</summary>
internal static class SearchText
{
    /// <summary>Writes it.</summary>
    public static void Write(ref LogLine line, RequestTimeline request)
    {
        Span<byte> room = line.Room(64);
        _ = request.StartedAt.UtcDateTime.TryFormat(room, out int written, "O", CultureInfo.InvariantCulture);
        line.Wrote(written);
        Number(ref line, request.Id);
        if (!request.Client.IsUnixSocket)
        {
            EndPoint(ref line, request.Client);
        }

        Text(ref line, request.User);
        line.Append((byte)'\n');
        line.Append(LoggedLine.Method(request.RequestLine));
        line.Append((byte)'\n');
        line.Append(LoggedLine.Target(request.RequestLine));
        Text(ref line, request.Host);
        Number(ref line, request.Port);
        if (request.Origin.Port != 0)
        {
            EndPoint(ref line, request.Origin);
        }

        Number(ref line, request.Status);
        Text(ref line, request.Outcome == ProxyOutcome.None ? null : request.Outcome.ToString());
        Text(ref line, RequestEnding.By(request));
        Text(ref line, RequestEnding.With(request));
        Text(ref line, request.Detail);
        Text(ref line, request.Verdict is { } verdict ? VerdictWord.Of(verdict) : null);
        Text(ref line, request.DecidedBy);
        Number(ref line, request.BytesUp);
        Number(ref line, request.BytesDown);
        JsonText.Milliseconds(ref line, "\n"u8, request.Duration);
        Text(ref line, request.Protocol);
        Text(ref line, request.Summary);
    }

    private static void EndPoint(ref LogLine line, PeerAddress endPoint)
    {
        line.Append(endPoint.IsIPv6 ? "\n["u8 : "\n"u8);
        line.Append(endPoint);
        line.Append(endPoint.IsIPv6 ? "]:"u8 : ":"u8);
        line.Append(endPoint.Port);
    }

    private static void Number(ref LogLine line, long value)
    {
        line.Append((byte)'\n');
        line.Append(value);
    }

    private static void Text(ref LogLine line, string? value)
    {
        if (value is not null)
        {
            line.Append((byte)'\n');
            line.Wrote(Encoding.UTF8.GetBytes(value, line.Room(Encoding.UTF8.GetMaxByteCount(value.Length))));
        }
    }
}
