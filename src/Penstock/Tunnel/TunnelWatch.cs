using Penstock.Recognition;
using Penstock.Transport;

namespace Penstock.Tunnel;

/// <summary>
/// What a tunnel's timeline learns from the bytes that pass. It looks at them when they have been sent on, so that it delays none; at the first of each side to recognise what they are, then, of
/// TLS, at the heads of records, and not at all at those that are spliced.
/// </summary>
internal struct TunnelWatch(RequestTimeline timeline, IoLoop loop)
{
    private TlsRecordCount _recordsUp;
    private TlsRecordCount _recordsDown;
    private TunnelRecognizer? _recognizer;
    private long _lastActivity = loop.Now;
    private long _longestPause;
    private bool _countsRecords;

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
            if (!timeline.Has(isUp ? TimelineStage.FirstByteDown : TimelineStage.FirstByteUp))
            {
                _recognizer = timeline.Recognized = new TunnelRecognizer();
                _countsRecords = true;
            }

            timeline.Stamp(first);
        }

        if (_recognizer is not null)
        {
            Recognize(isUp, bytes);
        }

        if (_countsRecords)
        {
            CountRecords(isUp, bytes);
        }
    }

    /// <summary>The bytes of this side are spliced from now on: they pass unseen.</summary>
    public void PassesUnseen(bool isUp)
    {
        if (isUp)
        {
            _recordsUp.Miss();
        }
        else
        {
            _recordsDown.Miss();
        }
    }

    /// <summary>A FIN was passed on.</summary>
    public void Finished(bool isUp) => timeline.Stamp(isUp ? TimelineStage.ClientFinished : TimelineStage.OriginFinished);

    /// <summary>The tunnel is over: nothing is held for it any more.</summary>
    public void Ended()
    {
        if (_recognizer is { } recognizer)
        {
            recognizer.Release();
            Forget(recognizer);
        }
    }

    /// <summary>Writes into the timeline how far the tunnel is. Before its end this may be asked any number of times.</summary>
    public void Note(long bytesUp, long bytesDown)
    {
        timeline.BytesUp = bytesUp;
        timeline.BytesDown = bytesDown;
        timeline.LongestPause = TimeSpan.FromMilliseconds(Math.Max(_longestPause, loop.Now - _lastActivity));
        if (timeline.Recognized is { Protocol: TunnelProtocol.Tls })
        {
            timeline.TlsRecordsUp = _recordsUp.Records;
            timeline.TlsRecordsDown = _recordsDown.Records;
            timeline.TlsRecordsAreExact = _recordsUp.IsExact && _recordsDown.IsExact;
        }
    }

    private void Recognize(bool isUp, ReadOnlySpan<byte> bytes)
    {
        TunnelRecognizer recognizer = _recognizer!;
        if (isUp)
        {
            recognizer.Up(bytes);
            if (recognizer.ClientHello is not null && !timeline.Has(TimelineStage.ClientHello))
            {
                timeline.Stamp(TimelineStage.ClientHello);
            }
        }
        else
        {
            recognizer.Down(bytes);
            if (recognizer.ServerHello is not null && !timeline.Has(TimelineStage.ServerHello))
            {
                timeline.Stamp(TimelineStage.ServerHello);
            }
        }

        if (!recognizer.WantsUp && !recognizer.WantsDown)
        {
            Forget(recognizer);
        }
    }

    // What was learned stays in the timeline; of what was not recognised nothing does.
    private void Forget(TunnelRecognizer recognizer)
    {
        _recognizer = null;
        timeline.Recognized = recognizer.Protocol == TunnelProtocol.Unknown ? null : recognizer;
    }

    private void CountRecords(bool isUp, ReadOnlySpan<byte> bytes)
    {
        if (isUp)
        {
            _recordsUp.Add(bytes);
        }
        else
        {
            _recordsDown.Add(bytes);
        }

        _countsRecords = _recordsUp.IsExact || _recordsDown.IsExact;
    }
}
