using System.Runtime.InteropServices;

namespace Penstock.Policy;

/// <summary>How often a rule has decided, and when last. Each loop counts for itself, in a cache line of its own; whoever asks sums.</summary>
internal sealed class RuleHits
{
    private readonly Lock _adding = new();
    private OfLoop?[] _loops = [];

    /// <summary>Counts a request that the rule has decided. On the loop of the request.</summary>
    /// <param name="loop">The index of the loop.</param>
    /// <param name="at">When, in ticks of UTC.</param>
    public void Count(int loop, long at)
    {
        OfLoop?[] loops = Volatile.Read(ref _loops);
        OfLoop mine = (uint)loop < (uint)loops.Length && loops[loop] is { } known ? known : Add(loop);
        mine.Line.Count++;
        mine.Line.LastTicks = at;
    }

    /// <summary>The hits of all loops.</summary>
    public long Sum() => Volatile.Read(ref _loops).Sum(loop => loop is null ? 0 : Volatile.Read(ref loop.Line.Count));

    /// <summary>When the last of them was; null if there was none.</summary>
    public DateTimeOffset? Last()
    {
        long last = Volatile.Read(ref _loops).Aggregate(0L, (latest, loop) => loop is null ? latest : Math.Max(latest, Volatile.Read(ref loop.Line.LastTicks)));
        return last == 0 ? null : new DateTimeOffset(last, TimeSpan.Zero);
    }

    // Most rules of a long list are never hit: they get no counters.
    private OfLoop Add(int loop)
    {
        lock (_adding)
        {
            var loops = new OfLoop?[Math.Max(_loops.Length, loop + 1)];
            _loops.CopyTo(loops, 0);
            OfLoop mine = loops[loop] = new OfLoop();
            Volatile.Write(ref _loops, loops);
            return mine;
        }
    }

    private sealed class OfLoop
    {
        public CacheLine Line;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct CacheLine
    {
        public long Count;
        public long LastTicks;
    }
}
