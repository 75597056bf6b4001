namespace Penstock.Tool.Admin;

/// <summary>Makes one tick a second for all who read events, while there are any: what it costs does not grow with them.</summary>
internal sealed class EventHub(ProxyServer proxy, TimeProvider time) : IDisposable
{
    private const int MostReaders = 32;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _looking = new(1);
    private readonly List<EventReader> _readers = [];
    private readonly TickMaker _ticks = new(proxy, time);
    private ITimer? _timer;
    private int _isWaiting;
    private bool _isOver;

    /// <summary>Another reader, who is told of what happens from now on; null if there are too many, or the proxy has ended.</summary>
    public async Task<EventReader?> JoinAsync(CancellationToken cancellation)
    {
        await _looking.WaitAsync(cancellation);
        try
        {
            if (_isOver || _readers.Count >= MostReaders)
            {
                return null;
            }

            if (_readers.Count == 0)
            {
                // Nobody has looked for a while: what has happened since then is no news.
                await _ticks.BeginAsync();
            }

            var reader = new EventReader();
            lock (_gate)
            {
                _readers.Add(reader);
                _timer ??= time.CreateTimer(_ => _ = TickAsync(), null, s_second, s_second);
            }

            return reader;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Leave(EventReader reader)
    {
        lock (_gate)
        {
            if (_readers.Remove(reader) && _readers.Count == 0)
            {
                Stop();
            }
        }
    }

    /// <summary>The proxy has ended: all are told of its last, and that there is no more.</summary>
    public Task EndAsync() => LookAsync(isLast: true);

    public void Dispose()
    {
        lock (_gate)
        {
            Stop();
        }
    }

    private async Task TickAsync()
    {
        if (Interlocked.Exchange(ref _isWaiting, 1) == 1)
        {
            // The one before is still being made, and one waits for it already.
            return;
        }

        await LookAsync(isLast: false);
    }

    private async Task LookAsync(bool isLast)
    {
        await _looking.WaitAsync();
        Volatile.Write(ref _isWaiting, 0);
        try
        {
            if (_isOver || _readers.Count == 0)
            {
                return;
            }

            byte[] tick = await _ticks.NextAsync();
            lock (_gate)
            {
                foreach (EventReader reader in _readers)
                {
                    reader.Offer(tick);
                    if (isLast)
                    {
                        reader.End();
                    }
                }
            }
        }
        finally
        {
            _isOver |= isLast;
            _looking.Release();
        }
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
