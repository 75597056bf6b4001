using Penstock.Http;
using Penstock.Observability;
using Penstock.Transport;

namespace Penstock;

/// <summary>Counters of a running proxy, summed over its loops at the moment of asking.</summary>
public sealed record ProxyStatistics
{
    /// <summary>Client connections accepted since the start.</summary>
    public long ConnectionsAccepted { get; init; }

    /// <summary>Client connections open now.</summary>
    public long ConnectionsOpen { get; init; }

    /// <summary>Requests ended since the start, whatever their outcome.</summary>
    public long Requests { get; init; }

    /// <summary>Requests begun and not ended: with their first byte, before their head is read.</summary>
    public long RequestsOpen { get; init; }

    /// <summary>How often requests ended in each way; those in which none did are left out.</summary>
    public IReadOnlyDictionary<ProxyOutcome, long> Outcomes { get; init; } = new Dictionary<ProxyOutcome, long>();

    /// <summary>Bytes from clients to origins, in tunnels and bodies, as far as they have passed by now.</summary>
    public long BytesUp { get; init; }

    /// <summary>Bytes from origins to clients, in tunnels and bodies, as far as they have passed by now.</summary>
    public long BytesDown { get; init; }

    /// <summary>Tunnels opened since the start.</summary>
    public long TunnelsOpened { get; init; }

    /// <summary>Tunnels open now.</summary>
    public long TunnelsOpen { get; init; }

    /// <summary>Bytes relayed through a buffer, both directions together.</summary>
    public long BytesCopied { get; init; }

    /// <summary>Bytes relayed through a pipe inside the kernel, both directions together.</summary>
    public long BytesSpliced { get; init; }

    /// <summary>Pipes in use now: one for each direction that is in a large transfer.</summary>
    public long PipesBorrowed { get; init; }

    /// <summary>Buffers in use now: one for each copying direction whose receiver is slow.</summary>
    public long BuffersHeld { get; init; }

    /// <summary>Connections to origins that plain HTTP requests opened since the start.</summary>
    public long OriginConnectionsOpened { get; init; }

    /// <summary>How often a plain HTTP request went over a connection that had been kept.</summary>
    public long OriginConnectionsReused { get; init; }

    /// <summary>Connections to origins that are kept now for the next plain HTTP request.</summary>
    public long OriginConnectionsIdle { get; init; }

    /// <summary>How often a request was sent again because the kept connection that it went over had been closed.</summary>
    public long RequestsRepeated { get; init; }

    /// <summary>How often each rule of HTTP was broken by a client, by the name of the rule; those that never were are left out.</summary>
    public IReadOnlyDictionary<string, long> RequestRejections { get; init; } = new Dictionary<string, long>();

    /// <summary>How often each rule of HTTP was broken by an origin, by the name of the rule; those that never were are left out.</summary>
    public IReadOnlyDictionary<string, long> ResponseRejections { get; init; } = new Dictionary<string, long>();

    /// <summary>How often accepting paused for want of descriptors or memory.</summary>
    public long AcceptsPaused { get; init; }

    /// <summary>Access log lines lost because the disk was full or too slow.</summary>
    public long LogLinesLost { get; init; }

    internal static ProxyStatistics Sum(IEnumerable<LoopCounters> loops, long logLinesLost)
    {
        var all = loops.ToArray();
        return new ProxyStatistics
        {
            ConnectionsAccepted = all.Sum(l => Volatile.Read(ref l.ConnectionsAccepted)),
            ConnectionsOpen = all.Sum(l => Volatile.Read(ref l.ConnectionsOpen)),
            Requests = all.Sum(l => Volatile.Read(ref l.Requests)),
            RequestsOpen = all.Sum(l => Math.Max(0, Volatile.Read(ref l.RequestsBegun) - Volatile.Read(ref l.Requests))),
            Outcomes = OutcomeCounts.Sum([.. all.Select(l => l.Outcomes)]),
            BytesUp = all.Sum(l => Volatile.Read(ref l.BytesUp)),
            BytesDown = all.Sum(l => Volatile.Read(ref l.BytesDown)),
            TunnelsOpened = all.Sum(l => Volatile.Read(ref l.TunnelsOpened)),
            TunnelsOpen = all.Sum(l => Volatile.Read(ref l.TunnelsOpen)),
            BytesCopied = all.Sum(l => Volatile.Read(ref l.BytesCopied)),
            BytesSpliced = all.Sum(l => Volatile.Read(ref l.BytesSpliced)),
            PipesBorrowed = all.Sum(l => Volatile.Read(ref l.PipesBorrowed)),
            BuffersHeld = all.Sum(l => Volatile.Read(ref l.BuffersHeld)),
            OriginConnectionsOpened = all.Sum(l => Volatile.Read(ref l.OriginConnectionsOpened)),
            OriginConnectionsReused = all.Sum(l => Volatile.Read(ref l.OriginConnectionsReused)),
            OriginConnectionsIdle = all.Sum(l => Volatile.Read(ref l.OriginConnectionsIdle)),
            RequestsRepeated = all.Sum(l => Volatile.Read(ref l.RequestsRepeated)),
            RequestRejections = RejectionCounts.Sum([.. all.Select(l => l.RequestRejections)]),
            ResponseRejections = RejectionCounts.Sum([.. all.Select(l => l.ResponseRejections)]),
            AcceptsPaused = all.Sum(l => Volatile.Read(ref l.AcceptsPaused)),
            LogLinesLost = logLinesLost,
        };
    }
}
