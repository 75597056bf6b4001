using System.Net;
using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>What is said of rules.</summary>
internal static partial class ProxyLog
{
    [LoggerMessage(30, LogLevel.Information, "would refuse {Host}:{Port} to {Client}: {Rule}")]
    public static partial void WouldRefuse(ILogger logger, string? host, int port, IPAddress? client, string rule);

    [LoggerMessage(31, LogLevel.Information, "closed the tunnel of {Client} to {Host}:{Port} after the reload: {Reason}")]
    public static partial void TunnelClosedByReload(ILogger logger, IPAddress? client, string host, int port, string reason);

    [LoggerMessage(33, LogLevel.Information, "kept the tunnel of {Client} to {Host}:{Port} after the reload, though the new rules deny it: {Reason}")]
    public static partial void TunnelKeptByReload(ILogger logger, IPAddress? client, string host, int port, string reason);

    [LoggerMessage(34, LogLevel.Information, "and kept {Count} more tunnels that the new rules deny")]
    public static partial void MoreTunnelsKept(ILogger logger, long count);

    [LoggerMessage(32, LogLevel.Information, "reloaded: {Listeners} listeners, {Rules} rules; of {Tunnels} open tunnels the new rules deny {Denied}, which were {Fate}")]
    public static partial void Reloaded(ILogger logger, int listeners, int rules, long tunnels, long denied, string fate);
}
