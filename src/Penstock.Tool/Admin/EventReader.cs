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

    public ValueTask<byte[]> TakeAsync(CancellationToken cancellation) => _waiting.Reader.ReadAsync(cancellation);
}
