using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Site;
using Penstock.Transport;
using Penstock.Tunnel;

namespace Penstock;

/// <summary>
/// One client connection, from accept to close, on one loop. A request goes through it top to bottom:
/// <code>
/// (1) read the head        Client ─► Proxy
/// (2) who is it?           403, 407 or 429 ends here; what is for the proxy itself is answered here
/// (3) may they?            403 ends here; the Decision names its rule
/// (4) connect              Proxy ─► Origin       (each address judged before it is dialled, or used again)
/// (5) CONNECT: tunnel      Client ◄─► Proxy ◄─► Origin
///     other:   forward
/// (6) account              one timeline, one log line: always
/// </code>
/// and then the next request of the same connection, if it may have one.
/// </summary>
internal sealed partial class ProxyConnection(Connection client, OpenListener listener, ProxyServices services, ConnectionTable table)
{
    private readonly RequestReader _reader = new(client, services);
    private readonly RequestJudge _judge = new(client, listener, services);
    private readonly OriginFinder _origins = new(client, table, services);
    private Connection? _origin;
    private TunnelRelay? _tunnel;
    private HttpForwarder? _forwarder;
    private RequestFacts? _tunnelFacts;
    private RequestTimeline? _timeline;
    private bool _isClosedByOperator;

    /// <summary>The neighbours in the table.</summary>
    internal ProxyConnection? Next { get; set; }

    /// <inheritdoc cref="Next"/>
    internal ProxyConnection? Previous { get; set; }

    /// <summary>Serves the client until it has no more requests. Never fails: what goes wrong ends here, and touches no other connection.</summary>
    public async LoopTask RunAsync()
    {
        table.Add(this);
        int mostConnections = services.Current.Config.Limits.MaxConnectionsPerClient;
        bool isOneTooMany = mostConnections > 0 && !TryTakePlace(mostConnections) && !await WaitForPlaceAsync(mostConnections);
        try
        {
            AfterRequest after;
            do
            {
                // (1) read the head
                ProxyRequest? request = isOneTooMany ? OneTooMany() : await _reader.ReadAsync();
                if (request is null)
                {
                    break;
                }

                // (2) who is it?
                RequestTimeline timeline = _timeline = request.Timeline;
                if (!_judge.IsAdmitted(request))
                {
                    after = await RefuseAsync(request);
                }
                else if (request.Answer is { } answer)
                {
                    after = await AnswerAsync(request, answer);
                }
                else if (request.Asked is { } asked)
                {
                    after = await SiteExchange.RunAsync(client, request, asked, services) is { } goesOn ? (goesOn ? AfterRequest.GoOn : AfterRequest.LetGo) : AfterRequest.Close;
                }
                // (3) may they?
                else if (!await _judge.IsAllowedAsync(request))
                {
                    after = await RefuseAsync(request);
                }
                // (4) connect  (5) tunnel or forward
                else if (request.Kind == RequestKind.Forward)
                {
                    after = await ForwardAsync(request);
                }
                else if (await _origins.ConnectAsync(request) is { } origin)
                {
                    _origin = origin;
                    OpenTunnel(origin, request);
                    request = null; // an open tunnel holds nothing of its head
                    await _tunnel!.Ended;
                    TunnelEnded(timeline);
                    after = AfterRequest.Close;
                }
                else
                {
                    after = await RefuseAsync(request);
                }

                if (_isClosedByOperator)
                {
                    timeline.Outcome = ProxyOutcome.ClosedByOperator;
                    after = AfterRequest.Close;
                }

                // (6) account
                request?.ReleaseHead();
                timeline.KeepsConnection = after == AfterRequest.GoOn;
                Account(timeline);
                if (after == AfterRequest.LetGo)
                {
                    LeavePlace();
                    await LingeringClose.RunAsync(client);
                }
                else if (after == AfterRequest.GoOn)
                {
                    // A client that sends many requests at once and reads every answer never has to be waited for: the others go first after each.
                    await client.Loop.Yield();
                }
            }
            while (after == AfterRequest.GoOn);
        }
        catch (Exception e)
        {
            ProxyLog.InternalError(services.Logger, client.Peer.ToIPAddress(), e);
            if (_forwarder is not null)
            {
                // Its response may be one that the end of the connection would end.
                client.ResetOnClose();
            }
        }

        _origin?.Close();
        _reader.Input.Clear();
        client.Close();
        LeavePlace();
        table.Remove(this);
    }

