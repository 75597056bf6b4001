using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Penstock.Connecting;

/// <summary>Answers until their time is up, at most <paramref name="capacity"/> of them. Reading takes no lock: the event loops do it for each
/// request.</summary>
internal sealed class NameCache(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _storing = new();

    public int Count => _entries.Count;

    public bool TryGet(string name, [NotNullWhen(true)] out LookUpResult? result)
    {
        result = _entries.TryGetValue(name, out Entry? entry) && time.GetTimestamp() < entry.Expires ? entry.Result : null;
        return result is not null;
    }

    public void Store(string name, LookUpResult result)
    {
        if (result.TimeToLive <= TimeSpan.Zero)
        {
            return;
        }

        long now = time.GetTimestamp();
        lock (_storing)
        {
            if (_entries.Count >= capacity)
            {
                MakeRoom(now);
            }

            _entries[name] = new Entry(result, now, now + (long)(result.TimeToLive.TotalSeconds * time.TimestampFrequency));
        }
    }

    // First what has expired, then the oldest, until a tenth is free: so the sort is paid once in many stores.
    private void MakeRoom(long now)
    {
        foreach ((string name, Entry entry) in _entries)
        {
            if (entry.Expires <= now)
            {
                _entries.TryRemove(name, out _);
            }
        }

        int excess = _entries.Count - capacity * 9 / 10;
        if (excess > 0)
        {
            foreach ((string name, _) in _entries.ToArray().OrderBy(e => e.Value.Stored).Take(excess))
            {
                _entries.TryRemove(name, out _);
            }
        }
    }

    private sealed record Entry(LookUpResult Result, long Stored, long Expires);
}
