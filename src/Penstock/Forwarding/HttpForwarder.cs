using Penstock.Http;
using Penstock.Observability;
using Penstock.Transport;
using Penstock.Tunnel;

namespace Penstock.Forwarding;

/// <summary>
/// One plain HTTP request, from the connection to its origin to the end of its response:
/// <code>
/// (1) send the head        Proxy ─► Origin       with what has come of the body
/// (2) pass the body on     Client ─► Proxy ─► Origin, while the response may already come
/// (3) read the answer      Proxy ◄─ Origin       interim responses go on at once (ResponseReceiver)
/// (4) pass its body on     Client ◄─ Proxy ◄─ Origin
/// (5) settle               both connections are kept, or closed: after anything unclear they are closed
/// </code>
/// </summary>
/// <remarks>One clock watches all of it: it strikes when nothing has passed for as long as the phase allows, and says whose fault that is.</remarks>
internal sealed class HttpForwarder : LoopTimer, IConnectionObserver, IRelayMeter
{
    // How soon a reset is found that a transport does not tell of.
    private const int AskMilliseconds = 1_000;

    // An origin that serves one connection after the other does not come to a new one while an idle one is kept, perhaps by another loop, and perhaps only since: it is looked at again.
    private const int SilenceMilliseconds = 100;
    private const int SilenceAgainMilliseconds = 1_000;

    private readonly Connection _client;
    private readonly ReceiveBuffer _clientInput;
    private readonly OriginConnection _origin;
    private readonly ProxyRequest _request;
    private readonly ProxyServices _services;
    private readonly ResponseReceiver _response;
    private BodyRelay? _upload;
    private BodyRelay? _download;
    private Task _uploading = Task.CompletedTask;
    private ProxyOutcome _fault;
    private string? _faultDetail;
    private int _roomAfter;
    private long _lastActivity;
    private long _countedUp;
    private long _countedDown;

    public HttpForwarder(Connection client, ReceiveBuffer clientInput, OriginConnection origin, ProxyRequest request, ProxyServices services)
    {
        _client = client;
        _clientInput = clientInput;
        _origin = origin;
        _request = request;
        _services = services;
        _response = new ResponseReceiver(client, clientInput, origin, request, services);
        _lastActivity = client.Loop.Now;
        _roomAfter = origin.IsReused ? 0 : SilenceMilliseconds;
    }

    /// <summary>The head of a 101, which the client has not been sent yet.</summary>
    public byte[] SwitchingReply => _response.SwitchingReply;

    /// <summary>Carries the request out, and accounts. Nothing of it runs any more at its end: the origin's connection is the caller's again, to be kept if <see cref="OriginMayBeKept"/>.</summary>
    public async LoopTask<ForwardEnd> RunAsync()
    {
        _client.Observer = _origin.Connection.Observer = this;
        SetClock((long)Math.Min(_request.Snapshot.Config.Timeouts.ResponseHead.TotalMilliseconds, _request.Snapshot.Config.Timeouts.BodyIdle.TotalMilliseconds));
        ForwardEnd end = await ExchangeAsync();
        if (!_uploading.IsCompleted)
        {
            await StopUploadAsync();
        }

        Finish(end);
        return end;
    }

    /// <summary>Whether the origin's connection is at the clean end of a response, and stays open.</summary>
    public bool OriginMayBeKept { get; private set; }

    /// <summary>Ends it for a reason of the proxy's own.</summary>
    public void Stop(ProxyOutcome reason) => Abort(reason, null);

    // A reset of a side that nobody reads at the moment. The other end of an origin's is found by who waits for its response.
    void IConnectionObserver.OnReset(Connection connection)
    {
        if (connection == _client)
        {
            Abort(ProxyOutcome.ClientGone, null);
        }
    }

    public void Delivered(int bytes)
    {
        _lastActivity = _client.Loop.Now;
        Note();
    }

