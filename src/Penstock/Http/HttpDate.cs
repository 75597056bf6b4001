using System.Globalization;

namespace Penstock.Http;

/// <summary>The time as a Date field has it (RFC 9110, section 5.6.7). It changes once a second; each thread keeps the last one written.</summary>
internal static class HttpDate
{
    private static readonly string[] s_forms = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

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

    /// <summary>Reads a date in any of the three forms that there are (RFC 9110, section 5.6.7).</summary>
    public static bool TryParse(string text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out date);
}
