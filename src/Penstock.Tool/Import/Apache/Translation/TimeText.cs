using System.Globalization;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>Times as Apache reads them: a number of seconds, or with <c>ms</c>, <c>s</c>, <c>min</c> or <c>h</c> behind it.</summary>
internal static class TimeText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Reads one that is longer than none.</summary>
    public static bool TryParse(string text, out TimeSpan time) => TryRead(text, out time) && time > TimeSpan.Zero;

    public static bool IsZero(string text) => TryRead(text, out TimeSpan time) && time == TimeSpan.Zero;

    private static bool TryRead(string text, out TimeSpan time)
    {
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var at ? at : text.Length;
        string unit = text[digits..].ToLowerInvariant();
        double seconds = unit switch
        {
            "" => 1,
            ['s', ..] => 1,
            ['h', ..] => 3600,
            ['m', 'i', ..] => 60,
            ['m', 's', ..] => 0.001,
            _ => 0,
        };
        bool read = long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && seconds > 0;
        time = number * seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(number * seconds);
        return read;
    }

    /// <summary>In the native file's words.</summary>
    public static string Write(TimeSpan time) =>
        time.TotalSeconds < 600 && time.Milliseconds == 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s") : Duration.Format(time);
}
