using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>One JSON object a line. What is not known is left out; <c>docs/logs.md</c> has the keys.</summary>
internal static class JsonLine
{
    /// <summary>The field of the request that is among the keys.</summary>
    public const string UserAgentField = "user-agent";

    public static void Write(ref LogLine line, RequestTimeline request)
    {
        line.Append("{\"time\":\""u8);
        AppendTime(ref line, request.StartedAt.UtcDateTime);
        line.Append((byte)'"');
        if (!request.Client.IsUnixSocket)
        {
            line.Append(",\"client\":\""u8);
            line.Append(request.Client);
            line.Append("\",\"client_port\":"u8);
            line.Append(request.ClientPort);
        }

        Text(ref line, ",\"user\":"u8, request.User);
        Text(ref line, ",\"method\":"u8, LoggedLine.Method(request.RequestLine));
        Text(ref line, ",\"target\":"u8, LoggedLine.Target(request.RequestLine));
        Text(ref line, ",\"host\":"u8, request.Host);
        Number(ref line, ",\"port\":"u8, request.Port);
        AppendOrigin(ref line, request.Origin);
        Number(ref line, ",\"status\":"u8, request.Status);
        Text(ref line, ",\"outcome\":"u8, Enum.GetName(request.Outcome));
        Text(ref line, ",\"detail\":"u8, request.Detail);
        Text(ref line, ",\"rule\":"u8, request.DecidedBy);
        line.Append(",\"bytes_up\":"u8);
        line.Append(request.BytesUp);
        line.Append(",\"bytes_down\":"u8);
        line.Append(request.BytesDown);
        line.Append(",\"duration_ms\":"u8);
        AppendMilliseconds(ref line, request.Duration);
        Text(ref line, ",\"user_agent\":"u8, request.Logged?.Request(UserAgentField));
        line.Append((byte)'}');
    }

    // RFC 3339 with milliseconds, in UTC.
    private static void AppendTime(ref LogLine line, DateTime time)
    {
        time.TryFormat(line.Room(32), out int written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        line.Wrote(written);
    }

    private static void AppendMilliseconds(ref LogLine line, TimeSpan duration)
    {
        line.Append(duration.Ticks / TimeSpan.TicksPerMillisecond);
        line.Append((byte)'.');
        line.AppendPadded(duration.Ticks % TimeSpan.TicksPerMillisecond / TimeSpan.TicksPerMicrosecond, 3);
    }

    // As an address and a port are written together: [::1]:80.
    private static void AppendOrigin(ref LogLine line, PeerAddress origin)
    {
        if (origin.Port == 0)
        {
            return;
        }

        line.Append(",\"origin\":\""u8);
        int start = line.Written.Length;
        line.Append(origin);
        if (line.Written[start..].Contains((byte)':'))
        {
            int length = line.Written.Length - start;
            line.Room(2);
            Span<byte> address = line.Buffer.AsSpan(start, length + 2);
            address[..length].CopyTo(address[1..]);
            address[0] = (byte)'[';
            address[length + 1] = (byte)']';
            line.Wrote(2);
        }

        line.Append((byte)':');
        line.Append(origin.Port);
        line.Append((byte)'"');
    }

    private static void Number(ref LogLine line, ReadOnlySpan<byte> key, long value)
    {
        if (value != 0)
        {
            line.Append(key);
            line.Append(value);
        }
    }

    private static void Text(ref LogLine line, ReadOnlySpan<byte> key, string? value)
    {
        if (value is null)
        {
            return;
        }

        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> utf8 = most <= 512 ? stackalloc byte[512] : new byte[most];
        line.Append(key);
        Quote(ref line, utf8[..Encoding.UTF8.GetBytes(value, utf8)], isText: true);
    }

    private static void Text(ref LogLine line, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            line.Append(key);
            Quote(ref line, value, isText: false);
        }
    }

    // RFC 8259, section 7. What came from a peer can hold any bytes: one that is no ASCII becomes the character of its number, so that the bytes can be had back from any line.
    private static void Quote(ref LogLine line, scoped ReadOnlySpan<byte> text, bool isText)
    {
        line.Append((byte)'"');
        while (text.IndexOfAnyExcept(LogLine.Plain) is var plain and >= 0)
        {
            line.Append(text[..plain]);
            byte b = text[plain];
            text = text[(plain + 1)..];
            if (b is (byte)'"' or (byte)'\\')
            {
                line.Append((byte)'\\');
                line.Append(b);
            }
            else if (isText && b >= 0x80)
            {
                line.Append(b);
            }
            else
            {
                line.Append("\\u00"u8);
                line.Append("0123456789abcdef"u8[b >> 4]);
                line.Append("0123456789abcdef"u8[b & 15]);
            }
        }

        line.Append(text);
        line.Append((byte)'"');
    }
}
