using System.Numerics;

namespace Penstock.Policy;

/// <summary>Ranges of addresses of one family, as numbers. Once merged they are in order and apart, and a look-up is a binary search.</summary>
internal sealed class NumberRanges<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private Range[] _ranges = [];
    private int _count;

    /// <summary>How many there are; after <see cref="Merge"/> without those that others held.</summary>
    public int Count => _count;

    /// <param name="first">The lowest address.</param>
    /// <param name="last">The highest.</param>
    public void Add(T first, T last)
    {
        if (_count == _ranges.Length)
        {
            Array.Resize(ref _ranges, Math.Max(4, _count * 2));
        }

        _ranges[_count++] = new(first, last);
    }

    /// <summary>Puts them in order and joins those that overlap or touch; nothing can be found before.</summary>
    public void Merge()
    {
        Span<Range> all = _ranges.AsSpan(0, _count);
        all.Sort();
        int kept = 0;
        foreach (Range range in all)
        {
            if (kept > 0 && (all[kept - 1].Last == T.MaxValue || range.First <= all[kept - 1].Last + T.One))
            {
                all[kept - 1] = all[kept - 1] with { Last = T.Max(all[kept - 1].Last, range.Last) };
            }
            else
            {
                all[kept++] = range;
            }
        }

        _count = kept;
        Array.Resize(ref _ranges, kept);
    }

    /// <summary>Whether one of them holds an address.</summary>
    public bool Contains(T address)
    {
        // Of the ranges that begin at or before the address, only the last can hold it.
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].First <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && address <= _ranges[low - 1].Last;
    }

    private readonly record struct Range(T First, T Last) : IComparable<Range>
    {
        public int CompareTo(Range other) => First.CompareTo(other.First);
    }
}
