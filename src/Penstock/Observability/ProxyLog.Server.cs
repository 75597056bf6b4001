using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>What is said of the server as a whole.</summary>
internal static partial class ProxyLog
{
    [LoggerMessage(20, LogLevel.Warning, "cannot accept for want of descriptors or memory ({Error}); newcomers wait until there is room (ulimit -n raises the limit)")]
    public static partial void AcceptPaused(ILogger logger, SocketError error);

    [LoggerMessage(21, LogLevel.Warning, "{Count} access log lines were lost: the disk is full or too slow")]
    public static partial void AccessLogLost(ILogger logger, long count);

    [LoggerMessage(22, LogLevel.Critical, "a fault of Penstock's own on loop {Loop}; it goes on")]
    public static partial void LoopFault(ILogger logger, int loop, Exception exception);

    [LoggerMessage(23, LogLevel.Debug, "transport {Transport}, {Loops} loops")]
    public static partial void Started(ILogger logger, string transport, int loops);

    [LoggerMessage(24, LogLevel.Warning, "{Trouble}")]
    public static partial void LogTrouble(ILogger logger, string trouble);

    [LoggerMessage(25, LogLevel.Error, "a handler of RequestEnded failed")]
    public static partial void HandlerFault(ILogger logger, Exception exception);
}
