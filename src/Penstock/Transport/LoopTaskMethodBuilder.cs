using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Penstock.Transport;

/// <summary>What the compiler makes an async method of, that returns a <see cref="LoopTask{T}"/>. It keeps no execution context: nothing on a loop has one (<see cref="IoLoop"/>).</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls all of them on an instance.")]
internal struct LoopTaskMethodBuilder<T>
{
    private LoopCoroutine<T>? _coroutine;
    private T _result;

    public readonly LoopTask<T> Task => _coroutine is { } coroutine ? new(coroutine) : new(_result);

    public static LoopTaskMethodBuilder<T> Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    public void SetResult(T result)
    {
        if (_coroutine is null)
        {
            _result = result;
        }
        else
        {
            _coroutine.End(result);
        }
    }

    public void SetException(Exception exception) => (_coroutine ??= LoopCoroutine<T, NoStateMachine>.New()).End(default!, exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspend(ref stateMachine).AwaitPlain(ref awaiter);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspend(ref stateMachine).Await(ref awaiter);

    // At the first wait the state machine, of which this is a part, moves from the stack into an object.
    private LoopCoroutine<T> Suspend<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_coroutine is null)
        {
            LoopCoroutine<T, TStateMachine> coroutine = LoopCoroutine<T, TStateMachine>.New();
            _coroutine = coroutine;
            coroutine.Machine = stateMachine;
        }

        return _coroutine;
    }

    /// <summary>Of a method that has thrown before it had to wait.</summary>
    private struct NoStateMachine : IAsyncStateMachine
    {
        public readonly void MoveNext()
        {
        }

        public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
        {
        }
    }
}

/// <summary>The same for a <see cref="LoopTask"/>.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls all of them on an instance.")]
internal struct LoopTaskMethodBuilder
{
    private LoopTaskMethodBuilder<ValueTuple> _builder;

    public readonly LoopTask Task => new(_builder.Task);

    public static LoopTaskMethodBuilder Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    public void SetResult() => _builder.SetResult(default);

    public void SetException(Exception exception) => _builder.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => _builder.AwaitOnCompleted(ref awaiter, ref stateMachine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => _builder.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
}
