using Penstock.Transport;

namespace Penstock.Forwarding;

/// <summary>The connections to origins that one loop keeps for the next request. Used on that loop alone.</summary>
internal sealed class OriginPool(IoLoop loop, ProxyServices services)
{
    private readonly Dictionary<OriginKey, OriginConnection> _newest = [];
    private OriginConnection? _oldestOfAll;
    private OriginConnection? _newestOfAll;
    private int _count;

    /// <summary>The idle connection of an origin that was used last, now the caller's; null if there is none.</summary>
    public OriginConnection? TryTake(OriginKey key)
    {
        if (!_newest.TryGetValue(key, out OriginConnection? origin))
        {
            return null;
        }

        Remove(origin);
        return origin;
    }

    /// <summary>Keeps a connection that has nothing more to say, or closes it if it does, or if there are enough.</summary>
    public void Return(OriginConnection origin)
    {
        ProxyConfig config = services.Current.Config;
        long idleMilliseconds = (long)config.Timeouts.OriginIdle.TotalMilliseconds;
        if (!origin.Input.IsEmpty || !origin.Connection.IsQuiet() || idleMilliseconds == 0 || config.Limits.MaxIdleOrigins == 0
            || CountOf(origin.Key) >= config.Limits.MaxIdlePerOrigin)
        {
            origin.Close();
            return;
        }

        if (_count >= config.Limits.MaxIdleOrigins)
        {
            Drop(_oldestOfAll!);
        }

        origin.NextOfKey = _newest.GetValueOrDefault(origin.Key);
        _newest[origin.Key] = origin;
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

    /// <summary>Closes all idle connections.</summary>
    public void Clear()
    {
        while (_oldestOfAll is { } origin)
        {
            Drop(origin);
        }
    }

    private int CountOf(OriginKey key)
    {
        int count = 0;
        for (OriginConnection? origin = _newest.GetValueOrDefault(key); origin is not null; origin = origin.NextOfKey)
        {
            count++;
        }

        return count;
    }

    private void Remove(OriginConnection origin)
    {
        OriginConnection first = _newest[origin.Key];
        if (first != origin)
        {
            while (first.NextOfKey != origin)
            {
                first = first.NextOfKey!;
            }

            first.NextOfKey = origin.NextOfKey;
        }
        else if (origin.NextOfKey is { } next)
        {
            _newest[origin.Key] = next;
        }
        else
        {
            _newest.Remove(origin.Key);
        }

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

        origin.NextOfKey = origin.Older = origin.Newer = null;
        _count--;
        loop.Counters.OriginConnectionsIdle--;
        origin.Wake();
    }
}
