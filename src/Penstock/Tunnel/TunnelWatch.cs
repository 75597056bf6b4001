using Penstock.Transport;

namespace Penstock.Tunnel;

/// <summary>What a tunnel's timeline learns from the bytes that pass. It looks at them when they have been sent on, so that it delays none, and not at all at those that are spliced.</summary>
internal sealed class TunnelWatch(RequestTimeline timeline, IoLoop loop)
{
    private long _lastActivity = loop.Now;
    private long _longestPause;

    /// <summary>When something last passed, on the loop's clock.</summary>
    public long LastActivity => _lastActivity;

    /// <summary>Some bytes were taken by the receiver's socket.</summary>
    public void Touch()
    {
        _longestPause = Math.Max(_longestPause, loop.Now - _lastActivity);
        _lastActivity = loop.Now;
    }

    /// <summary>The client was told that its tunnel is up.</summary>
    public void Replied() => timeline.Stamp(TimelineStage.ReplySent);

    /// <summary>These bytes were received, and as many of them sent on as the receiver took at once.</summary>
    public void Passed(bool isUp, ReadOnlySpan<byte> bytes)
    {
        TimelineStage first = isUp ? TimelineStage.FirstByteUp : TimelineStage.FirstByteDown;
        if (!timeline.Has(first))
        {
            timeline.Stamp(first);
        }
    }

    /// <summary>A FIN was passed on.</summary>
    public void Finished(bool isUp) => timeline.Stamp(isUp ? TimelineStage.ClientFinished : TimelineStage.OriginFinished);

    /// <summary>Writes into the timeline how far the tunnel is. Before its end this may be asked any number of times.</summary>
    public void Note(long bytesUp, long bytesDown)
    {
        timeline.BytesUp = bytesUp;
        timeline.BytesDown = bytesDown;
        timeline.LongestPause = TimeSpan.FromMilliseconds(Math.Max(_longestPause, loop.Now - _lastActivity));
    }
}
