using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock;

/// <summary>Finds the connection to an origin for one request at a time of one client: one that is kept, or a new one. Each address is judged first.</summary>
internal sealed class OriginFinder(Connection client, ConnectionTable table, ProxyServices services) : IConnectionObserver
{
    private OriginDialer? _dialer;
    private bool _isClosed;

    // A client mostly goes on asking one server.
    private OriginShelf? _shelf;

    // A client that resets its connection while its origin is dialled: nobody is left to connect for.
    void IConnectionObserver.OnReset(Connection connection) => Cancel();

    /// <summary>Gives up what is being dialled: nobody waits for it any more.</summary>
    public void Cancel() => _dialer?.Cancel();

    /// <summary>Whoever runs the proxy has closed the request: nothing is found for it any more.</summary>
    public void Close()
    {
        _isClosed = true;
        Cancel();
    }

    /// <summary>A new connection; null if there is none to be had, and the request's outcome says why.</summary>
    public async LoopTask<Connection?> ConnectAsync(ProxyRequest request)
    {
        RequestTimeline timeline = request.Timeline;
        if (_isClosed)
        {
            request.Outcome = ProxyOutcome.ClosedByOperator;
            return null;
        }

        timeline.Connecting.Begin();
        _dialer = new OriginDialer(client.Loop, request);
        client.Observer = this;
        DialResult result = await _dialer.DialAsync();
        client.Observer = null;
        _dialer = null;
        services.Metrics.Dialled(timeline);

        if (_isClosed)
        {
            result.Connection?.Close();
            result = DialResult.Failed(ProxyOutcome.ClosedByOperator, null, result.Decision);
        }

        request.Outcome = result.Outcome;
        timeline.Detail = result.Detail;
        timeline.Decision = result.Decision ?? timeline.Decision;
        if (result.Decision is not null && !timeline.Has(TimelineStage.Decided))
        {
            // What the rules could not say of the name they said when it had addresses.
            timeline.Stamp(TimelineStage.Decided, timeline.Trace.LookUpEnd);
        }

        if (result.Connection is { } connection)
        {
            timeline.Origin = connection.Peer;
            timeline.Stamp(TimelineStage.Connected);
        }

        return result.Connection;
    }

    /// <summary>A connection for a plain HTTP request: one that is kept, if that is safe for the request, or a new one.</summary>
    public async LoopTask<OriginConnection?> FindAsync(ProxyRequest request, bool mayReuse)
    {
        OriginShelf shelf = _shelf = table.Origins.ShelfOf(new OriginKey(request.Destination.Host, request.Destination.Port), _shelf);
        while (mayReuse && !_isClosed && table.Origins.TryTake(shelf) is { } kept)
        {
            // What the address was allowed for, an earlier client may have been, and not this one.
            AddressVerdict verdict = await request.Check.JudgeAsync(kept.Address);
            if (verdict.IsAllowed && !kept.Connection.IsInterrupted && !_isClosed)
            {
                request.Timeline.Origin = kept.Connection.Peer;
                request.Timeline.ReusedOrigin = true;
                request.Timeline.Stamp(TimelineStage.Connected, request.Timeline.StampOnce(TimelineStage.Decided));
                request.Timeline.Decision = verdict.Decision ?? request.Timeline.Decision;
                client.Loop.Counters.OriginConnectionsReused++;
                return kept;
            }

            kept.Close();
        }

        if (await ConnectAsync(request) is not { } connection)
        {
            return null;
        }

        table.Origins.MakeRoom(shelf);
        client.Loop.Counters.OriginConnectionsOpened++;
        return new OriginConnection(table.Origins, shelf, connection);
    }
}
