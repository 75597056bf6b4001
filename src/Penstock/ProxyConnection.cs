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
        try
        {
            while (await ServeRequestAsync())
            {
            }
        }
        catch (Exception e)
        {
            ProxyLog.InternalError(services.Logger, client.Peer.ToIPAddress(), e);
        }

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

    private async ValueTask<bool> ServeRequestAsync()
    {
        // (1) read the head
        if (await _reader.ReadAsync() is not { } request)
        {
            return false;
        }

        RequestTimeline timeline = request.Timeline;
        if (request.Outcome == ProxyOutcome.None)
        {
            // (2) who is it?  (3) what does it ask?
            request.Outcome = !services.Clients.Allows(client.Peer) ? ProxyOutcome.ClientNotAllowed
                : !request.IsConnect ? ProxyOutcome.MethodNotImplemented
                : ProxyOutcome.None;
        }

        // (4) connect
        Connection? origin = request.Outcome == ProxyOutcome.None ? await ConnectAsync(request) : null;
        if (origin is null)
        {
            bool goesOn = await RefuseAsync(request);
            Account(timeline);
            return goesOn;
        }

        // (5) tunnel
        timeline.Status = 200;
        try
        {
            timeline.Outcome = await TunnelAsync(request, origin);
        }
        finally
        {
            origin.Close();
            client.Close();
        }

        // (6) account
        Account(timeline);
        return false;
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
        request.Timeline.OriginEndPoint = result.EndPoint;
        return result.Connection;
    }

    private async ValueTask<ProxyOutcome> TunnelAsync(ProxyRequest request, Connection origin)
    {
        LoopCounters counters = client.Loop.Counters;
        counters.TunnelsOpened++;
        counters.TunnelsOpen++;
        _tunnel = new TunnelRelay(client, origin, (long)services.Config.Timeouts.TunnelIdle.TotalMilliseconds);
        RelayResult result = await _tunnel.RunAsync(OutcomeResponse.ConnectionEstablished, request.TakeEarlyBytes());
        _tunnel = null;
        counters.TunnelsOpen--;

        request.Timeline.BytesUp = result.BytesUp;
        request.Timeline.BytesDown = result.BytesDown;
        return result.Ending switch
        {
            TunnelEnding.ClientClosed => ProxyOutcome.ClientClosedTunnel,
            TunnelEnding.OriginClosed => ProxyOutcome.OriginClosedTunnel,
            TunnelEnding.ClientReset => ProxyOutcome.ClientResetTunnel,
            TunnelEnding.OriginReset => ProxyOutcome.OriginResetTunnel,
            TunnelEnding.Idle => ProxyOutcome.TunnelIdle,
            _ => ProxyOutcome.ProxyStopped,
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

        bool keepAlive = request.MayKeepAlive && !services.IsStopping;
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