    /// <summary>Writes into the timeline how far it is, and counts what has passed since the last time.</summary>
    public void Note()
    {
        RequestTimeline timeline = _request.Timeline;
        timeline.BytesUp = _upload?.Coder.Bytes ?? 0;
        timeline.BytesDown = _response.Body?.Bytes ?? 0;
        LoopCounters counters = _client.Loop.Counters;
        counters.BytesUp += timeline.BytesUp - _countedUp;
        counters.BytesDown += timeline.BytesDown - _countedDown;
        _countedUp = timeline.BytesUp;
        _countedDown = timeline.BytesDown;
    }

    private bool IsUploadComplete => _upload is null || (_upload.Coder.IsComplete && _uploading.IsCompleted && _upload.End is BodyEnd.None or BodyEnd.Complete);

    private async LoopTask<ForwardEnd> ExchangeAsync()
    {
        // (1) send the head
        IoResult sent = await SendHeadAsync();
        if (!sent.Succeeded && MayRepeat)
        {
            return ForwardEnd.Repeat;
        }

        _request.Timeline.Stamp(TimelineStage.FirstByteUp);

        // (2) pass the body on. If sending has failed there may be an answer all the same: the reason why the origin has stopped reading.
        if (_upload is { Coder.IsComplete: false } && sent.Succeeded)
        {
            _uploading = UploadAsync(_upload);
        }

        // (3) read the answer
        ResponseStep step;
        do
        {
            if (_response.MustReceive)
            {
                await _origin.Connection.Readable;
            }

            step = _response.Take(IsUploadComplete, out LoopTask<IoResult> sending);
            _lastActivity = step == ResponseStep.Wait ? _lastActivity : _client.Loop.Now;
            if (step == ResponseStep.Interim)
            {
                // After a 100 it is the client that is waited for, and the clock may be set for the answer.
                SetClock(Limit);
            }

            if (!(await sending).Succeeded)
            {
                ShowTruncation();
                return Broken(ProxyOutcome.ClientGone, null);
            }
        }
        while (step is ResponseStep.Wait or ResponseStep.Interim);

        switch (step)
        {
            case ResponseStep.Ended:
                return MayRepeat ? ForwardEnd.Repeat : Refused(ProxyOutcome.OriginClosedEarly, _response.EndDetail);
            case ResponseStep.Rejected:
                return Refused(ProxyOutcome.ResponseRejected, _request.Rejection.ToString());
            case ResponseStep.Upgraded:
                return ForwardEnd.Upgraded;
        }

        // (4) pass its body on
        if (_response.Body is { IsComplete: false } body)
        {
            _download = new BodyRelay(_origin.Connection, _origin.Input, _client, body, this);
            SetClock(Limit);
            await _download.RunAsync();
            if (!IsWhole(_download.End))
            {
                return Truncated(_download);
            }
        }

        // (5) settle
        return await SettleAsync();
    }

    private LoopTask<IoResult> SendHeadAsync()
    {
        if (_request.Body == BodyKind.None)
        {
            return _origin.Connection.SendOrHoldAsync(_request.Head.Span);
        }

        var coder = new BodyCoder(_request.Body, _request.ContentLength, chunkAnew: true, _request.ConnectionNames, _request.Snapshot.Config.Limits);
        _upload = new BodyRelay(_client, _clientInput, _origin.Connection, coder, this);
        ReadOnlySpan<byte> early = _clientInput.Held;
        Span<byte> outgoing = _client.Loop.Outgoing(_request.Head.Length + coder.MostBytes(early.Length));
        _request.Head.Span.CopyTo(outgoing);
        int length = _request.Head.Length;
        if (!early.IsEmpty)
        {
            int recoded = coder.Recode(early, outgoing[length..], out int consumed);
            length += coder.Rejection == HeadRejection.None ? recoded : 0;
            _clientInput.Consumed(early, consumed);
        }

        if (coder.Rejection != HeadRejection.None)
        {
            // Not even its head goes on.
            RejectUpload(coder);
            return new(IoResult.Interrupted);
        }

        return _origin.Connection.SendOrHoldAsync(outgoing[..length]);
    }

