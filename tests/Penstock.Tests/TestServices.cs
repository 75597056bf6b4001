using Microsoft.Extensions.Logging;
using Penstock.Connecting;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Observability.Recent;
using Penstock.Policy;

namespace Penstock.Tests;

/// <summary>What connections share, without a server that runs.</summary>
internal static class TestServices
{
    /// <param name="snapshot">What is in force.</param>
    /// <param name="server">Whose metrics they count for.</param>
    /// <param name="logger">Told of faults.</param>
    /// <param name="time">The clock of the requests; by default the system's.</param>
    public static ProxyServices Of(ProxySnapshot snapshot, ProxyServer server, ILogger logger, TimeProvider? time = null) => new()
    {
        Time = time ?? TimeProvider.System,
        Logger = logger,
        TlsWarning = new Seldom(TimeProvider.System),
        Destinations = new DestinationJudge(new LocalAddresses(TimeProvider.System)),
        ClientNames = new ClientNames(TimeProvider.System),
        FailureDelays = new FailureDelays(TimeProvider.System),
        Verifications = new VerificationQueue(TimeProvider.System),
        ClientConnections = new ClientConnections(),
        Recent = new RecentRequests(8, loops: 1),
        Metrics = new ProxyMetrics(server),
        Current = snapshot,
    };
}
