using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>The pipes of one loop. Bounded, so that all loops together stay below what an unprivileged user's pipes may hold; who finds it dry copies.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PipePool(IoLoop loop, int limit)
{
    // Empty pipes kept for the next borrower: making one costs three calls and, sized, a large allocation in the kernel.
    private const int SpareLimit = 32;

    // After a failure to make one it is not tried again for so long: descriptors or pages are short, and asking costs.
    private const long RetryMilliseconds = 1_000;

    private readonly Stack<PipePair> _spare = new();
    private int _borrowed;
    private long _notBefore;

    public PipePair? TryBorrow()
    {
        if (_borrowed >= limit || (_spare.Count == 0 && loop.Now < _notBefore))
        {
            return null;
        }

        if (!_spare.TryPop(out PipePair? pipe) && (pipe = PipePair.TryCreate()) is null)
        {
            _notBefore = loop.Now + RetryMilliseconds;
            return null;
        }

        _borrowed++;
        loop.Counters.PipesBorrowed++;
        return pipe;
    }

    /// <summary>Takes a pipe back; one that still holds bytes of a broken tunnel is closed, never lent again.</summary>
    public void Return(PipePair pipe)
    {
        _borrowed--;
        loop.Counters.PipesBorrowed--;
        if (pipe.Held == 0 && _spare.Count < SpareLimit)
        {
            _spare.Push(pipe);
        }
        else
        {
            pipe.Close();
        }
    }

    public void Close()
    {
        while (_spare.TryPop(out PipePair? pipe))
        {
            pipe.Close();
        }
    }
}
