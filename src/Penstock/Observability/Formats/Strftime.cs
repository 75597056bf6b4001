using System.Globalization;
using System.Text;

namespace Penstock.Observability.Formats;

/// <summary>The formats of strftime(3), in the C locale.</summary>
internal static class Strftime
{
    /// <summary>The time in the form of <c>%t</c>, without its brackets: <c>09/Mar/2026:08:07:06 +0000</c>.</summary>
    public static byte[] Common(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        time.TryFormat(text, out int length, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture);
        // Without the colon in the zone.
        text[(length - 2)..length].CopyTo(text[(length - 3)..]);
        return text[..(length - 1)].ToArray();
    }

    /// <summary>Compiles a format.</summary>
    public static bool TryParse(string format, out Func<DateTimeOffset, byte[]>? compiled, out string? problem)
    {
        var parts = new List<Func<DateTimeOffset, string>>();
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                int end = format.IndexOf('%', at) is var next and >= 0 ? next : format.Length;
                string literal = format[at..end];
                parts.Add(_ => literal);
                at = end - 1;
                continue;
            }

            // E and O ask for a locale's other digits and eras, which the C locale has not.
            at += at + 2 < format.Length && format[at + 1] is 'E' or 'O' ? 2 : 1;
            if (at >= format.Length || Part(format[at]) is not { } part)
            {
                compiled = null;
                problem = $"\"%{(at < format.Length ? format[at] : "")}\" in \"{format}\" is nothing that strftime knows (try %d/%b/%Y:%H:%M:%S)";
                return false;
            }

            parts.Add(part);
        }

        compiled = time => Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => part(time))));
        problem = null;
        return true;
    }

    private static Func<DateTimeOffset, string>? Part(char directive) => directive switch
    {
        'a' => Custom("ddd"),
        'A' => Custom("dddd"),
        'b' or 'h' => Custom("MMM"),
        'B' => Custom("MMMM"),
        'c' => time => $"{Format(time, "ddd MMM")} {Spaced(time.Day)} {Format(time, "HH:mm:ss yyyy")}",
        'C' => time => Padded(time.Year / 100, 2),
        'd' => Custom("dd"),
        'D' or 'x' => Custom("MM/dd/yy"),
        'e' => time => Spaced(time.Day),
        'F' => Custom("yyyy-MM-dd"),
        'g' => time => Padded(ISOWeek.GetYear(time.DateTime) % 100, 2),
        'G' => time => Padded(ISOWeek.GetYear(time.DateTime), 4),
        'H' => Custom("HH"),
        'I' => Custom("hh"),
        'j' => time => Padded(time.DayOfYear, 3),
        'k' => time => Spaced(time.Hour),
        'l' => time => Spaced(((time.Hour + 11) % 12) + 1),
        'm' => Custom("MM"),
        'M' => Custom("mm"),
        'n' => _ => "\n",
        'p' => Custom("tt"),
        'P' => time => time.Hour < 12 ? "am" : "pm",
        'r' => Custom("hh:mm:ss tt"),
        'R' => Custom("HH:mm"),
        's' => time => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Custom("ss"),
        't' => _ => "\t",
        'T' or 'X' => Custom("HH:mm:ss"),
        'u' => time => Padded(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek, 1),
        'U' => time => Padded((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7, 2),
        'V' => time => Padded(ISOWeek.GetWeekOfYear(time.DateTime), 2),
        'w' => time => Padded((int)time.DayOfWeek, 1),
        'W' => time => Padded((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7, 2),
        'y' => Custom("yy"),
        'Y' => Custom("yyyy"),
        'z' => time => Format(time, "zzz").Replace(":", "", StringComparison.Ordinal),
        // The zone is known here by what it is ahead of UTC; its letters mean different zones in different countries.
        'Z' => time => time.Offset == TimeSpan.Zero ? "UTC" : Format(time, "zzz").Replace(":", "", StringComparison.Ordinal),
        '%' => _ => "%",
        _ => null,
    };

    private static Func<DateTimeOffset, string> Custom(string format) => time => Format(time, format);

    private static string Format(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static string Padded(int number, int digits) => number.ToString($"D{digits}", CultureInfo.InvariantCulture);

    private static string Spaced(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(2);
}
