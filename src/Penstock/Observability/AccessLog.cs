using System.Globalization;
using System.Text;

namespace Penstock.Observability;

/// <summary>The access log in Apache's <c>common</c> format (mod_log_config): <c>%h %l %u %t "%r" %&gt;s %b</c>, one line a request, when it ends.</summary>
/// <remarks>For a tunnel <c>%b</c> is what passed to the client. Whatever a peer wrote is escaped: a line of the log is a line of ours.</remarks>
internal sealed class AccessLog(LogFile file, TimeZoneInfo timeZone)
{
    // The time changes once a second and costs more than the rest of the line: each loop keeps the last one written.
    [ThreadStatic]
    private static (long Second, byte[] Text) t_time;

    [ThreadStatic]
    private static byte[]? t_line;

    public void Write(RequestTimeline request)
    {
        byte[] line = t_line ??= new byte[1024];
        int needed = 256 + (4 * request.RequestLine.Length);
        if (line.Length < needed)
        {
            // A target can be long; such a buffer is not kept.
            line = new byte[needed];
        }

        file.Write(line.AsSpan(0, Format(request, line)));
    }

    /// <summary>Formats the line with its line end into <paramref name="line"/>, which has room for four times the request line and 256 bytes.</summary>
    internal int Format(RequestTimeline request, Span<byte> line)
    {
        int at = request.Client.Format(line);
        at += Append(line[at..], " - - ["u8);
        at += Append(line[at..], Time(request.StartedAt));
        at += Append(line[at..], "] \""u8);
        at += request.RequestLine.Length == 0 ? Append(line[at..], "-"u8) : Escape(request.RequestLine, line[at..]);
        at += Append(line[at..], "\" "u8);
        at += Number(line[at..], request.Status);
        at += Append(line[at..], " "u8);
        at += Number(line[at..], request.BytesDown);
        at += Append(line[at..], "\n"u8);
        return at;
    }

    // As Apache does since 2.0.46: nothing but printable ASCII comes through, and neither the quote nor the backslash unmarked.
    private static int Escape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        int at = 0;
        foreach (byte b in text)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                to[at++] = (byte)'\\';
                to[at++] = b;
            }
            else if (b is >= 0x20 and < 0x7F)
            {
                to[at++] = b;
            }
            else
            {
                to[at++] = (byte)'\\';
                to[at++] = (byte)'x';
                to[at++] = (byte)"0123456789abcdef"[b >> 4];
                to[at++] = (byte)"0123456789abcdef"[b & 15];
            }
        }

        return at;
    }

    private static int Number(Span<byte> to, long value)
    {
        if (value == 0)
        {
            // %b has a dash where nothing was sent; a request that could not be answered has no status either.
            return Append(to, "-"u8);
        }

        value.TryFormat(to, out int written, default, CultureInfo.InvariantCulture);
        return written;
    }

    private static int Append(Span<byte> to, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to);
        return text.Length;
    }

    private byte[] Time(DateTimeOffset time)
    {
        long second = time.UtcTicks / TimeSpan.TicksPerSecond;
        if (t_time.Second != second || t_time.Text is null)
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(time, timeZone);
            string text = local.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture) + local.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
            t_time = (second, Encoding.ASCII.GetBytes(text));
        }

        return t_time.Text!;
    }
}
