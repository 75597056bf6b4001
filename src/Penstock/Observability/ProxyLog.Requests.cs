using System.Net;
using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>What is said of requests. A client's own fault is said at debug level: nobody may fill a log from outside.</summary>
internal static partial class ProxyLog
{
    /// <summary>One line for a request that failed, none for one that went well: those are in the access log.</summary>
    public static void RequestEnded(ILogger logger, RequestTimeline request, ReplyProfile profile)
    {
        if (profile == ReplyProfile.Apache)
        {
            AsApache(logger, request);
        }

        long milliseconds = (long)request.Duration.TotalMilliseconds;
        switch (request.Outcome)
        {
            case ProxyOutcome.ClientClosedTunnel or ProxyOutcome.OriginClosedTunnel or ProxyOutcome.Forwarded or ProxyOutcome.Answered or ProxyOutcome.ProxyStopped or ProxyOutcome.RulesChanged
                or ProxyOutcome.InternalError:
                break;
            // A reset is how much of the Internet closes its connections: it is in the access log's company, not an error.
            case ProxyOutcome.HeadRejected or ProxyOutcome.HeadTimedOut or ProxyOutcome.ClientGone or ProxyOutcome.ClientNotAllowed or ProxyOutcome.ClientResetTunnel
                or ProxyOutcome.OriginResetTunnel or ProxyOutcome.TunnelIdle or ProxyOutcome.BodyRejected or ProxyOutcome.ClientTooSlow or ProxyOutcome.TooManyConnections
                or ProxyOutcome.AuthenticationRequired:
            case ProxyOutcome.ResourcesExhausted when request.Detail == RequestJudge.CredentialsWait:
                if (logger.IsEnabled(LogLevel.Debug))
                {
                    Remark(logger, request, milliseconds);
                }

                break;
            case ProxyOutcome.DestinationProhibited or ProxyOutcome.Denied or ProxyOutcome.ConnectPortNotAllowed:
                Refused(logger, new HostText(request.Host), request.Port, request.ClientAddress, request.Outcome, new More(request.Detail));
                break;
            default:
                RequestFailed(logger, PhaseOf(request.Outcome), new HostText(request.Host), request.Port, request.ClientAddress, request.Outcome, milliseconds, new More(request.Detail));
                break;
        }
    }

    private static void Remark(ILogger logger, RequestTimeline request, long milliseconds)
    {
        if (request.Host is { } host)
        {
            Remark(logger, new HostText(host), request.Port, request.ClientAddress, request.Outcome, milliseconds, new More(request.Detail));
        }
        else
        {
            RemarkOnHead(logger, request.ClientAddress, request.Outcome, milliseconds, new More(request.Detail));
        }
    }

    private static string PhaseOf(ProxyOutcome outcome) => outcome switch
    {
        ProxyOutcome.NameUnknown or ProxyOutcome.NameLookUpFailed or ProxyOutcome.NameLookUpTimedOut => "look-up",
        ProxyOutcome.OriginClosedEarly or ProxyOutcome.ResponseRejected or ProxyOutcome.ResponseTimedOut or ProxyOutcome.ResponseTruncated => "response",
        _ => "connect",
    };

    [LoggerMessage(1, LogLevel.Debug, "{Host}:{Port} for {Client}: {Outcome} after {Milliseconds} ms{More}")]
    private static partial void Remark(ILogger logger, HostText host, int port, IPAddress? client, ProxyOutcome outcome, long milliseconds, More more);

    [LoggerMessage(2, LogLevel.Debug, "a request of {Client}: {Outcome} after {Milliseconds} ms{More}")]
    private static partial void RemarkOnHead(ILogger logger, IPAddress? client, ProxyOutcome outcome, long milliseconds, More more);

    [LoggerMessage(3, LogLevel.Warning, "{Phase} {Host}:{Port} for {Client}: {Outcome} after {Milliseconds} ms{More}")]
    private static partial void RequestFailed(ILogger logger, string phase, HostText host, int port, IPAddress? client, ProxyOutcome outcome, long milliseconds, More more);

    [LoggerMessage(4, LogLevel.Information, "refused {Host}:{Port} to {Client}: {Outcome}{More}")]
    private static partial void Refused(ILogger logger, HostText host, int port, IPAddress? client, ProxyOutcome outcome, More more);

    [LoggerMessage(5, LogLevel.Error, "a fault of Penstock's own while serving {Client}; the connection was closed, the others go on")]
    public static partial void InternalError(ILogger logger, IPAddress? client, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "{Client} began to speak TLS to {Listener}, which speaks plain HTTP: give the client the proxy as http://, not https:// (what passes through a tunnel is encrypted all the same)")]
    public static partial void TlsOnPlainPort(ILogger logger, IPAddress? client, EndPoint? listener);

    // Before a port an address of IPv6 stands in brackets (RFC 3986, section 3.2.2). Made only if the line is.
    private readonly record struct HostText(string? Host)
    {
        public override string ToString() => Host?.Contains(':', StringComparison.Ordinal) == true ? $"[{Host}]" : Host ?? "-";
    }

    // What is not known is no text: a placeholder for nothing would be written as one. Made only if the line is.
    private readonly record struct More(string? Detail)
    {
        public override string ToString() => string.IsNullOrEmpty(Detail) ? "" : $"; {Detail}";
    }
}
