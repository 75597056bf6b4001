using Penstock.Http;

namespace Penstock.Replies;

/// <summary>What Squid says of an outcome (the statuses and pages of its 5.7).</summary>
/// <param name="Status">The status.</param>
/// <param name="Phrase">Its reason phrase.</param>
/// <param name="Page">The name of its error page.</param>
/// <param name="Text">What our page in place of that says.</param>
/// <param name="Errno">The error of the system (errno.h of Linux), 0 for none.</param>
internal readonly record struct SquidReason(int Status, string Phrase, string Page, string Text, int Errno = 0)
{
    private const int ENETUNREACH = 101;
    private const int ETIMEDOUT = 110;
    private const int ECONNREFUSED = 111;
    private const int EHOSTUNREACH = 113;

    /// <summary>What the client of a request is told.</summary>
    public static SquidReason Of(ProxyRequest request) => request.Outcome switch
    {
        ProxyOutcome.HeadRejected => OfRejection(request.Rejection),
        ProxyOutcome.BodyRejected => BadRequest("ERR_INVALID_REQ", "The body of the request is not well-formed HTTP."),
        ProxyOutcome.HeadTimedOut or ProxyOutcome.ClientTooSlow => new(408, "Request Timeout", "ERR_READ_TIMEOUT", "The rest of the request did not come in time."),
        ProxyOutcome.Denied or ProxyOutcome.ClientNotAllowed or ProxyOutcome.ConnectPortNotAllowed or ProxyOutcome.DestinationProhibited =>
            Forbidden("Access control does not allow this request."),
        ProxyOutcome.TooManyConnections => Forbidden("Too many connections are open from this address."),
        ProxyOutcome.ProxyLoop => Forbidden("The request has come back to this proxy."),
        ProxyOutcome.AuthenticationRequired => new(407, "Proxy Authentication Required", "ERR_CACHE_ACCESS_DENIED", "This proxy asks for a user name and a password."),
        ProxyOutcome.NameUnknown => Unavailable("ERR_DNS_FAIL", "The name servers know no address for that name."),
        ProxyOutcome.NameLookUpFailed or ProxyOutcome.NameLookUpTimedOut => Unavailable("ERR_DNS_FAIL", "The name servers gave no usable answer."),
        ProxyOutcome.ConnectRefused => Unavailable("ERR_CONNECT_FAIL", "The server refused the connection.", ECONNREFUSED),
        ProxyOutcome.ConnectUnreachable => Unavailable("ERR_CONNECT_FAIL", "There is no way to the server.", ENETUNREACH),
        ProxyOutcome.ConnectTimedOut => Unavailable("ERR_CONNECT_FAIL", "The server did not answer in time.", ETIMEDOUT),
        ProxyOutcome.ConnectFailed => Unavailable("ERR_CONNECT_FAIL", "The connection to the server failed.", EHOSTUNREACH),
        ProxyOutcome.OriginClosedEarly => new(502, "Bad Gateway", "ERR_ZERO_SIZE_OBJECT", "The server closed the connection before it had answered."),
        ProxyOutcome.ResponseRejected => new(502, "Bad Gateway", "ERR_INVALID_RESP", "The answer of the server is not well-formed HTTP."),
        ProxyOutcome.ResponseTimedOut => new(504, "Gateway Timeout", "ERR_READ_TIMEOUT", "The server did not answer in time.", ETIMEDOUT),
        ProxyOutcome.ResourcesExhausted => new(500, "Internal Server Error", "ERR_SOCKET_FAILURE", "This proxy has no room for another connection at the moment."),
        _ => new(500, "Internal Server Error", "ERR_CANNOT_FORWARD", "This proxy could not carry out the request."),
    };

    private static SquidReason OfRejection(HeadRejection rejection) => rejection switch
    {
        HeadRejection.HeadTooLarge or HeadRejection.TooManyFields => new(431, "Request Header Fields Too Large", "ERR_TOO_BIG", "The head of the request is too large."),
        HeadRejection.UnsupportedVersion => new(505, "HTTP Version not supported", "ERR_UNSUP_HTTPVERSION", "This proxy does not speak that version of HTTP."),
        HeadRejection.UnsupportedTransferCoding or HeadRejection.SchemeNotImplemented or HeadRejection.HttpsWithoutConnect =>
            new(501, "Not Implemented", "ERR_UNSUP_REQ", "This proxy does not support that request."),
        HeadRejection.InvalidRequestLine or HeadRejection.InvalidVersion or HeadRejection.InvalidMethod => BadRequest("ERR_PROTOCOL_UNKNOWN", "This is not a request of HTTP."),
        HeadRejection.TargetTooLong or HeadRejection.InvalidTarget or HeadRejection.InvalidTargetForm or HeadRejection.InvalidTargetHost or HeadRejection.InvalidTargetPort
            or HeadRejection.ConnectWithoutPort or HeadRejection.InvalidConnectHost or HeadRejection.InvalidConnectPort or HeadRejection.AmbiguousAddress =>
            BadRequest("ERR_INVALID_URL", "The address in the request is not one that can be reached."),
        _ => BadRequest("ERR_INVALID_REQ", "The request is not well-formed HTTP."),
    };

    private static SquidReason Forbidden(string text) => new(403, "Forbidden", "ERR_ACCESS_DENIED", text);

    private static SquidReason BadRequest(string page, string text) => new(400, "Bad Request", page, text);

    private static SquidReason Unavailable(string page, string text, int errno = 0) => new(503, "Service Unavailable", page, text, errno);
}
