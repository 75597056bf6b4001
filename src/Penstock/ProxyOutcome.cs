namespace Penstock;

/// <summary>Every way a request can end. The same word is in the error log, in <see cref="RequestTimeline.Outcome"/> and in the tests; what the client is told
/// for it is in one place too (<see cref="OutcomeResponse"/>).</summary>
public enum ProxyOutcome
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>A tunnel that ended as it should: both sides sent FIN, the client first.</summary>
    ClientClosedTunnel,

    /// <summary>A tunnel that ended as it should: both sides sent FIN, the origin first.</summary>
    OriginClosedTunnel,

    /// <summary>The client reset its connection during the tunnel, and the origin was sent a reset.</summary>
    ClientResetTunnel,

    /// <summary>The origin reset its connection during the tunnel, and the client was sent a reset.</summary>
    OriginResetTunnel,

    /// <summary>Nothing passed for <see cref="TimeoutConfig.TunnelIdle"/>.</summary>
    TunnelIdle,

    /// <summary>The rules were changed (<see cref="ProxyServer.ReloadAsync"/>), and the new ones deny the tunnel.</summary>
    RulesChanged,

    /// <summary>Whoever runs the proxy closed it (<see cref="ProxyServer.CloseRequestsAsync"/>): both sides were reset.</summary>
    ClosedByOperator,

    /// <summary>The proxy was stopping, and the tunnel was still open when the time for draining was over.</summary>
    ProxyStopped,

    /// <summary>A request that was passed on, and its response relayed to the end.</summary>
    Forwarded,

    /// <summary>A request for the proxy itself, which it answered.</summary>
    Answered,

    /// <summary>The head breaks a rule of HTTP: 400, or 414, 431 or 505 for those that have a status of their own.</summary>
    HeadRejected,

    /// <summary>The client took longer than <see cref="TimeoutConfig.Head"/> for its head: 408.</summary>
    HeadTimedOut,

    /// <summary>The client went away before its head was complete, while the origin was being connected to, or in the middle of its body or its response. Nothing can be answered.</summary>
    ClientGone,

    /// <summary>The body of the request breaks a rule of HTTP, or ends before its end: 400.</summary>
    BodyRejected,

    /// <summary>The client sent nothing of its body, or took nothing of its response, for <see cref="TimeoutConfig.BodyIdle"/>: 408, if it can be told.</summary>
    ClientTooSlow,

    /// <summary>The client has more connections than <see cref="LimitConfig.MaxConnectionsPerClient"/>: 429.</summary>
    TooManyConnections,

    /// <summary>The client's address is in none of <see cref="ProxyConfig.Clients"/>: 403.</summary>
    ClientNotAllowed,

    /// <summary>A rule denies it, or <see cref="PolicyConfig.Default"/> does: 403.</summary>
    Denied,

    /// <summary>CONNECT to a port that is none of <see cref="PolicyConfig.ConnectPorts"/>: 403.</summary>
    ConnectPortNotAllowed,

    /// <summary>The client has to say who it is (<see cref="ProxyConfig.Users"/>), or what it says is wrong: 407.</summary>
    AuthenticationRequired,

    /// <summary>Every address of the destination is one that this client may not reach: 403.</summary>
    DestinationProhibited,

    /// <summary>The destination is the proxy's own listener, or one of <see cref="ProxyConfig.OwnEndpoints"/>: 502.</summary>
    ProxyLoop,

    /// <summary>The name does not exist, or has no address: 502.</summary>
    NameUnknown,

    /// <summary>No name server gave a usable answer: 502.</summary>
    NameLookUpFailed,

    /// <summary>The name servers took too long: 504.</summary>
    NameLookUpTimedOut,

    /// <summary>The origin refused the connection: 502.</summary>
    ConnectRefused,

    /// <summary>There is no way to the origin: 502.</summary>
    ConnectUnreachable,

    /// <summary>The origin did not answer within <see cref="TimeoutConfig.Connect"/>: 504.</summary>
    ConnectTimedOut,

    /// <summary>The connection to the origin failed for another reason: 502.</summary>
    ConnectFailed,

    /// <summary>The origin closed or reset its connection before its response head was complete: 502.</summary>
    OriginClosedEarly,

    /// <summary>The response breaks a rule of HTTP: 502, or, if some of it has been passed on, an end that is none.</summary>
    ResponseRejected,

    /// <summary>The origin did not begin its response within <see cref="TimeoutConfig.ResponseHead"/>: 504.</summary>
    ResponseTimedOut,

    /// <summary>The response ended before its end, or nothing of it came for <see cref="TimeoutConfig.BodyIdle"/>: the client's connection was ended so that it can tell.</summary>
    ResponseTruncated,

    /// <summary>The proxy has no descriptor or memory left for another connection, or too many credentials wait to be verified: 503.</summary>
    ResourcesExhausted,

    /// <summary>A fault of the proxy itself: 500. The error log has the details.</summary>
    InternalError,
}
