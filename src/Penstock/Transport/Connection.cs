using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Transport;

/// <summary>
/// One TCP connection (or Unix socket), whichever transport carries it: non-blocking calls that return values, and something to await when they would block.
/// At most one coroutine waits to read and one to write. Used on its loop's thread alone.
/// </summary>
/// <remarks>
/// Readiness is remembered, not asked for: a call that finds nothing clears it, an event sets it. Somebody who waits is resumed by the loop itself, never from
/// inside the code of another connection: <see cref="Interrupt"/> and <see cref="Close"/> put the waiters on the loop's ready list.
/// </remarks>
internal abstract class Connection(IoLoop loop, PeerAddress peer) : LoopTimer, ILoopSource
{
    // Which of the two is waited for.
    private const int ToRead = 0;
    private const int ToWrite = 1;

    private Waiter _reader;
    private Waiter _writer;

    public IoLoop Loop { get; } = loop;

    /// <summary>Who is at the other end.</summary>
    public PeerAddress Peer { get; } = peer;

    /// <summary>The address of this end; null for a Unix socket.</summary>
    public abstract IPEndPoint? LocalEndPoint { get; }

    /// <summary>What told those who wait to give up; <see cref="InterruptReason.None"/> while nothing has.</summary>
    public InterruptReason InterruptedBy { get; private set; }

    public bool IsInterrupted => InterruptedBy != InterruptReason.None;

    public bool IsClosed { get; private set; }

    /// <summary>Told of a reset that came while nobody waited for this connection: one whose sender we have stopped reading.</summary>
    public IConnectionObserver? Observer { get; set; }

    /// <summary>Whether the <see cref="Observer"/> is told by itself. If not, <see cref="WasReset"/> has to be asked now and then.</summary>
    public virtual bool TellsOfResets => true;

    /// <summary>Whether the other side has reset the connection; only asked where <see cref="TellsOfResets"/> is false.</summary>
    public virtual bool WasReset => false;

    protected bool CanRead { get; set; }

    protected bool CanWrite { get; set; }

    /// <summary>Completes when there is something to read (data, FIN, reset), or after <see cref="Interrupt"/>.</summary>
    public LoopWait Readable => new(this, ToRead);

    /// <summary>Completes when the attempt of <see cref="IoLoop.Connect"/> has ended; the result is <see cref="ConnectResult"/>.</summary>
    public LoopWait Connected => Writable;

    /// <summary>How the attempt to connect ended. <see cref="SocketError.IsConnected"/> for an accepted connection.</summary>
    public abstract SocketError ConnectResult { get; }

    /// <summary>Reads what is there, up to the length of <paramref name="buffer"/>.</summary>
    public abstract IoResult TryReceive(Span<byte> buffer);

    /// <summary>Whether bytes have come that were not read yet, at this very moment: asked of the system, not remembered.</summary>
    public abstract bool HasUnread { get; }

    /// <summary>Whether there is something to read that nobody has read yet, data or FIN or reset, as far as the loop knows: whatever had come when it last asked for events. Costs next to
    /// nothing where the system tells of events by itself.</summary>
    public abstract bool HasNews { get; }

    /// <summary>Writes what the socket takes at once, which may be less than all.</summary>
    public abstract IoResult TrySend(ReadOnlySpan<byte> data);

    /// <summary>Writes some of <paramref name="data"/>, waiting until the receiver takes any. The memory stays the caller's, who may not change it until then.</summary>
    public abstract LoopTask<IoResult> SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>Writes all of <paramref name="data"/>; what the receiver does not take at once is kept in a buffer of its own until it does. The memory is free again at the return.</summary>
    /// <returns>All bytes, or the reason why not.</returns>
    public LoopTask<IoResult> SendOrHoldAsync(ReadOnlySpan<byte> data)
    {
        IoResult sent = TrySend(data);
        Loop.Counters.BytesCopied += sent.Bytes;
        if (sent.Bytes == data.Length || (!sent.Succeeded && !sent.MustWait))
        {
            return new(sent);
        }

        byte[] held = ArrayPool<byte>.Shared.Rent(data.Length - sent.Bytes);
        data[sent.Bytes..].CopyTo(held);
        return SendHeldAsync(held, data.Length - sent.Bytes, data.Length);
    }

    private async LoopTask<IoResult> SendHeldAsync(byte[] held, int count, int all)
    {
        Loop.Counters.BuffersHeld++;
        IoResult sent = default;
        for (int at = 0; at < count && sent.Succeeded; at += sent.Bytes)
        {
            sent = await SendAsync(held.AsMemory(at, count - at));
            Loop.Counters.BytesCopied += sent.Bytes;
        }

        Loop.Counters.BuffersHeld--;
        ArrayPool<byte>.Shared.Return(held);
        return sent.Succeeded ? IoResult.Of(all) : sent;
    }

