using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Transport;

/// <summary>
/// One thread that serves its connections from their first byte to their last: it waits for what is ready and runs whoever waits for that. Nothing of a
/// connection is ever touched by another thread, so nothing of a connection is locked.
/// </summary>
/// <remarks>
/// A turn: wait for events, run the continuations of those that are ready, call the timers that are due, run what other threads posted, run what put
/// itself off, run what was left to the turn's end. Whatever blocks belongs on the thread pool; an await brings it back (see <see cref="LoopSynchronizationContext"/>).
/// </remarks>
internal abstract class IoLoop : ILoopSource
{
    /// <summary>How many loops there may be.</summary>
    public const int Most = 256;

    /// <summary>The size of the buffer that small traffic is copied through. 64 KiB holds four full TLS records, and is what a pipe holds by default.</summary>
    public const int ScratchBytes = 64 * 1024;

    // A turn that is late by so much was no busy turn: the process stood still (a debugger, SIGSTOP, a machine that was suspended). Then peers have had time and we have not: what they sent
    // meanwhile is looked at first, and time limits come so much later.
    private const int HeldUpMilliseconds = 500;
    private const int AfterHeldUpMilliseconds = 250;

    private readonly Thread _thread;
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<Action> _atTurnEnd = new();
    private Queue<Waiter> _ready = new();
    private Queue<Waiter> _running = new();
    private byte[] _outgoing = [];
    private int _wakePending;

    // When time limits are looked at again after it stood still; else null.
    private long? _timersFrom;
    private bool _stopping;

    protected IoLoop(int index)
    {
        Index = index;
        Now = Environment.TickCount64;
        Timers = new TimerWheel(Now);
        Context = new LoopSynchronizationContext(this);
        _thread = new Thread(Run) { Name = $"penstock loop {index}", IsBackground = true };
    }

    public int Index { get; }

    /// <summary>Milliseconds of a clock that never goes back, read once a turn: exact enough for time limits, and it costs nothing to look at.</summary>
    public long Now { get; private set; }

    public TimerWheel Timers { get; }

    /// <summary>Everything this loop has counted. Written by the loop alone, read by anyone.</summary>
    public LoopCounters Counters { get; } = new();

    /// <summary>A number for another request, which none of any loop has: loops are at most <see cref="Most"/>.</summary>
    public long NextRequestId() => (++Counters.RequestsBegun << 8) | (uint)Index;

    /// <summary>Told of an exception that nobody caught. Without it such an exception ends the process.</summary>
    public Action<Exception>? Faulted { get; set; }

    /// <summary>A buffer that belongs to whoever runs, until its next await.</summary>
    public byte[] Scratch { get; } = GC.AllocateUninitializedArray<byte>(ScratchBytes, pinned: true);

    /// <summary>A second buffer that belongs to whoever runs, until its next await: for what is made of the bytes in the first one.</summary>
    public Span<byte> Outgoing(int length)
    {
        if (_outgoing.Length < length)
        {
            _outgoing = GC.AllocateUninitializedArray<byte>(Math.Max(length, 2 * ScratchBytes));
        }

        return _outgoing;
    }

    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    protected LoopSynchronizationContext Context { get; }

    public void Start() => _thread.Start();

    /// <summary>Ends the loop after its present turn. What still waits on it never runs again.</summary>
    public Task StopAsync()
    {
        Post(static state => ((IoLoop)state!)._stopping = true, this);
        return _ended.Task;
    }

    /// <summary>Runs <paramref name="callback"/> on this loop soon. From any thread.</summary>
    public void Post(SendOrPostCallback callback, object? state)
    {
        _posted.Enqueue((callback, state));
        if (Interlocked.Exchange(ref _wakePending, 1) == 0 && !IsCurrent)
        {
            Wake();
        }
    }

