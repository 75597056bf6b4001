using Penstock.Connecting;
using Penstock.Http;
using Penstock.Observability;
using Penstock.Transport;
using Penstock.Tunnel;

namespace Penstock;

/// <summary>
/// One client connection, from accept to close, on one loop. A request goes through it top to bottom:
/// <code>
/// (1) read the head        Client ─► Proxy
/// (2) who is it?           403 ends here
/// (3) what does it ask?    501 ends here
/// (4) connect              Proxy ─► Origin       (each address judged before it is dialled)
/// (5) tunnel               Client ◄─► Proxy ◄─► Origin
/// (6) account              one timeline, one log line: always
/// </code>
/// and then the next request of the same connection, if it may have one.
/// </summary>
internal sealed class ProxyConnection(Connection client, ProxyServices services, ConnectionTable table) : IConnectionObserver
{
    private readonly RequestReader _reader = new(client, services);
    private OriginDialer? _dialer;
    private TunnelRelay? _tunnel;

    /// <summary>The neighbours in the table.</summary>
    internal ProxyConnection? Next { get; set; }

    /// <inheritdoc cref="Next"/>
    internal ProxyConnection? Previous { get; set; }

    /// <summary>Serves the client until it has no more requests. Never fails: what goes wrong ends here, and touches no other connection.</summary>
    public async Task RunAsync()
    {
        table.Add(this);
        Connection? origin = null;
        try
        {
            bool goesOn;
            do
            {
                // (1) read the head
                ProxyRequest? request = await _reader.ReadAsync();
                if (request is null)
                {
                    break;
                }

                // (2) who is it?  (3) what does it ask?  (4) connect
                RequestTimeline timeline = request.Timeline;
                origin = IsAdmitted(request) ? await ConnectAsync(request) : null;
                if (origin is null)
                {
                    goesOn = await RefuseAsync(request);
                }
                else
                {
                    // (5) tunnel
                    OpenTunnel(origin, request);
                    request = null; // an open tunnel holds nothing of its head
                    Ended(timeline, await _tunnel!.Ended);
                    goesOn = false;
                }

                // (6) account
                Account(timeline);
                if (goesOn)
                {
                    // A client that sends many requests at once and reads every answer never has to be waited for: the others go first after each.
                    await client.Loop.Yield();
                }
            }
            while (goesOn);
        }
        catch (Exception e)
        {
            ProxyLog.InternalError(services.Logger, client.Peer.ToIPAddress(), e);
        }

        origin?.Close();
        client.Close();
        table.Remove(this);
    }

    /// <summary>The proxy stops: a client that has asked for nothing is let go.</summary>
    public void StopIfWaiting()
    {
        if (_reader.IsWaitingForRequest)
        {
            client.Interrupt(InterruptReason.Stopping);
        }
    }

    /// <summary>The proxy stops, and the time for finishing is over.</summary>
    public void StopNow()
    {
        _tunnel?.Stop(TunnelEnding.ProxyStopped);
        _dialer?.Cancel();
        client.Interrupt(InterruptReason.Stopping);
    }

    // A client that resets its connection while its origin is dialled: nobody is left to connect for.
    void IConnectionObserver.OnReset(Connection connection) => _dialer?.Cancel();

    private bool IsAdmitted(ProxyRequest request)
    {
        if (request.Outcome == ProxyOutcome.None)
        {
            request.Outcome = !services.Clients.Allows(client.Peer) ? ProxyOutcome.ClientNotAllowed
                : !request.IsConnect ? ProxyOutcome.MethodNotImplemented
                : ProxyOutcome.None;
        }

        return request.Outcome == ProxyOutcome.None;
    }

    private async ValueTask<Connection?> ConnectAsync(ProxyRequest request)
    {
        _dialer = new OriginDialer(client.Loop, request.Destination, client.Peer.IsLoopback, services.Resolver, services.Destinations, services.Config.Timeouts);
        client.Observer = this;
        DialResult result = await _dialer.DialAsync();
        client.Observer = null;
        _dialer = null;

        request.Outcome = result.Outcome;
        request.Timeline.Detail = result.Detail;
        request.Timeline.Origin = result.Connection?.Peer ?? default;
        return result.Connection;
    }

    private void OpenTunnel(Connection origin, ProxyRequest request)
    {
        client.Loop.Counters.TunnelsOpened++;
        client.Loop.Counters.TunnelsOpen++;
        request.Timeline.Status = 200;
        _tunnel = new TunnelRelay(client, origin, (long)services.Config.Timeouts.TunnelIdle.TotalMilliseconds);
        _tunnel.Start(OutcomeResponse.ConnectionEstablished, request.TakeEarlyBytes());
    }

    private void Ended(RequestTimeline timeline, RelayResult result)
    {
        client.Loop.Counters.TunnelsOpen--;
        _tunnel = null;
        if (result.Fault is { } fault)
        {
            ProxyLog.InternalError(services.Logger, client.Peer.ToIPAddress(), fault);
        }

        timeline.BytesUp = result.BytesUp;
        timeline.BytesDown = result.BytesDown;
        timeline.Outcome = result.Ending switch
        {
            TunnelEnding.ClientClosed => ProxyOutcome.ClientClosedTunnel,
            TunnelEnding.OriginClosed => ProxyOutcome.OriginClosedTunnel,
            TunnelEnding.ClientReset => ProxyOutcome.ClientResetTunnel,
            TunnelEnding.OriginReset => ProxyOutcome.OriginResetTunnel,
            TunnelEnding.Idle => ProxyOutcome.TunnelIdle,
            TunnelEnding.ProxyStopped => ProxyOutcome.ProxyStopped,
            _ => ProxyOutcome.InternalError,
        };
    }

    /// <summary>Answers a request that is not carried out; true if the connection may have another.</summary>
    private async ValueTask<bool> RefuseAsync(ProxyRequest request)
    {
        request.Timeline.Outcome = request.Outcome;
        if (request.Outcome == ProxyOutcome.ClientGone || client.InterruptedBy == InterruptReason.Stopping)
        {
            return false;
        }

        if (request.Rejection == HeadRejection.TlsOnPlainPort)
        {
            // An answer in HTTP would be noise to it: it is told by a clean close, and whoever runs the proxy by the log.
            await LingeringClose.RunAsync(client);
            return false;
        }

        bool keepAlive = request.MayKeepAlive && !services.IsStopping && !(request.IsConnect && client.HasUnread);
        byte[] response = OutcomeResponse.For(request, services.Config.Limits, keepAlive, services.Time.GetUtcNow());
        client.InterruptAfter((long)services.Config.Timeouts.Head.TotalMilliseconds, InterruptReason.TimedOut);
        bool sent = await client.SendAllAsync(response);
        client.CancelInterrupt();
        if (sent && !keepAlive)
        {
            await LingeringClose.RunAsync(client);
        }

        return sent && keepAlive;
    }

    private void Account(RequestTimeline timeline)
    {
        timeline.Duration = services.Time.GetElapsedTime(timeline.StartedTicks);
        client.Loop.Counters.Requests++;
        services.AccessLog?.Write(timeline);
        ProxyLog.RequestEnded(services.Logger, timeline);
        services.RequestEnded?.Invoke(timeline);
    }
}
