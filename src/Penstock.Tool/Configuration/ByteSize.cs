using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Penstock.Tool.Configuration;

/// <summary>Sizes as people write them: <c>32768</c>, <c>32KiB</c>, <c>1MiB</c>; <c>KB</c>, <c>MB</c> and <c>GB</c> are thousands.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("", 1), ("B", 1), ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)];

    public static bool TryParse(string text, out long bytes, [NotNullWhen(false)] out string? problem)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        string unit = text[digits..].TrimStart(' ');
        int index = Array.FindIndex(Units, known => known.Unit == unit);
        if (index >= 0 && long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out bytes) && bytes <= (1L << 50) / Units[index].Bytes)
        {
            bytes *= Units[index].Bytes;
            problem = null;
            return true;
        }

        bytes = 0;
        string suggestion = digits is > 0 and < 8 && unit.Length > 0 && "kmgt".Contains(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal)
            ? $"{text[..digits]}{char.ToUpperInvariant(unit[0])}iB"
            : "32KiB";
        problem = $"\"{MapReader.Shown(text)}\" is not a size (try {suggestion})";
        return false;
    }
}
