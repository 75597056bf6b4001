using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>
/// How late each loop runs what is posted to it: the time that whatever becomes ready waits behind what runs. Each is asked once a second, from the first time that somebody reads it until nobody has
/// for five minutes.
/// </summary>
internal sealed class LoopLag(Func<IReadOnlyList<IoLoop>> loops, TimeProvider time) : IDisposable
{
    // A minute of them: whoever exports once a minute misses none.
    private const int Kept = 60;
    private const int TicksUnread = 300;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private OfLoop[] _loops = [];
    private ITimer? _timer;
    private int _unread;
    private bool _isDisposed;

    /// <summary>The longest of the last minute, by the index of the loop; of a loop that has not answered yet, how long it has not.</summary>
    public IReadOnlyList<TimeSpan> Read()
    {
        lock (_gate)
        {
            _unread = 0;
            if (_timer is null && !_isDisposed)
            {
                _loops = [.. loops().Select(loop => new OfLoop(loop, time))];
                _timer = time.CreateTimer(_ => Tick(), null, TimeSpan.Zero, s_interval);
            }

            return [.. _loops.Select(loop => loop.Longest())];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Stop();
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (++_unread > TicksUnread)
            {
                Stop();
                return;
            }

            foreach (OfLoop loop in _loops)
            {
                loop.Ask();
            }
        }
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _loops = [];
    }

    private sealed class OfLoop(IoLoop loop, TimeProvider time)
    {
        private readonly long[] _lags = new long[Kept];
        private int _answered;
        private long _asked;

        public void Ask()
        {
            if (Volatile.Read(ref _asked) == 0)
            {
                Volatile.Write(ref _asked, time.GetTimestamp());
                loop.Post(static state => ((OfLoop)state!).Answer(), this);
            }
        }

        public TimeSpan Longest()
        {
            long longest = Volatile.Read(ref _asked) is not 0 and var asked ? time.GetTimestamp() - asked : 0;
            for (int i = 0; i < Kept; i++)
            {
                longest = Math.Max(longest, Volatile.Read(ref _lags[i]));
            }

            return time.GetElapsedTime(0, longest);
        }

        private void Answer()
        {
            Volatile.Write(ref _lags[_answered++ % Kept], time.GetTimestamp() - _asked);
            Volatile.Write(ref _asked, 0);
        }
    }
}
