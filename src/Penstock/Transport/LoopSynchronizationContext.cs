namespace Penstock.Transport;

/// <summary>Brings whatever is awaited on a loop's thread back to that thread: name look-ups and all that blocks run on the thread pool, and what
/// follows them runs on the loop again. This is how a connection stays on its loop for life without anybody having to think of it.</summary>
/// <remarks>So nothing on a loop awaits with <c>ConfigureAwait(false)</c>: what follows would go to the thread pool.</remarks>
internal sealed class LoopSynchronizationContext(IoLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => loop.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A loop is never waited for: use Post.");

    public override SynchronizationContext CreateCopy() => this;
}
