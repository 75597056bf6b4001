namespace Penstock.Forwarding;

/// <summary>The pools of all loops, for what concerns an origin whichever loop has its connections. From any thread, once all are there.</summary>
internal sealed class OriginPools
{
    private OriginPool[] _pools = [];

    /// <summary>Takes the pool of another loop. Before the loops have connections.</summary>
    public void Add(OriginPool pool) => _pools = [.. _pools, pool];

    /// <summary>Has the loops make room for a new connection to an origin that is silent: what one keeps idle may be what the origin waits on. Two that are kept, by whichever loops, tell that it serves several.</summary>
    public void MakeRoom(OriginKey key)
    {
        if (_pools.Any(pool => Volatile.Read(ref pool.Loop.Counters.OriginConnectionsIdle) > 0))
        {
            _ = MakeRoomAsync(key);
        }
    }

    private async Task MakeRoomAsync(OriginKey key)
    {
        int[] idle = new int[_pools.Length];
        await Task.WhenAll(_pools.Select((pool, index) => pool.Loop.RunAsync(() => idle[index] = pool.CountIdle(key))));
        foreach (OriginPool pool in _pools)
        {
            pool.Loop.Post(_ => pool.MakeRoom(key, servesSeveral: idle.Sum() > 1), null);
        }
    }
}