    // It is told so at once: one that asked for nothing would stay for as long as one that may.
    private ProxyRequest OneTooMany()
    {
        var request = new ProxyRequest(new RequestTimeline(client.Peer, services.Time) { Id = client.Loop.NextRequestId() }, services.Current) { Outcome = ProxyOutcome.TooManyConnections };
        request.Snapshot.AccessLogs.NoteRefused(request.Timeline, client, bytes: 0);
        return request;
    }

    /// <summary>Passes a request on, and the response back.</summary>
    private async LoopTask<AfterRequest> ForwardAsync(ProxyRequest request)
    {
        ForwardEnd end = ForwardEnd.Repeat;
        for (bool isFirst = true; end == ForwardEnd.Repeat; isFirst = false)
        {
            // One that cannot be repeated never goes over a connection that the origin may have closed already.
            OriginConnection? origin = await _origins.FindAsync(request, mayReuse: isFirst && request.IsRepeatable);
            if (origin is null)
            {
                return await RefuseAsync(request);
            }

            _origin = origin.Connection;
            if (client.IsInterrupted)
            {
                // The proxy has stopped meanwhile, and nobody was there to be told.
                request.Timeline.Outcome = _isClosedByOperator ? ProxyOutcome.ClosedByOperator : ProxyOutcome.ProxyStopped;
                return AfterRequest.Close;
            }

            _forwarder = new HttpForwarder(client, _reader.Input, origin, request, services);
            end = await _forwarder.RunAsync();
            if (end == ForwardEnd.Upgraded)
            {
                OpenTunnel(origin, request, _forwarder.SwitchingReply);
                await _tunnel!.Ended;
                TunnelEnded(request.Timeline);
                return AfterRequest.Close;
            }

            client.Loop.Counters.RequestsRepeated += end == ForwardEnd.Repeat ? 1 : 0;
            _origin = null;
            if (_forwarder.OriginMayBeKept && !services.IsStopping)
            {
                table.Origins.Return(origin);
            }
            else
            {
                origin.Close();
            }

            _forwarder = null;
        }

        if (end == ForwardEnd.Refuse)
        {
            return await RefuseAsync(request);
        }

        request.Timeline.Outcome = request.Outcome;
        return end switch
        {
            // One that begins to wait for a request now would wait as long as the draining lasts.
            ForwardEnd.KeepAlive => services.IsStopping ? AfterRequest.LetGo : AfterRequest.GoOn,
            ForwardEnd.Close => AfterRequest.LetGo,
            _ => AfterRequest.Close,
        };
    }

    /// <summary>Answers a request that is for the proxy itself.</summary>
    private async LoopTask<AfterRequest> AnswerAsync(ProxyRequest request, OwnAnswer answer)
    {
        request.Timeline.Outcome = ProxyOutcome.Answered;
        request.Timeline.Status = answer.Status;
        request.Timeline.BytesDown = request.IsHead ? 0 : answer.Body.Length;
        request.Timeline.IsOwnAnswer = true;
        bool keepAlive = MayKeepAlive(request);
        return await SendAnswerAsync(request, answer.ToBytes(!request.IsHead, keepAlive, services.Time.GetUtcNow()), keepAlive);
    }

    private void OpenTunnel(Connection origin, ProxyRequest request)
    {
        request.Timeline.Status = 200;
        byte[] reply = OutcomeResponse.ConnectionEstablished(request);
        request.Snapshot.AccessLogs.NoteResponse(request.Timeline, reply);
        StartTunnel(origin, request, reply, []);
    }

    // After 101 what each side has sent behind its head is the first of the other protocol.
    private void OpenTunnel(OriginConnection origin, ProxyRequest request, byte[] switchingReply)
    {
        _forwarder = null;
        byte[] early = origin.Input.Held.ToArray();
        origin.Input.Clear();
        StartTunnel(origin.Connection, request, switchingReply, early);
    }

