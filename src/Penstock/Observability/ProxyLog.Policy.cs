using System.Net;
using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>What is said of rules.</summary>
internal static partial class ProxyLog
{
    public static void WouldRefuse(ILogger logger, string host, int port, IPAddress? client, string rule) => WouldRefuse(logger, new HostText(host), port, client, rule);

    public static void TunnelClosedByReload(ILogger logger, IPAddress? client, string host, int port, string reason) => TunnelClosedByReload(logger, client, new HostText(host), port, reason);

    public static void TunnelKeptByReload(ILogger logger, IPAddress? client, string host, int port, string reason) => TunnelKeptByReload(logger, client, new HostText(host), port, reason);

    [LoggerMessage(30, LogLevel.Information, "would refuse {Host}:{Port} to {Client}: {Rule}")]
    private static partial void WouldRefuse(ILogger logger, HostText host, int port, IPAddress? client, string rule);

    [LoggerMessage(31, LogLevel.Information, "closed the tunnel of {Client} to {Host}:{Port} after the reload: {Reason}")]
    private static partial void TunnelClosedByReload(ILogger logger, IPAddress? client, HostText host, int port, string reason);

    [LoggerMessage(33, LogLevel.Information, "kept the tunnel of {Client} to {Host}:{Port} after the reload, though the new rules deny it: {Reason}")]
    private static partial void TunnelKeptByReload(ILogger logger, IPAddress? client, HostText host, int port, string reason);

    [LoggerMessage(34, LogLevel.Information, "and kept {Count} more tunnels that the new rules deny")]
    public static partial void MoreTunnelsKept(ILogger logger, long count);

    [LoggerMessage(32, LogLevel.Information, "reloaded: {Listeners} listeners, {Rules} rules; of {Tunnels} open tunnels the new rules deny {Denied}, which were {Fate}")]
    public static partial void Reloaded(ILogger logger, int listeners, int rules, long tunnels, long denied, string fate);
}
