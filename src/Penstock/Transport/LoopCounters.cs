using Penstock.Http;

namespace Penstock.Transport;

/// <summary>The counters of one loop: plain fields that the loop alone writes; ProxyStatistics sums them when somebody asks.</summary>
internal sealed class LoopCounters
{
    public long ConnectionsAccepted;
    public long ConnectionsOpen;
    public long AcceptsPaused;
    public long Requests;
    public long TunnelsOpened;
    public long TunnelsOpen;
    public long BytesCopied;
    public long BytesSpliced;
    public long PipesBorrowed;
    public long BuffersHeld;
    public long OriginConnectionsOpened;
    public long OriginConnectionsReused;
    public long OriginConnectionsIdle;
    public long RequestsRepeated;

    public RejectionCounts RequestRejections { get; } = new();

    public RejectionCounts ResponseRejections { get; } = new();
}
