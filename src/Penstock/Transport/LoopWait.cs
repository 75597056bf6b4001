using System.Runtime.CompilerServices;

namespace Penstock.Transport;

/// <summary>Something that a coroutine of a loop can wait for without an object for the wait. (Any other awaiter is given an <see cref="Action"/>, which is 64 bytes for each coroutine.)</summary>
internal interface ILoopAwaiter : ICriticalNotifyCompletion
{
    /// <summary>Takes who waits: he is run by the loop, later.</summary>
    void Wait(Waiter waiter);
}

/// <summary>What a <see cref="LoopWait"/> waits on. One object may be waited on for several things, at most one coroutine for each.</summary>
internal interface ILoopSource
{
    bool IsReady(int what);

    void Wait(int what, Waiter waiter);

    /// <summary>Whoever waited goes on.</summary>
    void Taken(int what)
    {
    }
}

/// <summary>A wait on a loop, to be awaited at once: it holds nothing.</summary>
internal readonly struct LoopWait(ILoopSource source, int what = 0) : ILoopAwaiter
{
    public bool IsCompleted => source.IsReady(what);

    public LoopWait GetAwaiter() => this;

    public void GetResult() => source.Taken(what);

    public void Wait(Waiter waiter) => source.Wait(what, waiter);

    public void OnCompleted(Action continuation) => Wait(new Waiter(continuation));

    public void UnsafeOnCompleted(Action continuation) => Wait(new Waiter(continuation));
}
