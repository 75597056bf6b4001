using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Penstock.Transport;

/// <summary>A coroutine that has had to wait: what it has to be resumed by.</summary>
internal abstract class LoopCoroutine
{
    private Action? _resume;
    private bool _isWaiting;

    /// <summary>Runs it on to its next wait, or to its end.</summary>
    /// <exception cref="InvalidOperationException">It does not wait: something has resumed it twice.</exception>
    public void Resume()
    {
        if (!_isWaiting)
        {
            throw new InvalidOperationException("A coroutine of a loop is resumed once for each wait.");
        }

        _isWaiting = false;
        MoveNext();
    }

    /// <summary>Has it resumed by what it waits for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Await<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : ICriticalNotifyCompletion
    {
        _isWaiting = true;
        // Where the compiler optimizes, it settles both tests for a value type, and the cast makes no object.
        if (default(TAwaiter) is not null && awaiter is ILoopAwaiter)
        {
            ((ILoopAwaiter)awaiter).Wait(new Waiter(this));
        }
        else
        {
            awaiter.UnsafeOnCompleted(_resume ??= Resume);
        }
    }

    /// <inheritdoc cref="Await"/>
    public void AwaitPlain<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : INotifyCompletion
    {
        _isWaiting = true;
        awaiter.OnCompleted(_resume ??= Resume);
    }

    /// <summary>What it does from here to its next wait.</summary>
    protected abstract void MoveNext();
}

/// <summary>A coroutine that has had to wait, by what it returns: how it has ended, and who waits for that.</summary>
internal abstract class LoopCoroutine<T> : LoopCoroutine
{
    private Waiter _waiter;
    private bool _isForgotten;
    private bool _hasEnded;
    private T _result = default!;
    private ExceptionDispatchInfo? _exception;

    /// <summary>Which of its lives this is: a <see cref="LoopTask{T}"/> belongs to one.</summary>
    public int Life { get; private set; }

    public bool HasEnded(int life) => _hasEnded || life != Life;

    public void Wait(int life, Waiter waiter)
    {
        ThrowIfTaken(life);
        _waiter = waiter;
    }

    /// <summary>Nobody waits for it: it is free as soon as it has ended.</summary>
    public void Forget(int life)
    {
        ThrowIfTaken(life);
        _isForgotten = true;
    }

    /// <summary>Ends it, and runs who waits. Nothing of it may be touched after that: it may live again.</summary>
    public void End(T result, Exception? exception = null)
    {
        _result = result;
        _exception = exception is null ? null : ExceptionDispatchInfo.Capture(exception);
        _hasEnded = true;
        if (_waiter.Exists)
        {
            Waiter waiter = _waiter;
            _waiter = default;
            waiter.Run();
        }
        else if (_isForgotten)
        {
            _isForgotten = false;
            Take();
        }
    }

    public T Take(int life) => life == Life && _hasEnded ? Take() : throw new InvalidOperationException("A coroutine of a loop is awaited once, and has no result before its end.");

    /// <summary>The result; the coroutine is free for another life.</summary>
    public T Take()
    {
        T result = _result;
        ExceptionDispatchInfo? exception = _exception;
        _result = default!;
        _exception = null;
        _hasEnded = false;
        Life++;
        Release();
        exception?.Throw();
        return result;
    }

    /// <summary>Nobody needs it any more.</summary>
    protected abstract void Release();

    private void ThrowIfTaken(int life)
    {
        if (life != Life || _waiter.Exists || _isForgotten)
        {
            throw new InvalidOperationException("A coroutine of a loop is awaited once.");
        }
    }
}

/// <summary>A coroutine by what it does. Those that have ended are kept for the next of their kind on their thread, as many as may be under way in one turn.</summary>
internal sealed class LoopCoroutine<T, TStateMachine> : LoopCoroutine<T>
    where TStateMachine : IAsyncStateMachine
{
    private const int MostSpare = 64;

    [ThreadStatic]
    private static LoopCoroutine<T, TStateMachine>? t_spare;

    [ThreadStatic]
    private static int t_spares;

    private TStateMachine _machine = default!;
    private LoopCoroutine<T, TStateMachine>? _next;

    public static LoopCoroutine<T, TStateMachine> New()
    {
        if (t_spare is not { } spare)
        {
            return new LoopCoroutine<T, TStateMachine>();
        }

        t_spare = spare._next;
        t_spares--;
        spare._next = null;
        return spare;
    }

    /// <summary>Where it stands, with all its variables.</summary>
    public ref TStateMachine Machine => ref _machine;

    protected override void MoveNext() => _machine.MoveNext();

    protected override void Release()
    {
        // Its variables hold connections and buffers of others now.
        _machine = default!;
        if (t_spares < MostSpare)
        {
            _next = t_spare;
            t_spare = this;
            t_spares++;
        }
    }
}
