using System.Globalization;
using Penstock.Recognition;

namespace Penstock.Tool.Teaching;

/// <summary>Figures and foreign text, as a story has them.</summary>
internal static class Words
{
    private const int MaxLine = 200;

    /// <summary>Between a figure and its unit: a line is not broken there. <see cref="StoryText"/> writes it as a space.</summary>
    public const char Together = '\u00A0';

    /// <summary>Two or three digits that count: <c>0.4 ms</c>, <c>18 ms</c>, <c>0.42 s</c>.</summary>
    public static string Time(TimeSpan time)
    {
        double milliseconds = time.TotalMilliseconds;
        return milliseconds < 9.95 ? Format(milliseconds, "0.0", "ms") : milliseconds < 99.5 ? Format(milliseconds, "0", "ms") : Format(milliseconds / 1000, "0.00", "s");
    }

    public static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:#,0}{Together}byte{(bytes == 1 ? "" : "s")}");

    /// <summary>The first line of what a server said, in characters that can be printed.</summary>
    public static string FirstLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        return PrintableText.From(end < 0 ? bytes : bytes[..end], MaxLine);
    }

    private static string Format(double value, string format, string unit) => $"{value.ToString(format, CultureInfo.InvariantCulture)}{Together}{unit}";
}
