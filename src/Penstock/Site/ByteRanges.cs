using System.Globalization;

namespace Penstock.Site;

/// <summary>A part of a file.</summary>
/// <param name="First">The offset of its first byte.</param>
/// <param name="Last">That of its last.</param>
internal readonly record struct ByteRange(long First, long Last)
{
    public long Length => Last - First + 1;
}

/// <summary>Reads a Range field (RFC 9110, section 14.2).</summary>
internal static class ByteRanges
{
    /// <summary>More parts than this are no reader's: they are there to cost (section 14.2, last paragraph).</summary>
    internal const int Most = 16;

    // About what a part needs around it in multipart/byteranges: a gap that is smaller is cheaper sent than left out.
    private const int SmallGap = 128;

    /// <summary>The parts that a field asks for.</summary>
    /// <param name="field">Its value.</param>
    /// <param name="length">The bytes of the file.</param>
    /// <returns>The parts; none if none of them is in the file (416); null if the field is to be ignored, and all of the file sent.</returns>
    public static IReadOnlyList<ByteRange>? Read(string field, long length)
    {
        const string Unit = "bytes=";
        string[] specs = field.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) ? field[Unit.Length..].Split(',', Most + 2) : [];
        if (specs.Length is 0 or > Most || length == 0)
        {
            // An empty file has no part that Content-Range could name.
            return null;
        }

        var ranges = new List<ByteRange>();
        bool isAny = false;
        foreach (string text in specs)
        {
            string spec = text.Trim(' ', '\t');
            if (spec.Length == 0)
            {
                continue;
            }

            if (!TryRead(spec, length, out ByteRange range))
            {
                return null;
            }

            isAny = true;
            if (range.Length > 0)
            {
                ranges.Add(range);
            }
        }

        return isAny ? Coalesce(ranges) : null;
    }

    // A range that is not in the file comes out empty. Numbers too large for a long are larger than any file.
    private static bool TryRead(string spec, long length, out ByteRange range)
    {
        range = new ByteRange(0, -1);
        int dash = spec.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !TryReadNumber(spec[..dash], out long? first) || !TryReadNumber(spec[(dash + 1)..], out long? last) || (first is null && last is null) || first > last)
        {
            return false;
        }

        if (first is null)
        {
            range = new ByteRange(Math.Max(0, length - last!.Value), length - 1);
        }
        else if (first < length)
        {
            range = new ByteRange(first.Value, Math.Min(last ?? long.MaxValue, length - 1));
        }

        return true;
    }

    private static bool TryReadNumber(string digits, out long? number)
    {
        number = null;
        if (digits.Length == 0)
        {
            return true;
        }

        if (digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        number = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;
        return true;
    }

    // Parts that overlap, or all but touch, are one (section 15.3.7.2). What is in order stays in it.
    private static List<ByteRange> Coalesce(List<ByteRange> ranges)
    {
        if (!NeedsCoalescing(ranges))
        {
            return ranges;
        }

        var merged = new List<ByteRange>();
        foreach (ByteRange range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + SmallGap)
            {
                merged[^1] = new ByteRange(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private static bool NeedsCoalescing(List<ByteRange> ranges)
    {
        ByteRange[] sorted = [.. ranges.OrderBy(range => range.First)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].First <= sorted[i - 1].Last + SmallGap)
            {
                return true;
            }
        }

        return false;
    }
}
