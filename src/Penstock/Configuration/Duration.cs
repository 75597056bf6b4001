using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Penstock;

/// <summary>Durations as people write them: <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>; several in a row add up (<c>1m30s</c>), and a number alone is
/// seconds, as it is for curl, Apache and Squid.</summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1e3), ("m", 60e3), ("h", 3600e3), ("d", 86400e3)];

    /// <summary>Reads a duration; <paramref name="problem"/> is a sentence that says what is wrong with it.</summary>
    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        double sum = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = Length(rest, c => char.IsAsciiDigit(c) || c == '.');
            int letters = Length(rest[digits..], char.IsAsciiLetter);
            bool isSeconds = letters == 0 && digits == text.Length;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                || !TryFindUnit(isSeconds ? "s" : rest.Slice(digits, letters), out double milliseconds))
            {
                break;
            }

            sum += number * milliseconds;
            rest = rest[(digits + letters)..];
        }

        if (text.Length == 0 || !rest.IsEmpty || sum > TimeSpan.MaxValue.TotalMilliseconds / 2)
        {
            problem = $"\"{text}\" is not a duration (try {Suggestion(text)})";
            return false;
        }

        duration = TimeSpan.FromMilliseconds(sum);
        problem = null;
        return true;
    }

    /// <summary>Writes a duration in the largest unit that takes it whole.</summary>
    public static string Format(TimeSpan duration)
    {
        for (int i = Units.Length - 1; i > 0; i--)
        {
            double count = duration.TotalMilliseconds / Units[i].Milliseconds;
            if (count >= 1 && count == Math.Floor(count))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{count}{Units[i].Unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
    }

    // "10" and "10 sec" are what people try first: the number is kept, the unit is shown.
    private static string Suggestion(string text)
    {
        int digits = Length(text, char.IsAsciiDigit);
        return digits is > 0 and < 7 ? $"{text.AsSpan(0, digits)}s" : "10s";
    }

    private static bool TryFindUnit(ReadOnlySpan<char> name, out double milliseconds)
    {
        foreach ((string unit, double value) in Units)
        {
            if (name.SequenceEqual(unit))
            {
                milliseconds = value;
                return true;
            }
        }

        milliseconds = 0;
        return false;
    }

    private static int Length(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        int length = 0;
        while (length < text.Length && belongs(text[length]))
        {
            length++;
        }

        return length;
    }
}
