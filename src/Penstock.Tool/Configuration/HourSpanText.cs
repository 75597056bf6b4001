using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Penstock.Tool.Configuration;

/// <summary>Reads <c>mon-fri 08:00-18:00</c>: days, which may be left out, and from when to when.</summary>
internal static class HourSpanText
{
    private const byte EveryDay = 0x7F;

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static bool TryParse(string text, out HourSpan span, [NotNullWhen(false)] out string? problem)
    {
        span = default;
        problem = $"\"{MapReader.Shown(text)}\" is not a span of hours (try mon-fri 08:00-18:00, or 22:00-06:00)";
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        byte days = EveryDay;
        if (words.Length is 0 or > 2 || (words.Length == 2 && !TryParseDays(words[0], out days)))
        {
            return false;
        }

        string[] ends = words[^1].Split('-');
        if (ends.Length != 2 || !TryParseTime(ends[0], out TimeSpan from) || !TryParseTime(ends[1], out TimeSpan to))
        {
            return false;
        }

        if (from == to)
        {
            problem = $"\"{MapReader.Shown(text)}\" begins when it ends (try 00:00-24:00 for the whole day)";
            return false;
        }

        span = new HourSpan(days, from, to);
        problem = null;
        return true;
    }

    /// <summary>Writes one as it is read.</summary>
    public static string Format(HourSpan span)
    {
        string days = span.Days == EveryDay ? "" : string.Join(',', Days.Where((_, day) => (span.Days & (1 << day)) != 0)) + " ";
        return $"{days}{Format(span.From)}-{Format(span.To)}";
    }

    private static string Format(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");

    private static bool TryParseDays(string text, out byte days)
    {
        days = 0;
        foreach (string part in text.ToLowerInvariant().Split(','))
        {
            string[] ends = part.Split('-');
            int first = Array.IndexOf(Days, ends[0]);
            int last = Array.IndexOf(Days, ends[^1]);
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                return false;
            }

            for (int day = first; ; day = (day + 1) % 7)
            {
                days |= (byte)(1 << day);
                if (day == last)
                {
                    break;
                }
            }
        }

        return true;
    }

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || minutes > 59 || hours > 24 || (hours == 24 && minutes > 0))
        {
            return false;
        }

        time = new TimeSpan(hours, minutes, 0);
        return true;
    }
}
