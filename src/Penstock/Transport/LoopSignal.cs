using System.Runtime.CompilerServices;

namespace Penstock.Transport;

/// <summary>Something one coroutine of a loop waits for: until <see cref="Set"/>, or until its time has come. It resets itself when awaited.
/// Used on its loop's thread alone.</summary>
internal sealed class LoopSignal(IoLoop loop) : LoopTimer, ICriticalNotifyCompletion
{
    private Action? _waiter;
    private bool _isSet;

    public void Set()
    {
        _isSet = true;
        if (_waiter is { } waiter)
        {
            _waiter = null;
            loop.Defer(waiter);
        }
    }

    public void SetAfter(long milliseconds) => loop.Timers.Schedule(this, loop.Now, milliseconds);

    public void CancelTimer() => loop.Timers.Cancel(this);

    internal override void OnDue() => Set();

    public LoopSignal GetAwaiter() => this;

    public bool IsCompleted => _isSet;

    public void GetResult() => _isSet = false;

    public void OnCompleted(Action continuation) => _waiter = continuation;

    public void UnsafeOnCompleted(Action continuation) => _waiter = continuation;
}
