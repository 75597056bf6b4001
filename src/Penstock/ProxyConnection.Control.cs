using Penstock.Observability;
using Penstock.Transport;
using Penstock.Tunnel;

namespace Penstock;

// What is done to a connection from outside of it, always on its loop: it is looked at, judged again, closed, or told that the proxy stops.
internal sealed partial class ProxyConnection
{
    /// <summary>The proxy stops: a client that has asked for nothing is let go. One whose request has come already, and was not read yet, is answered.</summary>
    public void StopIfWaiting()
    {
        if (_reader.IsWaitingForRequest && !client.HasUnread)
        {
            client.Interrupt(InterruptReason.Stopping);
        }

        _placeWait?.Set();
    }

    /// <summary>The request that is under way, with what has passed so far and how long it takes; null if the client has asked for nothing.</summary>
    public RequestTimeline? NoteProgress()
    {
        if (_timeline is { } timeline)
        {
            _tunnel?.Note();
            _forwarder?.Note();
            timeline.Duration = services.Time.GetElapsedTime(timeline.StartedTicks);
        }

        return _timeline;
    }

    /// <summary>Writes an open tunnel into the logs that want to hear of it meanwhile.</summary>
    public void LogProgress(AccessLogs logs, TimeSpan sinceLast)
    {
        if (_tunnel is not null && NoteProgress() is { } timeline)
        {
            logs.WriteProgress(client.Loop.Index, timeline, sinceLast);
        }
    }

    /// <summary>Whoever runs the proxy wants this request to end. An answer that is half sent is not made to look whole.</summary>
    public void CloseByOperator()
    {
        _isClosedByOperator = true;
        client.ResetOnClose();
        _tunnel?.Stop(TunnelEnding.ClosedByOperator);
        _forwarder?.Stop(ProxyOutcome.ClosedByOperator);
        _origins.Close();
        _judge.Stop();
        client.Interrupt(InterruptReason.OtherSide);
    }

    /// <summary>The proxy stops, and the time for finishing is over.</summary>
    public void StopNow()
    {
        _tunnel?.Stop(TunnelEnding.ProxyStopped);
        _forwarder?.Stop(ProxyOutcome.ProxyStopped);
        _origins.Cancel();
        _judge.Stop();
        _placeWait?.Set();
        client.Interrupt(InterruptReason.Stopping);
    }

    /// <summary>The rules have changed: an open tunnel is judged again, and closed if the new configuration wants that.</summary>
    public async LoopTask JudgeAgainAsync(TunnelReview review)
    {
        if (_tunnel is not { } tunnel || _tunnelFacts is not { } facts)
        {
            return;
        }

        review.Began();
        try
        {
            // It may have ended meanwhile.
            string? fault = await _judge.FindFaultAsync(review.Snapshot, facts, _origin!.Peer.ToIPAddress()!);
            if (fault is not null && tunnel == _tunnel && review.Closes(client.Peer, facts, fault))
            {
                tunnel.Stop(TunnelEnding.RulesChanged);
            }
        }
        finally
        {
            review.Ended();
        }
    }
}
