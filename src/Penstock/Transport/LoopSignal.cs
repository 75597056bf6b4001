using System.Threading.Tasks.Sources;

namespace Penstock.Transport;

/// <summary>Something one coroutine of a loop waits for: until <see cref="Set"/>, or until its time has come. It resets itself when awaited.
/// Used on its loop's thread alone.</summary>
internal sealed class LoopSignal(IoLoop loop) : LoopTimer, IValueTaskSource
{
    private Waiter _waiter;

    public bool IsSet { get; private set; }

    public void Set()
    {
        IsSet = true;
        if (_waiter.Exists)
        {
            loop.Defer(_waiter);
            _waiter = default;
        }
    }

    public void SetAfter(long milliseconds) => loop.Timers.Schedule(this, loop.Now, milliseconds);

    public void CancelTimer() => loop.Timers.Cancel(this);

    /// <summary>Completes once the signal is set.</summary>
    public ValueTask WaitAsync() => new(this, 0);

    internal override void OnDue() => Set();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => IsSet ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token) => IsSet = false;

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _waiter = new(continuation, state);
}
