using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Text;

namespace Penstock.Policy;

/// <summary>
/// Host names, each with a number that is not 0, small and quick enough for lists of millions: the names stand one after the other in pages of bytes, and an open-addressing table holds
/// part of each one's hash and where it stands. A name is found by its bytes, never by its hash alone. Filled by one thread, then only read.
/// </summary>
internal sealed class NameTable
{
    /// <summary>What stands before a name: its number, and its length, which is at most <see cref="Http.HostName.MaxLength"/>.</summary>
    private const int HeaderBytes = sizeof(int) + 1;

    /// <summary>Large enough that the collector does not move pages, small enough that the last one wastes little.</summary>
    private const int PageBits = 18;
    private const int PageBytes = 1 << PageBits;
    private const int FirstPageBytes = 256;

    /// <summary>Where a name stands is a 32-bit number.</summary>
    private const int MaxPages = 1 << (32 - PageBits);

    private const int FirstSlots = 16;

    private readonly List<byte[]> _pages = [];
    private int _used;

    // The upper half of a slot is the upper half of the hash; the lower half is where the name stands, which is never 0. A free slot is 0.
    private ulong[] _slots = new ulong[FirstSlots];

    // Bit n: there is a name of n labels; the last bit stands for all that have more. Most hosts have suffixes that no name on a list can be.
    private ulong _depths;

    /// <summary>How many names there are.</summary>
    public int Count { get; private set; }

    /// <summary>At how many label boundaries of one host a name may be found at the most.</summary>
    public int MaxMatches => _depths >> 63 != 0 ? (Http.HostName.MaxLength + 1) / 2 : BitOperations.PopCount(_depths);

    /// <summary>The number of a name; 0 if it is not here.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        int slot = FindSlot(name, NameHash.Of(name));
        return _slots[slot] == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(At(_slots[slot]));
    }

    /// <summary>Gives a name a number; false if there is no room for another name: 4 GiB of them are here.</summary>
    public bool TrySet(ReadOnlySpan<byte> name, int number)
    {
        Debug.Assert(number != 0 && name.Length is > 0 and <= Http.HostName.MaxLength);
        ulong hash = NameHash.Of(name);
        int slot = FindSlot(name, hash);
        if (_slots[slot] != 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(At(_slots[slot]), number);
            return true;
        }

        if (!TryAppend(name, number, out uint place))
        {
            return false;
        }

        _slots[slot] = (hash & ~(ulong)uint.MaxValue) | place;
        _depths |= DepthBit(name.Count((byte)'.') + 1);
        if (++Count > _slots.Length / 8 * 5)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Gives back what the last page has left.</summary>
    public void Trim()
    {
        if (_pages.Count > 0)
        {
            _pages[^1] = _pages[^1].AsSpan(0, _used).ToArray();
        }
    }

    /// <summary>The names here that are a host or that it is below, shortest first. Costs nothing of the heap.</summary>
    /// <param name="host">In lower case and without a last dot.</param>
    /// <param name="room">At least <see cref="Http.HostName.MaxLength"/> bytes, for the host as bytes.</param>
    public MatchEnumerator Match(string host, Span<byte> room)
    {
        // What does not fit or is not ASCII is no host name, and on no list.
        bool isName = Ascii.FromUtf16(host, room, out int length) is System.Buffers.OperationStatus.Done && length > 0;
        return new MatchEnumerator(this, isName && Count > 0 ? room[..length] : default);
    }

    private static ulong DepthBit(int labels) => 1UL << Math.Min(labels, 63);

    /// <summary>The slot of a name, or the free one where it belongs.</summary>
    private int FindSlot(ReadOnlySpan<byte> name, ulong hash)
    {
        ulong[] slots = _slots;
        int mask = slots.Length - 1;
        uint tag = (uint)(hash >> 32);
        for (int slot = (int)tag & mask; ; slot = (slot + 1) & mask)
        {
            ulong content = slots[slot];
            if (content == 0 || ((uint)(content >> 32) == tag && IsNameAt(content, name)))
            {
                return slot;
            }
        }
    }

    private bool IsNameAt(ulong slot, ReadOnlySpan<byte> name)
    {
        Span<byte> found = At(slot);
        return found[sizeof(int)] == name.Length && found.Slice(HeaderBytes, name.Length).SequenceEqual(name);
    }

    private Span<byte> At(ulong slot)
    {
        // Counted from 1, for a slot of 0 is a free one.
        uint place = (uint)slot - 1;
        return _pages[(int)(place >> PageBits)].AsSpan((int)(place & (PageBytes - 1)));
    }

    private bool TryAppend(ReadOnlySpan<byte> name, int number, out uint place)
    {
        int size = HeaderBytes + name.Length;
        place = 0;
        if (_pages.Count == 0 || _used + size > PageBytes)
        {
            if (_pages.Count == MaxPages)
            {
                return false;
            }

            _pages.Add(new byte[_pages.Count == 0 ? FirstPageBytes : PageBytes]);
            _used = 0;
        }

        if (_used + size > _pages[^1].Length)
        {
            byte[] larger = new byte[Math.Min(PageBytes, Math.Max(_pages[^1].Length * 2, _used + size))];
            _pages[^1].AsSpan(0, _used).CopyTo(larger);
            _pages[^1] = larger;
        }

        Span<byte> record = _pages[^1].AsSpan(_used, size);
        BinaryPrimitives.WriteInt32LittleEndian(record, number);
        record[sizeof(int)] = (byte)name.Length;
        name.CopyTo(record[HeaderBytes..]);
        place = ((uint)(_pages.Count - 1) << PageBits) + (uint)_used + 1;
        _used += size;
        return true;
    }

    private void Grow()
    {
        ulong[] slots = new ulong[_slots.Length * 2];
        int mask = slots.Length - 1;
        foreach (ulong content in _slots)
        {
            if (content == 0)
            {
                continue;
            }

            int slot = (int)(content >> 32) & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = content;
        }

        _slots = slots;
    }

    /// <summary>What was found at each label boundary of a host, from the right.</summary>
    public ref struct MatchEnumerator
    {
        private readonly NameTable _table;
        private readonly ReadOnlySpan<byte> _host;
        private int _start;
        private int _end;
        private int _labels;
        private ulong _hash;

        internal MatchEnumerator(NameTable table, ReadOnlySpan<byte> host)
        {
            _table = table;
            _host = host;
            _start = -1;
            _end = host.Length;
            _hash = NameHash.Seed;
            _labels = 0;
        }

        /// <summary>The number of the name that was found.</summary>
        public int Current { get; private set; }

        /// <summary>Whether the name is the host itself, and not one that the host is below.</summary>
        public readonly bool IsWhole => _start == 0;

        public readonly MatchEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_end > 0)
            {
                _start = _host[.._end].LastIndexOf((byte)'.') + 1;
                _hash = NameHash.Add(_hash, _host[_start.._end]);
                _end = _start - 1;
                _labels++;
                if ((_table._depths & DepthBit(_labels)) != 0)
                {
                    ulong slot = _table._slots[_table.FindSlot(_host[_start..], _hash)];
                    if (slot != 0)
                    {
                        Current = BinaryPrimitives.ReadInt32LittleEndian(_table.At(slot));
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
