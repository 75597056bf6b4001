using System.Globalization;

namespace Penstock.Http;

/// <summary>The time as a Date field has it (RFC 9110, section 5.6.7). It changes once a second; each thread keeps the last one written.</summary>
internal static class HttpDate
{
    [ThreadStatic]
    private static (long Second, byte[] Text) t_last;

    public static ReadOnlySpan<byte> Of(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        long second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (t_last.Second != second || t_last.Text is null)
        {
            t_last = (second, System.Text.Encoding.ASCII.GetBytes(now.ToString("R", CultureInfo.InvariantCulture)));
        }

        return t_last.Text;
    }
}
