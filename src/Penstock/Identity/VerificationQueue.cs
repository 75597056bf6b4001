using System.Collections.Concurrent;
using Penstock.Transport;

namespace Penstock.Identity;

/// <summary>
/// Lets the credentials that an address gives for a user be looked at one after the other, and later after each failure, so that many connections guess no quicker than one. Another user's are not held
/// up, nor are those of the same user from elsewhere; right ones cost those behind them nothing but their turn. Used from any loop.
/// </summary>
internal sealed class VerificationQueue(TimeProvider time)
{
    // Two slips are free, as for the answers.
    private static readonly double[] s_seconds = [0, 0, 0.25, 0.5, 1, 2, 4, 5];

    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(5);

    // How soon it is looked again whether the one before has ended: hashing takes some 50 ms.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private const int MostWaiting = 32;
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<(UInt128 Client, int User), Line> _lines = new();

    /// <summary>Stands in line for a user; null if too many do. Whoever gets a place leaves it by <see cref="Place.Leave"/>.</summary>
    public Place? TryJoin(PeerAddress client, string? user)
    {
        if (_lines.Count >= MostKept)
        {
            Sweep();
        }

        Line line = _lines.GetOrAdd((FailureDelays.KeyOf(client), FailureDelays.HashOf(user)), static _ => new Line());
        lock (line)
        {
            return line.Waiting >= MostWaiting ? null : new Place(this, line);
        }
    }

    // Those in which nobody stands, and which have not failed lately; if that is no room, all in which nobody stands.
    private void Sweep()
    {
        foreach (bool lately in (ReadOnlySpan<bool>)[false, true])
        {
            foreach ((var key, Line line) in _lines)
            {
                lock (line)
                {
                    if (line.Waiting == 0 && (lately || line.Failures == 0 || time.GetElapsedTime(line.FailedAt) > s_memory))
                    {
                        _lines.TryRemove(key, out _);
                    }
                }
            }

            if (_lines.Count < MostKept)
            {
                return;
            }
        }
    }

    /// <summary>Somebody's place in a line.</summary>
    public sealed class Place
    {
        private readonly VerificationQueue _queue;
        private readonly Line _line;
        private bool _hasTurn;

        // Under the line's lock.
        internal Place(VerificationQueue queue, Line line)
        {
            _queue = queue;
            _line = line;
            line.Waiting++;
        }

        /// <summary>Whether it is its turn; if not, when to ask again.</summary>
        public bool HasTurn(out TimeSpan askAgain)
        {
            lock (_line)
            {
                long now = _queue.Now;
                bool mayBegin = !_line.IsBusy && now >= _line.FreeAt;
                askAgain = mayBegin || _line.IsBusy ? s_look : _queue.Until(_line.FreeAt, now);
                _line.IsBusy |= mayBegin;
                _hasTurn = mayBegin;
                return mayBegin;
            }
        }

        /// <summary>Leaves the line.</summary>
        /// <param name="isWrong">Whether the credentials were found to be wrong; null if nobody has looked.</param>
        public void Leave(bool? isWrong)
        {
            lock (_line)
            {
                _line.Waiting--;
                if (!_hasTurn)
                {
                    return;
                }

                _line.IsBusy = false;
                if (isWrong == true)
                {
                    long now = _queue.Now;
                    _line.Failures = _line.Failures > 0 && _queue.HasForgotten(_line.FailedAt, now) ? 1 : _line.Failures + 1;
                    _line.FailedAt = now;
                    _line.FreeAt = now + _queue.StampsOf(s_seconds[Math.Min(_line.Failures, s_seconds.Length) - 1]);
                }
                else if (isWrong == false)
                {
                    _line.Failures = 0;
                    _line.FreeAt = 0;
                }
            }
        }
    }

    private long Now => time.GetTimestamp();

    private TimeSpan Until(long then, long now)
    {
        TimeSpan wait = time.GetElapsedTime(now, then);
        return wait > s_look ? wait : s_look;
    }

    private bool HasForgotten(long then, long now) => time.GetElapsedTime(then, now) > s_memory;

    private long StampsOf(double seconds) => (long)(seconds * time.TimestampFrequency);

    /// <summary>Who waits for one user's credentials from one address.</summary>
    internal sealed class Line
    {
        public int Waiting;
        public int Failures;
        public long FailedAt;
        public long FreeAt;
        public bool IsBusy;
    }
}
