namespace Penstock.Tool.Hosting;

/// <summary>
/// Gives memory back to the system after a crowd has gone, or an old configuration. The collector itself keeps what thousands of tunnels held, for the next thousands: after 9,000 some 60 MiB, for as
/// long as the process lives.
/// </summary>
/// <remarks>It goes by the size of the heap and not by how many were there at some look: a crowd may come and go between two of them.</remarks>
internal sealed class MemoryReturn : IDisposable
{
    // Less is not worth a collection of everything, which stops all loops for some milliseconds: a proxy that is always busy needs 8 MiB or so.
    private const long Worth = 16 << 20;

    // So many may be open when a crowd counts as gone; or a share of it, if more.
    private const long Few = 125;
    private const int Share = 8;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Func<long> _open;
    private readonly Func<long> _heap;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private long _most;
    private long _before;
    private long _least;

    /// <param name="open">How many connections are open.</param>
    /// <param name="heap">What the heap holds of the system's memory, in bytes, as of the last collection.</param>
    /// <param name="collect">Collects, and gives back what is free.</param>
    /// <param name="time">The clock of its looks, one in 5 s.</param>
    public MemoryReturn(Func<long> open, Func<long> heap, Action collect, TimeProvider time)
    {
        _open = open;
        _heap = heap;
        _collect = collect;
        _timer = time.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    public static MemoryReturn For(ProxyServer proxy) => new(
        () => proxy.Statistics.ConnectionsOpen,
        static () => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes,
        static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true),
        TimeProvider.System);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long open = _open();
        _most = Math.Max(_most, open);

        // Not while it is still going: what the last of it hold would be left.
        bool isOver = open <= Math.Max(Few, _most / Share) && open >= _before;
        _before = open;
        if (isOver && _heap() >= _least + Worth)
        {
            _collect();
            _least = _heap();
            _most = open;
        }
    }
}
