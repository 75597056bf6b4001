using Penstock.Http;

namespace Penstock.Observability.Formats;

/// <summary>Squid's native format, as its logformat <c>squid</c> defines it: the end in seconds, milliseconds, client, result and status, bytes, method, URL, user, way and address, type.</summary>
internal static class SquidLine
{
    /// <summary>The field of the response that the last column has.</summary>
    public const string TypeField = "content-type";

    public static void Write(ref LogLine line, RequestTimeline request)
    {
        long ended = LogTime.TimeOf(request, isEnd: true).UtcTicks - DateTime.UnixEpoch.Ticks;
        line.Append(ended / TimeSpan.TicksPerSecond);
        line.Append((byte)'.');
        line.AppendPadded(ended % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMillisecond, 3);
        AppendMilliseconds(ref line, request.Duration.Ticks / TimeSpan.TicksPerMillisecond);
        line.Append(request.Client);
        line.Append((byte)' ');
        line.Append(Result(request));
        line.Append((byte)'/');
        line.AppendPadded(request.Status, 3);
        line.Append((byte)' ');
        line.Append(request.ResponseHeadBytes + request.BodyBytes);
        line.Append((byte)' ');
        bool wasRead = request.Outcome is not (ProxyOutcome.HeadRejected or ProxyOutcome.HeadTimedOut) && request.RequestLine.Length > 0;
        AppendEncoded(ref line, wasRead ? LoggedLine.Method(request.RequestLine) : "NONE"u8);
        line.Append((byte)' ');
        AppendEncoded(ref line, wasRead ? LoggedLine.Target(request.RequestLine) : "error:invalid-request"u8);
        line.Append((byte)' ');
        AppendUser(ref line, request.User);
        AppendWay(ref line, request);
        AppendEncoded(ref line, MediaType(request.Logged?.Response(TypeField)));
    }

    private static ReadOnlySpan<byte> Result(RequestTimeline request) => request.Outcome switch
    {
        ProxyOutcome.ClientGone => "TCP_MISS_ABORTED"u8,
        ProxyOutcome.HeadRejected or ProxyOutcome.HeadTimedOut or ProxyOutcome.Answered => "NONE_NONE"u8,
        _ when request.Status == 200 && LoggedLine.IsConnect(request.RequestLine) => "TCP_TUNNEL"u8,
        // What was refused never got as far as an origin.
        _ when request.Status is 403 or 407 or 429 && request.Origin.Port == 0 => "TCP_DENIED"u8,
        _ => "TCP_MISS"u8,
    };

    // Six places at the least, so that a terminal shows columns.
    private static void AppendMilliseconds(ref LogLine line, long milliseconds)
    {
        line.Append((byte)' ');
        for (long least = 100_000; least > 1 && milliseconds < least; least /= 10)
        {
            line.Append((byte)' ');
        }

        line.Append(milliseconds);
        line.Append((byte)' ');
    }

    private static void AppendUser(ref LogLine line, string? user)
    {
        if (string.IsNullOrEmpty(user))
        {
            line.Append((byte)'-');
        }
        else
        {
            AppendEncoded(ref line, System.Text.Encoding.UTF8.GetBytes(user));
        }
    }

    private static void AppendWay(ref LogLine line, RequestTimeline request)
    {
        if (request.Origin.Port == 0)
        {
            line.Append(" HIER_NONE/- "u8);
            return;
        }

        line.Append(" HIER_DIRECT/"u8);
        line.Append(request.Origin);
        line.Append((byte)' ');
    }

    private static ReadOnlySpan<byte> MediaType(byte[]? field) =>
        field is { Length: > 0 } && field.AsSpan().IndexOfAny((byte)';', (byte)' ') is var end ? end < 0 ? field : field.AsSpan(0, end) : "-"u8;

    // A column ends at a space: nothing that somebody else has written has one.
    private static void AppendEncoded(ref LogLine line, scoped ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            line.Append((byte)'-');
        }

        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(HttpCharacters.Target);
            line.Append(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                return;
            }

            line.Append((byte)'%');
            line.Append("0123456789ABCDEF"u8[text[plain] >> 4]);
            line.Append("0123456789ABCDEF"u8[text[plain] & 15]);
            text = text[(plain + 1)..];
        }
    }
}
