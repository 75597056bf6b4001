using Penstock.Transport;

namespace Penstock.Forwarding;

/// <summary>The connections to origins that one loop keeps for the next request. Used on that loop alone.</summary>
internal sealed class OriginPool(IoLoop loop, ProxyServices services)
{
    // An origin may have no idle connection for a moment: only when there are many such shelves are they let go of.
    private const int FewShelves = 64;

    private readonly Dictionary<OriginKey, OriginShelf> _shelves = [];
    private int _shelvesBeforeSweep = FewShelves;
    private OriginConnection? _oldestOfAll;
    private OriginConnection? _newestOfAll;
    private int _count;

    public IoLoop Loop => loop;

    /// <summary>Where the idle connections of an origin are.</summary>
    /// <param name="key">The origin.</param>
    /// <param name="last">What the caller was given last, perhaps for the same one.</param>
    public OriginShelf ShelfOf(OriginKey key, OriginShelf? last)
    {
        if (last is { IsListed: true } && last.Key == key)
        {
            return last;
        }

        if (!_shelves.TryGetValue(key, out OriginShelf? shelf))
        {
            if (_shelves.Count >= _shelvesBeforeSweep)
            {
                Sweep();
            }

            shelf = new OriginShelf(key);
            _shelves.Add(key, shelf);
        }

        return shelf;
    }

    /// <summary>The idle connection of an origin that was used last, now the caller's; null if there is none. One that has ended, or said something unasked, is closed: what comes before a request is
    /// no answer to it (RFC 9112, section 9.2). What comes after the loop has heard of the request cannot be told from its answer by anybody.</summary>
    public OriginConnection? TryTake(OriginShelf shelf)
    {
        while (shelf.Newest is { } origin)
        {
            Remove(origin);
            if (!origin.Connection.HasNews)
            {
                return origin;
            }

            origin.Close();
        }

        return null;
    }

    /// <summary>Keeps a connection that has nothing more to say, or closes it if it does, or if there are enough.</summary>
    public void Return(OriginConnection origin)
    {
        ProxyConfig config = services.Current.Config;
        OriginShelf shelf = origin.Shelf = ShelfOf(origin.Shelf.Key, origin.Shelf);
        long idleMilliseconds = (long)config.Timeouts.OriginIdle.TotalMilliseconds;
        if (!origin.Input.IsEmpty || !origin.Connection.IsQuiet() || idleMilliseconds == 0 || config.Limits.MaxIdleOrigins == 0)
        {
            origin.Close();
            return;
        }

        // One that was idle already when this one was made is not needed beside it: or whoever only sends what needs a new connection would have all of them kept.
        if (origin is { IsReused: false, IsBesideIdle: true } && shelf.Newest is { } other)
        {
            Drop(other);
        }

        if (shelf.Count >= config.Limits.MaxIdlePerOrigin)
        {
            origin.Close();
            return;
        }

        if (_count >= config.Limits.MaxIdleOrigins)
        {
            Drop(_oldestOfAll!);
        }

        shelf.Add(origin);
        origin.Older = _newestOfAll;
        if (_newestOfAll is null)
        {
            _oldestOfAll = origin;
        }
        else
        {
            _newestOfAll.Newer = origin;
        }

        _newestOfAll = origin;
        _count++;
        loop.Counters.OriginConnectionsIdle++;
        origin.Rest(idleMilliseconds);
    }

    /// <summary>Closes an idle connection.</summary>
    public void Drop(OriginConnection origin)
    {
        Remove(origin);
        origin.Close();
    }

    /// <summary>Closes one idle connection of an origin, if there is any: a new one is dialled, and an origin that serves one connection after the other would not come to it.
    /// Nothing happens where the origin is known to serve several.</summary>
    public void MakeRoom(OriginShelf shelf)
    {
        // Each of them has answered: it has served the second while the first was open.
        shelf.ServesSeveral |= shelf.Count > 1;
        if (shelf is { ServesSeveral: false, Newest: { } origin })
        {
            Drop(origin);
        }
    }

    /// <summary>The same, by what is known of the origin from elsewhere.</summary>
    public void MakeRoom(OriginKey key, bool servesSeveral)
    {
        if (_shelves.TryGetValue(key, out OriginShelf? shelf))
        {
            shelf.ServesSeveral |= servesSeveral;
            MakeRoom(shelf);
        }
    }

    /// <summary>How many connections to an origin are idle.</summary>
    public int CountIdle(OriginKey key) => _shelves.TryGetValue(key, out OriginShelf? shelf) ? shelf.Count : 0;

    /// <summary>Closes all idle connections.</summary>
    public void Clear()
    {
        while (_oldestOfAll is { } origin)
        {
            Drop(origin);
        }
    }

    // As many more may come before the next sweep as there are now, so that each costs the same.
    private void Sweep()
    {
        foreach (OriginShelf shelf in _shelves.Values)
        {
            if (shelf.Count == 0)
            {
                shelf.IsListed = false;
                _shelves.Remove(shelf.Key);
            }
        }

        _shelvesBeforeSweep = FewShelves + (2 * _shelves.Count);
    }

    private void Remove(OriginConnection origin)
    {
        origin.Shelf.Remove(origin);
        if (origin.Older is { } older)
        {
            older.Newer = origin.Newer;
        }
        else
        {
            _oldestOfAll = origin.Newer;
        }

        if (origin.Newer is { } newer)
        {
            newer.Older = origin.Older;
        }
        else
        {
            _newestOfAll = origin.Older;
        }

        origin.Older = origin.Newer = null;
        _count--;
        loop.Counters.OriginConnectionsIdle--;
        origin.Wake();
    }
}