    private async Task UploadAsync(BodyRelay upload)
    {
        await upload.RunAsync();
        Delivered(0);
        switch (upload.End)
        {
            case BodyEnd.Complete when !_response.IsFinal:
                // The clock may be set for what a body may take, which can be much more.
                SetClock((long)_request.Snapshot.Config.Timeouts.ResponseHead.TotalMilliseconds);
                break;
            case BodyEnd.Rejected:
                RejectUpload(upload.Coder);
                break;
            case BodyEnd.SenderFinished:
                _request.Timeline.Stamp(TimelineStage.ClientFinished);
                Abort(ProxyOutcome.BodyRejected, "the body ended before its end");
                break;
            case BodyEnd.SenderReset:
                Abort(ProxyOutcome.ClientGone, null);
                break;
        }
    }

    private void RejectUpload(BodyCoder coder)
    {
        _request.Rejection = coder.Rejection;
        _client.Loop.Counters.RequestRejections.Count(coder.Rejection);
        Abort(ProxyOutcome.BodyRejected, coder.Rejection.ToString());
    }

    // The first reason stays. Everything that waits for either side ends; what that means is said where it was waited.
    private void Abort(ProxyOutcome fault, string? detail)
    {
        if (_fault == ProxyOutcome.None)
        {
            _fault = fault;
            _faultDetail = detail;
            InterruptReason reason = fault is ProxyOutcome.ProxyStopped or ProxyOutcome.ClosedByOperator ? InterruptReason.Stopping : InterruptReason.OtherSide;
            _origin.Connection.Interrupt(reason);
            _client.Interrupt(reason);
        }
    }

    private bool MayRepeat => _origin.IsReused && _request.IsRepeatable && !_response.HasBegun && _fault == ProxyOutcome.None;

    private bool IsWhole(BodyEnd end) => end == BodyEnd.Complete || (end == BodyEnd.SenderFinished && _response.LastsUntilClose);

    private ForwardEnd Refused(ProxyOutcome outcome, string? detail)
    {
        SetOutcome(outcome, detail);
        return _request.Outcome is ProxyOutcome.ClientGone or ProxyOutcome.ProxyStopped or ProxyOutcome.ClosedByOperator ? Broken(outcome, detail) : ForwardEnd.Refuse;
    }

    private ForwardEnd Broken(ProxyOutcome outcome, string? detail)
    {
        SetOutcome(outcome, detail);
        return ForwardEnd.Abort;
    }

    // The client must be able to tell: a body whose length it knows is missing something when the connection ends; any other needs a reset.
    private void ShowTruncation()
    {
        if (_response.EndsByClose || _fault is ProxyOutcome.ClientTooSlow or ProxyOutcome.ClosedByOperator)
        {
            // One that takes nothing would not hear of a FIN either: it stands behind what it does not take, in memory of the system's.
            _client.ResetOnClose();
        }
    }

    private ForwardEnd Truncated(BodyRelay download)
    {
        ShowTruncation();
        (ProxyOutcome outcome, string? detail) = download.End switch
        {
            BodyEnd.SenderFinished => (ProxyOutcome.ResponseTruncated, "the origin closed its connection"),
            BodyEnd.SenderReset => (ProxyOutcome.ResponseTruncated, "the origin reset its connection"),
            BodyEnd.Rejected => (ProxyOutcome.ResponseRejected, download.Coder.Rejection.ToString()),
            _ => (ProxyOutcome.ClientGone, null),
        };
        if (download.End == BodyEnd.Rejected)
        {
            _client.Loop.Counters.ResponseRejections.Count(download.Coder.Rejection);
        }

        if (download.End == BodyEnd.SenderFinished)
        {
            _request.Timeline.Stamp(TimelineStage.OriginFinished);
        }

        SetOutcome(outcome, detail);
        if (_response.EndsByClose || _request.Outcome is not (ProxyOutcome.ResponseTruncated or ProxyOutcome.ResponseRejected))
        {
            return ForwardEnd.Abort;
        }

        // Its end tells the client: it may read what there was first, whatever it has sent behind its request.
        _client.Resume();
        return ForwardEnd.Close;
    }

