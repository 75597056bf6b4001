using Penstock.Http;

namespace Penstock.Replies;

/// <summary>What is said of an outcome in the manner of the RFCs: a status, its reason phrase, the error type of Proxy-Status (RFC 9209, section 2.3), and what happened and what to do.</summary>
internal readonly record struct RfcReason(int Status, string Reason, string Error, string Text)
{
    /// <summary>The reason phrase that the status has by itself.</summary>
    public string Title => Status == 403 ? "Forbidden" : Reason;

    /// <summary>Whether it was the configuration that refused the request: <see cref="RefusalDetail.Brief"/> says of all of these the same.</summary>
    public static bool IsPolicy(ProxyOutcome outcome) =>
        outcome is ProxyOutcome.Denied or ProxyOutcome.ClientNotAllowed or ProxyOutcome.ConnectPortNotAllowed or ProxyOutcome.DestinationProhibited;

    /// <summary>What a request is told that ended so.</summary>
    public static RfcReason Of(RequestTimeline request, HeadRejection rejection, LimitConfig limits, RefusalDetail refusals)
    {
        string target = Target(request);
        if (refusals == RefusalDetail.Brief && IsPolicy(request.Outcome))
        {
            return new(403, "Forbidden", "http_request_denied",
                $"Penstock refused this request: {request.Method} {target} from {Client(request)}.\nTrying again will not help; ask whoever runs this proxy.");
        }

        return request.Outcome switch
        {
            ProxyOutcome.HeadRejected => DescribeRejection(rejection, limits),
            ProxyOutcome.HeadTimedOut => new(408, "Request Timeout", "http_request_error",
                "Penstock waited for the rest of your request and has given up.\nSend the whole request head at once."),
            ProxyOutcome.BodyRejected => new(400, "Bad Request", "http_request_error",
                $"The body of your request is not well-formed HTTP ({request.Detail}), so Penstock has stopped passing it on."),
            ProxyOutcome.ClientTooSlow => new(408, "Request Timeout", "http_request_error",
                "Penstock waited for the rest of your request's body and has given up."),
            ProxyOutcome.TooManyConnections => new(429, "Too Many Requests", "connection_limit_reached",
                $"Penstock refused this request: your address ({request.ClientAddress}) has the {limits.MaxConnectionsPerClient} connections open that it may have.\nClose some, or ask whoever runs this proxy."),
            ProxyOutcome.ClientNotAllowed => new(403, "Forbidden", "http_request_denied",
                $"Penstock refused this request: your address ({request.ClientAddress}) is not one that may use this proxy.\nTrying again will not help; ask whoever runs it (they can add --allow)."),
            ProxyOutcome.Denied => new(403, request.DecidedAt is { } place ? $"Forbidden by {Ascii(place.ToString())}" : "Forbidden", "http_request_denied",
                $"Penstock refused this request: {request.Method} {target} from {Client(request)}.\nRule: {request.DecidedBy}.\nTrying again will not help; ask whoever runs this proxy."),
            ProxyOutcome.ConnectPortNotAllowed => new(403, "Forbidden", "http_request_denied",
                $"Penstock refused this request: CONNECT may not reach port {request.Port} here.\nTrying again will not help; ask whoever runs this proxy (connect-ports, or a rule that names the port, allows it)."),
            ProxyOutcome.AuthenticationRequired => new(407, "Proxy Authentication Required", "http_request_denied",
                "Penstock needs to know who you are: give your client a user name and a password for this proxy."),
            ProxyOutcome.DestinationProhibited => new(403, "Forbidden", "destination_ip_prohibited",
                $"Penstock refused this request: {target} is not a public address, and your client may reach only those.\nTrying again will not help; ask whoever runs this proxy."),
            ProxyOutcome.ProxyLoop when request.Origin.ToIPAddress() is null && request.Detail is { } detail && detail.StartsWith("its Via", StringComparison.Ordinal) => new(502, "Bad Gateway", "proxy_loop_detected",
                "Penstock has passed this request on before: it came back.\nCheck the proxy settings of the machines on the way."),
            ProxyOutcome.ProxyLoop => new(502, "Bad Gateway", "proxy_loop_detected",
                $"Penstock was asked to connect to itself: {target} is where it listens.\nCheck the address that you meant to reach, and the proxy settings of what runs there."),
            ProxyOutcome.NameUnknown => new(502, "Bad Gateway", "dns_error",
                $"Penstock could not find the name {request.Host}: the name servers know no address for it.\nCheck the spelling."),
            ProxyOutcome.NameLookUpFailed => new(502, "Bad Gateway", "dns_error",
                $"Penstock could not look up {request.Host}: the name servers gave no usable answer.\nTry again in a moment; if it stays, ask whoever runs this proxy about its name servers."),
            ProxyOutcome.NameLookUpTimedOut => new(504, "Gateway Timeout", "dns_timeout",
                $"Penstock could not look up {request.Host} in time: the name servers did not answer.\nTry again in a moment; if it stays, ask whoever runs this proxy about its name servers."),
            ProxyOutcome.ConnectRefused => new(502, "Bad Gateway", "connection_refused",
                $"{target} refused the connection: the machine is there, and nothing listens on that port.\nCheck the port, and that the server runs."),
            ProxyOutcome.ConnectUnreachable => new(502, "Bad Gateway", "destination_ip_unroutable",
                $"Penstock has no way to {target}: the network or the machine cannot be reached from here.\nCheck the address, and the network of the machine that Penstock runs on."),
            ProxyOutcome.ConnectTimedOut => new(504, "Gateway Timeout", "connection_timeout",
                $"{target} did not answer in time.\nThe machine may be down, or a firewall on the way may drop the connection."),
            ProxyOutcome.ConnectFailed => new(502, "Bad Gateway", "connection_terminated",
                $"The connection to {target} failed before it was up.\nTry again in a moment."),
            ProxyOutcome.OriginClosedEarly => new(502, "Bad Gateway", "http_response_incomplete",
                $"{target} closed the connection before it had answered.\nTry again in a moment; if it stays, ask whoever runs that server."),
            ProxyOutcome.ResponseRejected => DescribeResponse(rejection, target),
            ProxyOutcome.ResponseTimedOut => new(504, "Gateway Timeout", "http_response_timeout",
                $"{target} did not answer in time.\nTry again in a moment; if it stays, ask whoever runs that server."),
            ProxyOutcome.ResourcesExhausted when request.Detail == RequestJudge.CredentialsWait => new(503, "Service Unavailable", "connection_limit_reached",
                "Penstock has too many passwords to verify at the moment, and has not looked at yours.\nTry again in half a minute."),
            ProxyOutcome.ResourcesExhausted => new(503, "Service Unavailable", "connection_limit_reached",
                "Penstock has no room for another connection at the moment.\nTry again in a moment; whoever runs it can raise its limit of open files (ulimit -n)."),
            _ => new(500, "Internal Server Error", "proxy_internal_error",
                "Penstock made a mistake and could not carry out this request. Its error log says more."),
        };
    }

    private static RfcReason DescribeRejection(HeadRejection rejection, LimitConfig limits)
    {
        const string Error = "http_request_error";
        return rejection switch
        {
            HeadRejection.TargetTooLong => new(414, "URI Too Long", Error,
                $"The target of your request is longer than the {limits.MaxTargetBytes} bytes that Penstock takes."),
            HeadRejection.HeadTooLarge => new(431, "Request Header Fields Too Large", Error,
                $"The head of your request is larger than the {limits.MaxHeadBytes} bytes that Penstock takes."),
            HeadRejection.TooManyFields => new(431, "Request Header Fields Too Large", Error,
                $"Your request has more than the {limits.MaxFields} header fields that Penstock takes, or names very many in Connection."),
            HeadRejection.UnsupportedVersion => new(505, "HTTP Version Not Supported", Error,
                "Penstock speaks HTTP/1.1 and HTTP/1.0 with its clients."),
            HeadRejection.UnsupportedTransferCoding => new(501, "Not Implemented", Error,
                "Penstock takes no Transfer-Encoding but chunked."),
            HeadRejection.SchemeNotImplemented => new(501, "Not Implemented", Error,
                "Penstock reaches http:// servers, and by CONNECT every other: it does not speak the protocol of that address."),
            HeadRejection.HttpsWithoutConnect => new(400, "Bad Request", Error,
                "Penstock does not send in clear what is to be encrypted, and does not decrypt: for https:// use CONNECT host:443 and speak TLS through the tunnel.\nMost clients do so by themselves when they are told the proxy for https."),
            HeadRejection.InvalidTargetForm or HeadRejection.InvalidTargetHost or HeadRejection.InvalidTargetPort => new(400, "Bad Request", Error,
                $"Penstock cannot tell what your request is for ({rejection}): it needs a whole address, for example GET http://example.com/path."),
            HeadRejection.ConnectWithoutPort => new(400, "Bad Request", Error,
                "Penstock needs a port to connect to: CONNECT host:port, for example CONNECT example.com:443."),
            HeadRejection.InvalidConnectPort or HeadRejection.InvalidConnectHost => new(400, "Bad Request", Error,
                $"Penstock cannot connect to that ({rejection}): CONNECT needs a host name or an address, a colon and a port, for example CONNECT example.com:443."),
            HeadRejection.AmbiguousAddress => new(400, "Bad Request", Error,
                "Penstock takes an IPv4 address only as four decimal numbers, such as 192.0.2.7: other spellings mean different addresses to different programs."),
            _ => new(400, "Bad Request", Error,
                $"Your request is not well-formed HTTP ({rejection}), so Penstock did nothing with it."),
        };
    }

    private static RfcReason DescribeResponse(HeadRejection rejection, string target) =>
        new(502, "Bad Gateway", rejection switch
        {
            HeadRejection.HeadTooLarge or HeadRejection.TooManyFields => "http_response_header_section_size",
            HeadRejection.TrailersTooLarge => "http_response_trailer_section_size",
            HeadRejection.InvalidTransferEncoding or HeadRejection.UnsupportedTransferCoding => "http_response_transfer_coding",
            HeadRejection.UnexpectedUpgrade => "http_upgrade_failed",
            _ => "http_protocol_error",
        },
        rejection switch
        {
            HeadRejection.ProxyAuthenticationFromOrigin => $"{target} asked for credentials that only a proxy may ask for, so Penstock did not pass its answer on.",
            HeadRejection.HeadTooLarge or HeadRejection.TooManyFields => $"The head of {target}'s answer is larger than Penstock takes.",
            _ => $"The answer of {target} is not well-formed HTTP ({rejection}), so Penstock did not pass it on.\nAsk whoever runs that server.",
        });

    private static string Client(RequestTimeline request) => request.ClientAddress?.ToString() ?? "a Unix socket";

    // A reason phrase of other bytes may be taken for something else (RFC 9112, section 4).
    private static string Ascii(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\x7f' ? c : '?'));

    private static string Target(RequestTimeline request) =>
        request.Host is { } host && host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{request.Port}" : $"{request.Host}:{request.Port}";
}
