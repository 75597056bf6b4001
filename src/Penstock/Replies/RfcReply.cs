using System.Globalization;
using System.Text;
using Penstock.Http;

namespace Penstock.Replies;

/// <summary>Replies in the manner of the RFCs: <c>Proxy-Status</c> (RFC 9209), and a body in the format that the client would rather have.</summary>
internal static class RfcReply
{
    /// <summary>To a CONNECT whose tunnel is up (RFC 9110, section 9.3.6: neither Content-Length nor Transfer-Encoding).</summary>
    public static byte[] Established { get; } = Encoding.ASCII.GetBytes($"HTTP/1.1 200 Connection Established\r\nProxy-Agent: {ProductInfo.NameAndVersion}\r\n\r\n");

    /// <summary>To a request that is not carried out.</summary>
    public static Reply To(ProxyRequest request, LimitConfig limits, bool keepAlive, DateTimeOffset now)
    {
        RequestTimeline timeline = request.Timeline;
        RefusalDetail refusals = request.Snapshot.Config.Refusals;
        RfcReason reason = RfcReason.Of(timeline, request.Rejection, limits, refusals);
        bool isBrief = refusals == RefusalDetail.Brief && RfcReason.IsPolicy(timeline.Outcome);
        string outcome = isBrief ? nameof(ProxyOutcome.Denied) : timeline.Outcome.ToString();
        byte[] body = RfcBody.Of(request.RefusalFormat, reason, outcome, isBrief || timeline.Outcome != ProxyOutcome.Denied ? null : timeline.DecidedBy);
        string head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {reason.Status} {reason.Reason}
            Date: {now:R}
            Proxy-Status: {ProxyStatus(timeline, reason.Error, isBrief ? outcome : Details(timeline))}
            Content-Type: {RfcBody.ContentType(request.RefusalFormat)}
            {Reply.Challenge(request, namesCharset: true)}Content-Length: {body.Length}
            Connection: {(keepAlive ? "keep-alive" : "close")}


            """).ReplaceLineEndings("\r\n");
        return new Reply(reason.Status, head, body);
    }

    // Structured Fields (RFC 9651): an identifier and its parameters. Details are ASCII in quotes, with quote and backslash escaped.
    private static string ProxyStatus(RequestTimeline request, string error, string details)
    {
        var text = new StringBuilder(ProductInfo.ProxyStatusName);
        text.Append("; error=").Append(error);
        if (error == "dns_error" && request.Detail is { Length: > 0 } rcode)
        {
            text.Append("; rcode=").Append(QuotedString.Of(rcode));
        }

        return text.Append("; details=").Append(QuotedString.Of(details)).ToString();
    }

    private static string Details(RequestTimeline request) => request.Outcome switch
    {
        // Which addresses a name has inside is nothing that a client learns from a refusal.
        ProxyOutcome.DestinationProhibited or ProxyOutcome.ProxyLoop or ProxyOutcome.InternalError => request.Outcome.ToString(),
        ProxyOutcome.Denied when request.Decision is { } decision => decision.Place is { } place ? $"{place} {decision.Text}" : decision.Text,
        _ => request.Detail is { Length: > 0 } detail ? $"{request.Outcome}: {detail}" : request.Outcome.ToString(),
    };
}
