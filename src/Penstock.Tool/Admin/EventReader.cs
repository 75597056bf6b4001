using System.Threading.Channels;

namespace Penstock.Tool.Admin;

/// <summary>Somebody who reads events. One tick may wait for it while it takes the one before; if there would be a second, it is too slow.</summary>
internal sealed class EventReader
{
    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(1);
    private readonly TaskCompletionSource _dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it has been too slow.</summary>
    public Task Dropped => _dropped.Task;

    public void Offer(byte[] tick)
    {
        if (!_waiting.Writer.TryWrite(tick))
        {
            _dropped.TrySetResult();
        }
    }

    /// <summary>There will be no more.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>The next; null behind the last.</summary>
    public async ValueTask<byte[]?> TakeAsync(CancellationToken cancellation) =>
        await _waiting.Reader.WaitToReadAsync(cancellation) && _waiting.Reader.TryRead(out byte[]? tick) ? tick : null;
}