    /// <summary>Runs <paramref name="action"/> on this loop; the task ends when it has. From any thread but this loop's.</summary>
    public Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    action();
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            },
            null);
        return done.Task;
    }

    /// <summary>Runs what waits at the end of this turn. From this loop's thread: this is how one connection's code causes another's
    /// to run without nesting in it.</summary>
    public void Defer(Waiter waiter) => _ready.Enqueue(waiter);

    /// <inheritdoc cref="Defer(Waiter)"/>
    public void Defer(Action action) => Defer(new Waiter(action));

    /// <summary>Runs <paramref name="action"/> when all else of this turn has been done. From this loop's thread.</summary>
    public void AtTurnEnd(Action action) => _atTurnEnd.Enqueue(action);

    /// <summary>Lets the others go first: a flow that always finds data awaits this after its share.</summary>
    public LoopWait Yield() => new(this);

    /// <summary>Starts to connect; await <see cref="Connection.Connected"/> for the result. A failure to even start is a connection whose result is there already.</summary>
    public abstract Connection Connect(IPEndPoint endPoint);

    /// <summary>Waits at most so long for events (-1: for ever) and runs those who wait for them. Returns early when woken.</summary>
    protected abstract void WaitAndDispatch(int timeoutMilliseconds);

    /// <summary>Makes <see cref="WaitAndDispatch"/> return. From any thread.</summary>
    protected abstract void Wake();

    /// <summary>Gives back what the loop itself holds, on its thread, at its end.</summary>
    protected abstract void Close();

    protected void ReadClock()
    {
        Now = Environment.TickCount64;
        if (Timers.Count == 0)
        {
            // Nothing waited, so nothing was missed: a timer that is set now does not find days of ticks to be walked first.
            Timers.Advance(Now);
        }
    }

    private void Run()
    {
        SynchronizationContext.SetSynchronizationContext(Context);

        // What waits on a loop has nothing that would have to follow it, and to carry that along costs each wait.
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        try
        {
            while (!_stopping)
            {
                Turn();
            }
        }
        finally
        {
            Close();
            _ended.SetResult();
        }
    }

    private void Turn()
    {
        try
        {
            bool mayWait = _ready.Count == 0 && _atTurnEnd.Count == 0 && Volatile.Read(ref _wakePending) == 0;
            int wait = mayWait ? Timers.NextDueIn(Now) : 0;
            if (_timersFrom is { } from && mayWait)
            {
                wait = (int)Math.Max(wait, from - Now);
            }

            long before = Now;
            WaitAndDispatch(wait);
            if (_timersFrom is null && wait >= 0 && Now - before - wait > HeldUpMilliseconds)
            {
                _timersFrom = Now + AfterHeldUpMilliseconds;
            }

            if (_timersFrom is null || Now >= _timersFrom)
            {
                _timersFrom = null;
                RunTimers();
            }

            RunPosted();
            RunDeferred();
            RunTurnEnd();
        }
        catch (Exception e) when (Report(e))
        {
            // No coroutine lets one out, so it is a mistake of ours; the other connections of this loop shall not pay for it. Neither below: whoever
            // stands behind the one that failed would else wait until something else wakes the loop.
        }
    }

    /// <summary>Tells of an exception that nobody caught; false, and it goes on its way, if nobody wants to hear.</summary>
    internal bool Report(Exception exception)
    {
        Faulted?.Invoke(exception);
        return Faulted is not null;
    }

    private void RunTimers()
    {
        for (bool done = false; !done;)
        {
            try
            {
                Timers.Advance(Now);
                done = true;
            }
            catch (Exception e) when (Report(e))
            {
            }
        }
    }

    private void RunPosted()
    {
        if (Volatile.Read(ref _wakePending) == 0)
        {
            return;
        }

        // First the flag, then the queue: whoever posts after this sets the flag again.
        Interlocked.Exchange(ref _wakePending, 0);
        for (int count = _posted.Count; count > 0 && _posted.TryDequeue(out var work); count--)
        {
            try
            {
                work.Callback(work.State);
            }
            catch (Exception e) when (Report(e))
            {
            }
        }

        if (!_posted.IsEmpty)
        {
            Interlocked.Exchange(ref _wakePending, 1);
        }
    }

    // Those that put themselves off while these run wait for the next turn, after the events: nobody starves.
    private void RunDeferred()
    {
        if (_ready.Count == 0)
        {
            return;
        }

        (_ready, _running) = (_running, _ready);
        while (_running.TryDequeue(out Waiter waiter))
        {
            try
            {
                waiter.Run();
            }
            catch (Exception e) when (Report(e))
            {
            }
        }
    }

    // What they put off to the end of a turn in their turn has that of the next.
    private void RunTurnEnd()
    {
        for (int count = _atTurnEnd.Count; count > 0; count--)
        {
            try
            {
                _atTurnEnd.Dequeue()();
            }
            catch (Exception e) when (Report(e))
            {
            }
        }
    }

    // What Yield waits for: the next turn, always.
    bool ILoopSource.IsReady(int what) => false;

    void ILoopSource.Wait(int what, Waiter waiter) => Defer(waiter);
}
