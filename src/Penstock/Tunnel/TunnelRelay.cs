using Penstock.Transport;

namespace Penstock.Tunnel;

/// <summary>
/// An open tunnel: two <see cref="HalfRelay"/>, one each way, and the idle clock they share. It is over when both directions have ended: each by a FIN of its
/// own, or both at once by a reset, the idle limit or the end of the proxy.
/// </summary>
internal sealed class TunnelRelay : LoopTimer, IConnectionObserver, ILoopSource
{
    // How soon a reset is found that a transport does not tell of.
    private const int AskMilliseconds = 1_000;

    // What a side had said before it reset may wait so long for the other side to take more of it.
    private const int LastWordsMilliseconds = 5_000;

    private readonly Connection _client;
    private readonly Connection _origin;
    private readonly IoLoop _loop;
    private readonly HalfRelay _up;
    private readonly HalfRelay _down;
    private readonly long _idleMilliseconds;
    private TunnelEnding? _ending;
    private Waiter _waiter;
    private Exception? _fault;

    /// <summary>Told of everything that passes. A value, and so a field: a tunnel is made of few objects.</summary>
    internal TunnelWatch Watch;

    public TunnelRelay(Connection client, Connection origin, long idleMilliseconds, RequestTimeline timeline)
    {
        _client = client;
        _origin = origin;
        _loop = client.Loop;
        _idleMilliseconds = idleMilliseconds;
        Watch = new TunnelWatch(timeline, _loop);
        _up = new HalfRelay(client, origin, this, isUp: true);
        _down = new HalfRelay(origin, client, this, isUp: false);
    }

    /// <summary>Begins to relay. Await <see cref="Ended"/> then: the connections are still to be closed, and one that must send a reset is prepared for it.</summary>
    /// <param name="reply">What the client is told first; none of the tunnel's own bytes, and not counted with them.</param>
    /// <param name="earlyUp">What the client sent right behind its head: the first bytes for the origin.</param>
    /// <param name="earlyDown">What the origin sent right behind its head, if it had one.</param>
    public void Start(byte[] reply, byte[] earlyUp, byte[] earlyDown)
    {
        _client.Observer = _origin.Observer = this;
        SetClock(_idleMilliseconds);
        _up.RunAsync(earlyUp, []).Forget();
        _down.RunAsync(earlyDown, reply).Forget();
    }

    /// <summary>Completes when both directions have ended: the <see cref="Result"/> is there.</summary>
    public LoopWait Ended => new(this);

    /// <summary>Ends the tunnel for a mistake of our own.</summary>
    internal void Fail(Exception exception)
    {
        _fault ??= exception;
        Stop(TunnelEnding.Faulted);
    }

    /// <summary>How it ended.</summary>
    /// <remarks>Without a reason of the tunnel's own, its client was interrupted before it began: only a proxy that stops does that.</remarks>
    public RelayResult Result => new(_ending ?? TunnelEnding.ProxyStopped, _fault);

    /// <summary>Writes into the timeline how far the tunnel is.</summary>
    public void Note() => Watch.Note(_up.Bytes, _down.Bytes);

    /// <summary>Ends the tunnel for a reason of the proxy's own.</summary>
    public void Stop(TunnelEnding ending)
    {
        if (ending == TunnelEnding.ClosedByOperator)
        {
            // Neither side shall take what it has for the whole.
            _client.ResetOnClose();
            _origin.ResetOnClose();
        }

        _ending ??= ending;
        _client.Interrupt(InterruptReason.OtherSide);
        _origin.Interrupt(InterruptReason.OtherSide);
    }

    /// <summary>A half has ended. After a reset the other one ends too, and the other side will be told by a reset.</summary>
    internal void HalfEnded(HalfRelay half)
    {
        if (half.End == HalfEnd.Finished)
        {
            _ending ??= half == _up ? TunnelEnding.ClientClosed : TunnelEnding.OriginClosed;
        }
        else if (half.End == HalfEnd.SenderReset)
        {
            Reset(byClient: half == _up);
        }
        else if (half.End == HalfEnd.ReceiverReset)
        {
            // What the receiver had said before it reset is still to be read, as it would be without a proxy: the other half passes that on, and then finds the end.
            NoteReset(byClient: half == _down);
            SetClock(LastWordsMilliseconds);
        }

        if (HasEnded)
        {
            _loop.Timers.Cancel(this);
            _client.Observer = _origin.Observer = null;
            Note();
            Watch.Ended();
            if (_waiter.Exists)
            {
                _loop.Defer(_waiter);
                _waiter = default;
            }
        }
    }

    /// <summary>Whether both directions have ended.</summary>
    internal bool HasEnded => _up.End != HalfEnd.None && _down.End != HalfEnd.None;

    /// <summary>Whether one side has reset it.</summary>
    internal bool WasReset => _ending is TunnelEnding.ClientReset or TunnelEnding.OriginReset;

    // A reset of a side that nobody reads at the moment, because the other takes nothing: without this only the idle limit would find it.
    void IConnectionObserver.OnReset(Connection connection) => Reset(byClient: connection == _client);

    // The clock is not touched for each byte: when it strikes, it looks when something last passed, and is set again for the rest.
    internal override void OnDue()
    {
        long left = Watch.LastActivity + (WasReset ? LastWordsMilliseconds : _idleMilliseconds) - _loop.Now;
        if (!_client.TellsOfResets && (_client.WasReset || _origin.WasReset))
        {
            Reset(byClient: _client.WasReset);
        }
        else if (left > 0)
        {
            SetClock(left);
        }
        else if (WasReset)
        {
            Reset(byClient: _ending == TunnelEnding.ClientReset);
        }
        else
        {
            Stop(TunnelEnding.Idle);
        }
    }

    private void SetClock(long left) => _loop.Timers.Schedule(this, _loop.Now, _client.TellsOfResets ? left : Math.Min(left, AskMilliseconds));

    // Whatever one side has still to say cannot be had any more, or is taken by nobody.
    private void Reset(bool byClient)
    {
        NoteReset(byClient);
        _client.Interrupt(InterruptReason.OtherSide);
        _origin.Interrupt(InterruptReason.OtherSide);
    }

    // A FIN that came first does not count once a reset has come: what ended the tunnel is the reset.
    private void NoteReset(bool byClient)
    {
        if (_ending is null or TunnelEnding.ClientClosed or TunnelEnding.OriginClosed)
        {
            _ending = byClient ? TunnelEnding.ClientReset : TunnelEnding.OriginReset;
            (byClient ? _origin : _client).ResetOnClose();
        }
    }

    bool ILoopSource.IsReady(int what) => HasEnded;

    void ILoopSource.Wait(int what, Waiter waiter) => _waiter = waiter;
}
