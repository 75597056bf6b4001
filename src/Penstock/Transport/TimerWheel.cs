using System.Diagnostics;
using System.Numerics;

namespace Penstock.Transport;

/// <summary>
/// All the timers of one loop: four wheels of 64 buckets, of 16 ms, 1 s, 65 s and 70 min a bucket. To set, move and cancel a timer costs a few writes
/// whatever their number; finding the next one that is due costs four bit scans.
/// </summary>
/// <remarks>Coarse on purpose: a timer is called up to 16 ms late and never early. Single-threaded, as everything of a loop.</remarks>
internal sealed class TimerWheel
{
    /// <summary>The length of a tick. 16 ms is a third of the shortest delay in use, the 50 ms resolution delay of Happy Eyeballs.</summary>
    public const int TickMilliseconds = 16;

    internal const short NotScheduled = -1;

    // A struct around the reference: what is put into an array of references is looked at for its type each time.
    private struct Bucket
    {
        public LoopTimer? First;
    }

    private const int Levels = 4;
    private const int BitsPerLevel = 6;
    private const int Buckets = 1 << BitsPerLevel;

    // Further away than the last wheel reaches (75 hours): parked in its last bucket and placed again from there.
    private const long MaxTicks = (1L << (Levels * BitsPerLevel)) - 1;

    private readonly Bucket[] _buckets = new Bucket[Levels * Buckets];
    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly long _origin;
    private long _tick;

    /// <param name="now">The present in milliseconds of a clock that never goes back.</param>
    public TimerWheel(long now) => _origin = now;

    /// <summary>How many timers wait.</summary>
    public int Count { get; private set; }

    /// <summary>Calls <paramref name="timer"/> once <paramref name="milliseconds"/> after <paramref name="now"/>; one that waits already is moved.</summary>
    public void Schedule(LoopTimer timer, long now, long milliseconds)
    {
        Cancel(timer);
        long due = now - _origin + Math.Max(milliseconds, 0);
        timer.DueTick = Math.Max((due + TickMilliseconds - 1) / TickMilliseconds, _tick + 1);
        Place(timer);
        Count++;
    }

    /// <summary>Takes <paramref name="timer"/> out; nothing happens if it does not wait.</summary>
    public void Cancel(LoopTimer timer)
    {
        if (timer.Bucket == NotScheduled)
        {
            return;
        }

        Unlink(timer);
        Count--;
    }

    /// <summary>Milliseconds from <paramref name="now"/> until <see cref="Advance"/> has something to do; -1 if no timer waits.</summary>
    public int NextDueIn(long now)
    {
        if (Count == 0)
        {
            return -1;
        }

        long next = long.MaxValue;
        for (int level = 0; level < Levels; level++)
        {
            if (_occupied[level] != 0)
            {
                // Bucket indexes are absolute ticks modulo 64; turned so that the present is bit 0, the lowest set bit is the next in time.
                long position = _tick >> (level * BitsPerLevel);
                ulong turned = BitOperations.RotateRight(_occupied[level], (int)((position + 1) & (Buckets - 1)));
                next = Math.Min(next, (position + 1 + BitOperations.TrailingZeroCount(turned)) << (level * BitsPerLevel));
            }
        }

        return (int)Math.Clamp(_origin + next * TickMilliseconds - now, 0, int.MaxValue);
    }

    /// <summary>Calls every timer that is due at <paramref name="now"/>. A timer may set, move or cancel any timer, itself too.</summary>
    public void Advance(long now)
    {
        // What is left of the present tick because a timer of it threw.
        Fire();
        long target = (now - _origin) / TickMilliseconds;
        while (_tick < target)
        {
            if (Count == 0)
            {
                _tick = target;
                return;
            }

            _tick++;
            for (int level = 1; level < Levels && (_tick & ((1L << (level * BitsPerLevel)) - 1)) == 0; level++)
            {
                Cascade(level);
            }

            Fire();
        }
    }

    private void Fire()
    {
        short bucket = (short)(_tick & (Buckets - 1));
        while (_buckets[bucket].First is { } timer)
        {
            Debug.Assert(timer.DueTick == _tick, "a bucket of the first wheel holds one tick");
            Cancel(timer);
            timer.OnDue();
        }
    }

    // A coarse bucket's time has begun: its timers move to finer wheels.
    private void Cascade(int level)
    {
        int bucket = level * Buckets + (int)((_tick >> (level * BitsPerLevel)) & (Buckets - 1));
        LoopTimer? timer = _buckets[bucket].First;
        _buckets[bucket].First = null;
        _occupied[level] &= ~(1UL << (bucket & (Buckets - 1)));
        while (timer is not null)
        {
            LoopTimer? next = timer.Next;
            timer.Next = timer.Previous = null;
            Place(timer);
            timer = next;
        }
    }

    private void Place(LoopTimer timer)
    {
        long distance = Math.Min(timer.DueTick - _tick, MaxTicks);
        int level = distance <= 0 ? 0 : Math.Min(BitOperations.Log2((ulong)distance) / BitsPerLevel, Levels - 1);
        long position = (_tick + distance) >> (level * BitsPerLevel);
        short bucket = (short)(level * Buckets + (int)(position & (Buckets - 1)));

        timer.Bucket = bucket;
        timer.Previous = null;
        timer.Next = _buckets[bucket].First;
        if (timer.Next is not null)
        {
            timer.Next.Previous = timer;
        }

        _buckets[bucket].First = timer;
        _occupied[level] |= 1UL << (bucket & (Buckets - 1));
    }

    private void Unlink(LoopTimer timer)
    {
        short bucket = timer.Bucket;
        if (timer.Previous is null)
        {
            _buckets[bucket].First = timer.Next;
            if (timer.Next is null)
            {
                _occupied[bucket / Buckets] &= ~(1UL << (bucket & (Buckets - 1)));
            }
        }
        else
        {
            timer.Previous.Next = timer.Next;
        }

        if (timer.Next is not null)
        {
            timer.Next.Previous = timer.Previous;
        }

        timer.Next = timer.Previous = null;
        timer.Bucket = NotScheduled;
    }
}