    private void SetOutcome(ProxyOutcome outcome, string? detail)
    {
        _request.Outcome = _fault == ProxyOutcome.None ? outcome : _fault;
        _request.Timeline.Detail = _fault == ProxyOutcome.None ? detail : _faultDetail;
    }

    private async LoopTask<ForwardEnd> SettleAsync()
    {
        _request.Outcome = ProxyOutcome.Forwarded;
        bool keepClient = _response.KeepsClient;
        if (!IsUploadComplete && keepClient)
        {
            // The origin has answered and reads on: so does the client's body go on.
            await _uploading;
            keepClient = IsUploadComplete;
        }

        OriginMayBeKept = IsUploadComplete && _response.KeepsOrigin && !_request.AuthenticatesConnection && _fault == ProxyOutcome.None;
        return keepClient && _fault == ProxyOutcome.None ? ForwardEnd.KeepAlive : ForwardEnd.Close;
    }

    private async LoopTask StopUploadAsync()
    {
        _origin.Connection.Interrupt(InterruptReason.OtherSide);
        _client.Interrupt(InterruptReason.OtherSide);
        await _uploading;
        _client.Resume();
    }

    private void Finish(ForwardEnd end)
    {
        _client.Loop.Timers.Cancel(this);
        _client.Observer = _origin.Connection.Observer = null;

        Note();
        if (end == ForwardEnd.Refuse)
        {
            // Whoever was interrupted to end this can be told why.
            _client.Resume();
            _request.MayKeepAlive = _request.KeepAlive && IsUploadComplete && !_request.Upgrade.Any && _fault is not (ProxyOutcome.ClientGone or ProxyOutcome.ProxyStopped or ProxyOutcome.ClosedByOperator);
        }
    }

    private long Limit => (long)(WaitsForResponse ? _request.Snapshot.Config.Timeouts.ResponseHead : _request.Snapshot.Config.Timeouts.BodyIdle).TotalMilliseconds;

    // Nothing but the origin's answer can come next: all was sent, or the client waits for a 100.
    private bool WaitsForResponse =>
        !_response.IsFinal && (_uploading.IsCompleted || (_request.ExpectsContinue && !_response.HasContinued && _upload is { IsWaitingForSender: true, Coder.Bytes: 0 }));

    // The clock is not touched for each byte: when it strikes, it looks when something last passed, and is set again for the rest.
    internal override void OnDue()
    {
        if (MayWantRoom)
        {
            _roomAfter = SilenceAgainMilliseconds;
            if (WaitsForResponse)
            {
                _services.Origins.MakeRoom(_origin.Shelf.Key);
            }
        }

        long left = _lastActivity + Limit - _client.Loop.Now;
        if (!_client.TellsOfResets && _client.WasReset)
        {
            Abort(ProxyOutcome.ClientGone, null);
        }
        else if (left > 0)
        {
            SetClock(left);
        }
        else if (_response.IsFinal)
        {
            bool isOrigin = _download is { IsWaitingForSender: true };
            Abort(isOrigin ? ProxyOutcome.ResponseTruncated : ProxyOutcome.ClientTooSlow, isOrigin ? RequestEnding.OriginWasSilent : "it took nothing of its response for too long");
        }
        else
        {
            bool isClient = !WaitsForResponse && _upload is { IsWaitingForSender: true };
            Abort(isClient ? ProxyOutcome.ClientTooSlow : ProxyOutcome.ResponseTimedOut, null);
        }
    }

    // Whether the connection is a new one that nothing has come from.
    private bool MayWantRoom => _roomAfter > 0 && !_response.HasBegun;

    private void SetClock(long left)
    {
        left = _client.TellsOfResets ? left : Math.Min(left, AskMilliseconds);
        _client.Loop.Timers.Schedule(this, _client.Loop.Now, MayWantRoom ? Math.Min(left, _roomAfter) : left);
    }
}
