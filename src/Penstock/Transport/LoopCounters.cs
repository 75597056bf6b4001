using Penstock.Http;
using Penstock.Observability;

namespace Penstock.Transport;

/// <summary>The counters of one loop: plain fields that the loop alone writes; ProxyStatistics sums them when somebody asks.</summary>
internal sealed class LoopCounters
{
    public long ConnectionsAccepted;
    public long ConnectionsOpen;
    public long AcceptsPaused;
    public long RequestsBegun;
    public long Requests;
    public long TunnelsOpened;
    public long TunnelsOpen;
    public long BytesUp;
    public long BytesDown;
    public long BytesCopied;
    public long BytesSpliced;
    public long PipesBorrowed;
    public long BuffersHeld;
    public long OriginConnectionsOpened;
    public long OriginConnectionsReused;
    public long OriginConnectionsIdle;
    public long RequestsRepeated;

    public OutcomeCounts Outcomes { get; } = new();

    public RejectionCounts RequestRejections { get; } = new();

    public RejectionCounts ResponseRejections { get; } = new();
}
