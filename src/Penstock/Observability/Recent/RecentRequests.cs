namespace Penstock.Observability.Recent;

/// <summary>
/// The last requests that ended, of all loops. What is kept of one is written as bytes into a chunk that its loop has for itself, so that nothing new stays behind in the heap for it: no object to be
/// moved, and little memory that was not touched before. (bench/README.md has what that costs.) A chunk that is full goes to the others, and the oldest of these is used again.
/// </summary>
internal sealed class RecentRequests
{
    private readonly int _capacity;
    private readonly RecentChunk?[] _ofLoops;
    private readonly Lock _lock = new();
    private readonly Queue<RecentChunk> _full = new();
    private RecentChunk? _spare;
    private int _readers;
    private long _inFull;
    private long _total;

    /// <param name="capacity">How many are kept. The memory for them is taken as they come.</param>
    /// <param name="loops">How many loops there are.</param>
    public RecentRequests(int capacity, int loops)
    {
        _capacity = capacity;
        _ofLoops = new RecentChunk?[loops];
    }

    /// <summary>How many have ended since the start.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>How many of them are kept.</summary>
    public int Kept => (int)Math.Min(Total, _capacity);

    /// <summary>On the loop of that number.</summary>
    public void Add(int loop, RequestTimeline ended)
    {
        ref RecentChunk? mine = ref _ofLoops[loop];
        if (_capacity > 0 && mine?.TryAdd(ended, ref _total) is not true)
        {
            RecentChunk next = Replace(mine, RecentChunk.SizeFor(ended));
            Volatile.Write(ref mine, next);
            next.TryAdd(ended, ref _total);
        }
    }

    /// <summary>At most <paramref name="most"/> of those that ended after the first <paramref name="after"/>, newest first. From any thread. Looks into no more chunks than it must: each is copied.</summary>
    public List<RequestTimeline> Newest(int most, long after = 0) =>
        Math.Min(most, _capacity) < 1 ? [] : [.. Find(Math.Min(most, _capacity), after).Select(static place => place.In.Read(place.At))];

    private List<(long Number, int At, RecentChunk.Copy In)> Find(int most, long after)
    {
        lock (_lock)
        {
            _readers++;
        }

        try
        {
            var found = new List<(long Number, int At, RecentChunk.Copy In)>();
            foreach ((long last, RecentChunk chunk) in Chunks().Select(static chunk => (chunk.Last, chunk)).OrderByDescending(static chunk => chunk.Last))
            {
                if (found.Count >= most)
                {
                    KeepNewest(found, most);
                    if (last < found[^1].Number)
                    {
                        // Neither this one nor those behind it have one that is newer.
                        break;
                    }
                }

                if (chunk.CopyAfter(after) is { } copy)
                {
                    found.AddRange(copy.After(after).Select(place => (place.Number, place.At, copy)));
                }
            }

            KeepNewest(found, most);
            return found;
        }
        finally
        {
            lock (_lock)
            {
                _readers--;
            }
        }
    }

    private static void KeepNewest(List<(long Number, int At, RecentChunk.Copy In)> found, int most)
    {
        found.Sort(static (a, b) => b.Number.CompareTo(a.Number));
        found.RemoveRange(Math.Min(most, found.Count), Math.Max(0, found.Count - most));
    }

    // First those that loops write to: one that becomes full meanwhile is among the others too, but none is missing.
    private HashSet<RecentChunk> Chunks()
    {
        var chunks = new HashSet<RecentChunk>();
        for (int loop = 0; loop < _ofLoops.Length; loop++)
        {
            if (Volatile.Read(ref _ofLoops[loop]) is { } chunk)
            {
                chunks.Add(chunk);
            }
        }

        lock (_lock)
        {
            chunks.UnionWith(_full);
        }

        return chunks;
    }

    private RecentChunk Replace(RecentChunk? full, int size)
    {
        lock (_lock)
        {
            if (full is not null)
            {
                _full.Enqueue(full);
                _inFull += full.Count;
                while (_inFull - _full.Peek().Count >= _capacity)
                {
                    RecentChunk oldest = _full.Dequeue();
                    _inFull -= oldest.Count;

                    // Whoever is looking for it now finds it as it was.
                    if (_readers == 0 && oldest.IsUsual)
                    {
                        oldest.Clear();
                        _spare = oldest;
                    }
                }
            }

            if (_spare is { } spare && size <= RecentChunk.UsualBytes)
            {
                _spare = null;
                return spare;
            }
        }

        return new RecentChunk(Math.Max(size, RecentChunk.UsualBytes));
    }
}
