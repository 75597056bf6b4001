using System.Runtime.Versioning;
using Penstock.Linux;
using Penstock.Transport;

namespace Penstock.Tunnel;

/// <summary>A burst of one direction that goes through a pipe, splice(2) in and splice(2) out: the bytes stay in the kernel. Ends when the sender pauses, and gives
/// its pipe back then; while it lasts, the pipe is what is held for a slow receiver.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SpliceHalfRelay
{
    // A flow that is left too soon comes back to cold caches: with 4 rounds a GiB cost a fifth more than with 16, which is 3 ms at the most.
    private const int RoundsPerTurn = 16;

    private readonly EpollConnection _from;
    private readonly EpollConnection _to;
    private readonly HalfRelay _half;
    private readonly PipePair _pipe;
    private readonly EpollLoop _loop;

    private SpliceHalfRelay(EpollConnection from, EpollConnection to, HalfRelay half, PipePair pipe)
    {
        _from = from;
        _to = to;
        _half = half;
        _pipe = pipe;
        _loop = (EpollLoop)from.Loop;
    }

    /// <summary>Bytes moved since the start.</summary>
    public long Moved { get; private set; }

    /// <summary>Null where this transport cannot splice, or no pipe is to be had: copying goes on then.</summary>
    public static SpliceHalfRelay? TryStart(Connection from, Connection to, HalfRelay half) =>
        from is EpollConnection { MaySpliceFrom: true } sender && to is EpollConnection receiver && ((EpollLoop)from.Loop).Pipes.TryBorrow() is { } pipe
            ? new SpliceHalfRelay(sender, receiver, half, pipe)
            : null;

    /// <summary>Moves what comes until the sender pauses (<see cref="HalfEnd.None"/>) or the direction has ended.</summary>
    public async ValueTask<HalfEnd> RunAsync()
    {
        for (int round = 1; ; round++)
        {
            // The pipe is empty here, so if nothing can be moved into it, it is the socket that has nothing, or has ended: a read tells.
            IoResult filled = _from.TrySpliceInto(_pipe, _pipe.Capacity);
            _pipe.Held = filled.Bytes;
            HalfEnd end = HalfRelay.AfterReceive(filled);
            while (_pipe.Held > 0 && end == HalfEnd.None)
            {
                IoResult drained = _to.TrySpliceFrom(_pipe);
                Count(drained.Bytes);
                end = HalfRelay.AfterSend(drained);
                if (drained.MustWait)
                {
                    await _to.Writable;
                }
            }

            if (end != HalfEnd.None || filled.MustWait)
            {
                _loop.Pipes.Return(_pipe);
                return end;
            }

            if (round % RoundsPerTurn == 0)
            {
                await _loop.Yield();
            }
        }
    }

    private void Count(int bytes)
    {
        _pipe.Held -= bytes;
        Moved += bytes;
        _loop.Counters.BytesSpliced += bytes;
        _half.Delivered(bytes);
    }
}
