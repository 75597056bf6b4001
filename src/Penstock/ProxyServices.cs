using Microsoft.Extensions.Logging;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Identity;
using Penstock.Observability;

namespace Penstock;

/// <summary>What every connection of one server shares. All of it may be used from any loop.</summary>
internal sealed class ProxyServices
{
    public required ProxyConfig Config { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required ClientAccess Clients { get; init; }

    /// <summary>For clients that speak TLS to the plain port.</summary>
    public required Seldom TlsWarning { get; init; }

    public required NameResolver Resolver { get; init; }

    public required DestinationJudge Destinations { get; init; }

    public required ForwardingRules Forwarding { get; init; }

    public required ClientConnections ClientConnections { get; init; }

    public required AccessLog[] AccessLogs { get; init; }

    /// <summary>Told of each request that has ended; null if nobody listens.</summary>
    public Action<RequestTimeline>? RequestEnded { get; set; }

    /// <summary>Once set, a connection that has answered its request is closed in place of waiting for another.</summary>
    public bool IsStopping { get; set; }
}
