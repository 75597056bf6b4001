using Penstock.Http;

namespace Penstock.Replies;

/// <summary>What Apache httpd 2.4 as a forward proxy says of an outcome (mod_proxy, mod_proxy_http, mod_proxy_connect; recorded from 2.4.71).</summary>
/// <param name="Status">The status.</param>
/// <param name="Notes">What its page says more; null for nothing.</param>
/// <param name="IsProxyError">Whether mod_proxy gives the reason: then the phrase is "Proxy Error", and the notes stand in a frame of their own.</param>
internal readonly record struct ApacheReason(int Status, string? Notes = null, bool IsProxyError = false)
{
    /// <summary>Of a port, or of what ProxyBlock names.</summary>
    public const string Blocked = "Connect to remote machine blocked";

    /// <summary>After these httpd never takes another request on the connection (its <c>ap_status_drops_connection</c>).</summary>
    public bool ClosesConnection => Status is 400 or 408 or 411 or 413 or 414 or 500 or 501 or 503;

    /// <summary>What the client of a request is told.</summary>
    public static ApacheReason Of(ProxyRequest request) => request.Outcome switch
    {
        ProxyOutcome.HeadRejected => OfRejection(request.Rejection),
        ProxyOutcome.BodyRejected => new(400),
        ProxyOutcome.HeadTimedOut or ProxyOutcome.ClientTooSlow => new(408),
        ProxyOutcome.TooManyConnections => new(429),

        // A rule that gives a reason is to Apache as ProxyBlock is, which mod_proxy gives one for.
        ProxyOutcome.Denied when request.Timeline.Decision?.Rule?.Because is { } because && request.Snapshot.Config.Refusals == RefusalDetail.Full => ProxyError(403, because),
        ProxyOutcome.Denied or ProxyOutcome.ClientNotAllowed => new(403),
        ProxyOutcome.ConnectPortNotAllowed or ProxyOutcome.DestinationProhibited => ProxyError(403, Blocked),
        ProxyOutcome.AuthenticationRequired => new(407),

        // mod_proxy_connect looks the name up itself and has another status for it than the rest of mod_proxy.
        ProxyOutcome.NameUnknown or ProxyOutcome.NameLookUpFailed or ProxyOutcome.NameLookUpTimedOut =>
            ProxyError(request.Kind == RequestKind.Tunnel ? 502 : 500, $"DNS lookup failure for: {request.Timeline.Host}"),
        ProxyOutcome.ConnectRefused or ProxyOutcome.ConnectUnreachable or ProxyOutcome.ConnectTimedOut or ProxyOutcome.ConnectFailed or ProxyOutcome.ResourcesExhausted => new(503),
        ProxyOutcome.OriginClosedEarly or ProxyOutcome.ResponseRejected or ProxyOutcome.ResponseTimedOut => ProxyError(502, "Error reading from remote server"),
        ProxyOutcome.ProxyLoop => ProxyError(502, "Proxy loop: the request has come back"),
        _ => new(500),
    };

    private static ApacheReason OfRejection(HeadRejection rejection) => rejection switch
    {
        HeadRejection.TargetTooLong => new(414),
        HeadRejection.HeadTooLarge => new(400, "Size of a request header field exceeds server limit."),
        HeadRejection.TooManyFields => new(400, "The number of request header fields exceeds this server's limit."),
        HeadRejection.UnsupportedVersion => new(505),
        HeadRejection.InvalidMaxForwards => ProxyError(400, "Max-Forwards request header could not be parsed"),
        HeadRejection.MaxForwardsReached => ProxyError(400, "Max-Forwards has reached zero - proxy loop?"),

        // No module of it takes such a URL, or such a body.
        HeadRejection.HttpsWithoutConnect or HeadRejection.SchemeNotImplemented or HeadRejection.UnsupportedTransferCoding => new(500),
        _ => new(400),
    };

    private static ApacheReason ProxyError(int status, string reason) => new(status, reason, IsProxyError: true);
}
