namespace Penstock.Transport;

/// <summary>Something one coroutine of a loop waits for: until <see cref="Set"/>, or until its time has come. It resets itself when awaited.
/// Used on its loop's thread alone.</summary>
internal sealed class LoopSignal(IoLoop loop) : LoopTimer, ILoopSource
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
    public LoopWait WaitAsync() => new(this);

    internal override void OnDue() => Set();

    bool ILoopSource.IsReady(int what) => IsSet;

    void ILoopSource.Wait(int what, Waiter waiter) => _waiter = waiter;

    void ILoopSource.Taken(int what) => IsSet = false;
}
