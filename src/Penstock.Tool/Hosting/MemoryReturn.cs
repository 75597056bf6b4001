namespace Penstock.Tool.Hosting;

/// <summary>
/// Gives memory back to the system after a crowd has gone. The collector itself keeps what thousands of tunnels held, for the next thousands: after 9,000 some 60 MiB, for as long as the process lives.
/// </summary>
internal sealed class MemoryReturn : IDisposable
{
    // Fewer leave too little behind for a collection of everything, which stops all loops for some milliseconds, to be worth it.
    private const long Crowd = 1_000;

    // What is left of a crowd when it counts as gone.
    private const int Share = 8;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Func<long> _open;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private long _most;
    private long _before;

    /// <param name="open">How many connections are open.</param>
    /// <param name="time">The clock of its looks, one in 5 s.</param>
    /// <param name="collect">Collects, and gives back what is free.</param>
    public MemoryReturn(Func<long> open, TimeProvider time, Action collect)
    {
        _open = open;
        _collect = collect;
        _timer = time.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    public static MemoryReturn For(ProxyServer proxy) =>
        new(() => proxy.Statistics.ConnectionsOpen, TimeProvider.System, static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long open = _open();
        _most = Math.Max(_most, open);

        // Not while it is still going: what the last of it hold would be left.
        bool isOver = open <= _most / Share && open >= _before;
        _before = open;
        if (_most >= Crowd && isOver)
        {
            _most = open;
            _collect();
        }
    }
}
