using Microsoft.Extensions.Logging;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Observability.Recent;

namespace Penstock;

/// <summary>What every connection of one server shares, from its start to its stop. All of it may be used from any loop.</summary>
internal sealed class ProxyServices
{
    private volatile ProxySnapshot? _current;

    /// <summary>The configuration in force. A request takes it once, when its head has come.</summary>
    public ProxySnapshot Current
    {
        get => _current!;
        set => _current = value;
    }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>For clients that speak TLS to the plain port.</summary>
    public required Seldom TlsWarning { get; init; }

    public required DestinationJudge Destinations { get; init; }

    public required ClientNames ClientNames { get; init; }

    public required FailureDelays FailureDelays { get; init; }

    public required VerificationQueue Verifications { get; init; }

    public required ClientConnections ClientConnections { get; init; }

    /// <summary>The last that ended.</summary>
    public required RecentRequests Recent { get; init; }

    public required ProxyMetrics Metrics { get; init; }

    /// <summary>Told of each request that has ended; null if nobody listens.</summary>
    public Action<RequestTimeline>? RequestEnded { get; set; }

    /// <summary>What the loops keep of origins.</summary>
    public OriginPools Origins { get; } = new();

    /// <summary>Once set, a connection that has answered its request is closed in place of waiting for another.</summary>
    public bool IsStopping { get; set; }
}