    private void StartTunnel(Connection origin, ProxyRequest request, byte[] reply, byte[] earlyDown)
    {
        request.Timeline.IsTunnel = true;
        client.Loop.Counters.TunnelsOpened++;
        client.Loop.Counters.TunnelsOpen++;
        request.Timeline.CountHit(client.Loop.Index);
        byte[] earlyUp = _reader.Input.Held.ToArray();
        _reader.Input.Clear();
        _tunnel = new TunnelRelay(client, origin, (long)request.Snapshot.Config.Timeouts.TunnelIdle.TotalMilliseconds, request.Timeline);
        _tunnelFacts = request.Check.Facts;
        _tunnel.Start(reply, earlyUp, earlyDown);
        // Those in force now: the ones of its own snapshot may be closed by now.
        if (services.Current.AccessLogs is { HasStarts: true } logs && NoteProgress() is { } timeline)
        {
            logs.WriteStart(client.Loop.Index, timeline);
        }
    }

    private void TunnelEnded(RequestTimeline timeline)
    {
        RelayResult result = _tunnel!.Result;
        client.Loop.Counters.TunnelsOpen--;
        _tunnel = null;
        if (result.Fault is { } fault)
        {
            ProxyLog.InternalError(services.Logger, client.Peer.ToIPAddress(), fault);
        }

        timeline.Outcome = result.Outcome;
    }

    /// <summary>Answers a request that is not carried out.</summary>
    private async LoopTask<AfterRequest> RefuseAsync(ProxyRequest request)
    {
        request.Outcome = _isClosedByOperator ? ProxyOutcome.ClosedByOperator : request.Outcome;
        request.Timeline.Outcome = request.Outcome;
        if (request.Outcome is ProxyOutcome.ClientGone or ProxyOutcome.ClosedByOperator || client.InterruptedBy == InterruptReason.Stopping)
        {
            return AfterRequest.Close;
        }

        if (request.Rejection == HeadRejection.TlsOnPlainPort)
        {
            // An answer in HTTP would be noise to it: it is told by a clean close, and whoever runs the proxy by the log.
            return AfterRequest.LetGo;
        }

        bool keepAlive = MayKeepAlive(request) && OutcomeResponse.LeavesOpen(request);
        return await SendAnswerAsync(request, OutcomeResponse.For(request, request.Snapshot.Config.Limits, keepAlive, services.Time.GetUtcNow()), keepAlive);
    }

    // The last look at the socket is as late as can be: what has come behind a CONNECT or an Upgrade until now is not a request.
    private bool MayKeepAlive(ProxyRequest request)
    {
        bool mayBeTunnelBytes = request.Kind == RequestKind.Tunnel || request.Upgrade.Any;
        return request.MayKeepAlive && !services.IsStopping && !(mayBeTunnelBytes && (!_reader.Input.IsEmpty || client.HasUnread));
    }

    private async LoopTask<AfterRequest> SendAnswerAsync(ProxyRequest request, byte[] answer, bool keepAlive)
    {
        request.Snapshot.AccessLogs.NoteResponse(request.Timeline, answer);
        client.InterruptAfter((long)services.Current.Config.Timeouts.Head.TotalMilliseconds, InterruptReason.TimedOut);
        bool sent = await client.SendAllAsync(answer);
        client.CancelInterrupt();
        request.Timeline.Stamp(TimelineStage.ReplySent);
        return !sent ? AfterRequest.Close : keepAlive ? AfterRequest.GoOn : AfterRequest.LetGo;
    }

    private void Account(RequestTimeline timeline)
    {
        timeline.Duration = services.Time.GetElapsedTime(timeline.StartedTicks);
        _timeline = null;
        if (!timeline.IsTunnel)
        {
            timeline.CountHit(client.Loop.Index);
        }

        client.Loop.Counters.Requests++;
        client.Loop.Counters.Outcomes.Count(timeline.Outcome);
        table.Ended.Add(timeline);
    }

    /// <summary>What becomes of the client's connection when a request has ended.</summary>
    private enum AfterRequest
    {
        /// <summary>It may have another.</summary>
        GoOn,

        /// <summary>It is closed, so that the client reads to the end what it was sent.</summary>
        LetGo,

        /// <summary>It is closed at once.</summary>
        Close,
    }
}