    /// <summary>Writes all of <paramref name="data"/>, waiting for the receiver as long as it takes; false if it failed.</summary>
    public async LoopTask<bool> SendAllAsync(ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            IoResult sent = await SendAsync(data);
            if (!sent.Succeeded)
            {
                return false;
            }

            data = data[sent.Bytes..];
        }

        return true;
    }

    /// <summary>Whether there is nothing to read at this moment: no data, no FIN, no reset. Seldom has to ask the system.</summary>
    public bool IsQuiet() => !IsInterrupted && (!CanRead || TryReceive(Loop.Scratch.AsSpan(0, 1)).MustWait);

    /// <summary>Has <paramref name="action"/> run by the loop once there is something to read, or after <see cref="Interrupt"/>. Nobody else may wait to read until
    /// <see cref="StopWatching"/>.</summary>
    public void WatchReadable(Action action)
    {
        if (IsReady(ToRead))
        {
            Loop.Defer(action);
        }
        else
        {
            WaitToRead(new(action));
        }
    }

    /// <summary>Ends <see cref="WatchReadable"/>.</summary>
    public void StopWatching() => _reader = default;

    /// <summary>Sends FIN after everything before it. Reading goes on.</summary>
    public abstract void ShutdownSend();

    /// <summary>Makes the coming <see cref="Close"/> send a reset in place of a FIN.</summary>
    public abstract void ResetOnClose();

    /// <summary>Closes, once; whoever waits is resumed and finds the connection interrupted.</summary>
    public void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            Loop.Timers.Cancel(this);
            Release();
            Interrupt(InterruptReason.Closed);
        }
    }

    /// <summary>Interrupts after so long, for whatever <paramref name="reason"/> says; setting it again moves it.</summary>
    public void InterruptAfter(long milliseconds, InterruptReason reason)
    {
        _timerReason = reason;
        Loop.Timers.Schedule(this, Loop.Now, milliseconds);
    }

    public void CancelInterrupt() => Loop.Timers.Cancel(this);

    /// <summary>Resumes whoever waits, for good: from now on every call that would wait ends with <see cref="SocketError.OperationAborted"/>. The first reason stays.</summary>
    public void Interrupt(InterruptReason reason)
    {
        InterruptedBy = IsInterrupted ? InterruptedBy : reason;
        DeferWaiter(ref _reader);
        DeferWaiter(ref _writer);
    }

    /// <summary>Takes an interruption back: for one who gave up waiting, and has something to say yet.</summary>
    public void Resume() => InterruptedBy = InterruptReason.None;

    internal override void OnDue() => Interrupt(_timerReason);

    private InterruptReason _timerReason;

    /// <summary>Closes the socket itself.</summary>
    protected abstract void Release();

    /// <summary>Somebody has begun to wait for data: a transport that must ask for events asks now.</summary>
    protected virtual void OnReadWaiter()
    {
    }

    /// <summary>Runs who waits to read, if anybody does. From the loop's own dispatch only.</summary>
    protected bool ResumeReader() => Resume(ref _reader);

    /// <summary>Runs who waits to write or to be connected, if anybody does. From the loop's own dispatch only.</summary>
    protected bool ResumeWriter() => Resume(ref _writer);

    private static bool Resume(ref Waiter waiter)
    {
        if (!waiter.Exists)
        {
            return false;
        }

        Waiter resumed = waiter;
        waiter = default;
        resumed.Run();
        return true;
    }

    private void DeferWaiter(ref Waiter waiter)
    {
        if (waiter.Exists)
        {
            Loop.Defer(waiter);
            waiter = default;
        }
    }

    /// <summary>Completes when the socket takes bytes again, or after <see cref="Interrupt"/>.</summary>
    protected LoopWait Writable => new(this, ToWrite);

    private bool IsReady(int what) => IsInterrupted || (what == ToRead ? CanRead : CanWrite);

    private void WaitToRead(Waiter waiter)
    {
        _reader = waiter;
        OnReadWaiter();
    }

    bool ILoopSource.IsReady(int what) => IsReady(what);

    void ILoopSource.Wait(int what, Waiter waiter)
    {
        if (what == ToRead)
        {
            WaitToRead(waiter);
        }
        else
        {
            _writer = waiter;
        }
    }
}

/// <summary>Why a coroutine was told to give up on a connection.</summary>
internal enum InterruptReason : byte
{
    None,

    /// <summary>It took longer than it may.</summary>
    TimedOut,

    /// <summary>Nothing passed for as long as a tunnel may be idle.</summary>
    Idle,

    /// <summary>The other half of the tunnel has failed.</summary>
    OtherSide,

    /// <summary>The proxy is stopping.</summary>
    Stopping,

    /// <summary>The connection was closed from this side.</summary>
    Closed,
}

/// <summary>Hears of a reset on a connection that nobody is reading.</summary>
internal interface IConnectionObserver
{
    void OnReset(Connection connection);
}
