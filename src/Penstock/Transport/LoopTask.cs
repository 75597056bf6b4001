using System.Runtime.CompilerServices;

namespace Penstock.Transport;

/// <summary>
/// What a coroutine of a loop returns: to be awaited once, on the loop. It takes no object once its loop is warm, and whoever awaits it goes on where it has ended, at once: on the loop, for
/// whatever a coroutine itself waits for brings it back there (a <see cref="LoopWait"/>, another coroutine, or by <see cref="LoopSynchronizationContext"/> a <see cref="Task"/>).
/// </summary>
[AsyncMethodBuilder(typeof(LoopTaskMethodBuilder<>))]
internal readonly struct LoopTask<T> : ILoopAwaiter
{
    private readonly LoopCoroutine<T>? _coroutine;
    private readonly T _result;
    private readonly int _life;

    /// <summary>One that has ended already.</summary>
    public LoopTask(T result) => _result = result;

    internal LoopTask(LoopCoroutine<T> coroutine)
    {
        _coroutine = coroutine;
        _result = default!;
        _life = coroutine.Life;
    }

    public bool IsCompleted => _coroutine is null || _coroutine.HasEnded(_life);

    public LoopTask<T> GetAwaiter() => this;

    /// <summary>What the coroutine returned, or what it threw.</summary>
    /// <exception cref="InvalidOperationException">It was awaited before, or has not ended.</exception>
    public T GetResult() => _coroutine is null ? _result : _coroutine.Take(_life);

    public void Wait(Waiter waiter) => _coroutine!.Wait(_life, waiter);

    /// <summary>Has it give itself back when it ends.</summary>
    internal void Forget() => _coroutine!.Forget(_life);

    public void OnCompleted(Action continuation) => Wait(new Waiter(continuation));

    public void UnsafeOnCompleted(Action continuation) => Wait(new Waiter(continuation));
}

/// <summary>A <see cref="LoopTask{T}"/> without a result.</summary>
[AsyncMethodBuilder(typeof(LoopTaskMethodBuilder))]
internal readonly struct LoopTask(LoopTask<ValueTuple> task) : ILoopAwaiter
{
    private readonly LoopTask<ValueTuple> _task = task;

    public bool IsCompleted => _task.IsCompleted;

    public LoopTask GetAwaiter() => this;

    /// <inheritdoc cref="LoopTask{T}.GetResult"/>
    public void GetResult() => _task.GetResult();

    /// <summary>Lets it run with nobody waiting for it. It must not throw: the loop would be told of a mistake of ours.</summary>
    public void Forget()
    {
        if (IsCompleted)
        {
            GetResult();
        }
        else
        {
            _task.Forget();
        }
    }

    public void Wait(Waiter waiter) => _task.Wait(waiter);

    public void OnCompleted(Action continuation) => _task.OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => _task.UnsafeOnCompleted(continuation);
}
