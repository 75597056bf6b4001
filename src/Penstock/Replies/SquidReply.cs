using System.Globalization;
using System.Net;
using System.Text;
using Penstock.Http;

namespace Penstock.Replies;

/// <summary>Replies with the statuses and the fields of Squid; the page is ours, under the name of Squid's.</summary>
internal static class SquidReply
{
    /// <summary>To a CONNECT whose tunnel is up.</summary>
    public static byte[] Established { get; } = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    /// <summary>To a request that is not carried out.</summary>
    public static Reply To(ProxyRequest request, bool keepAlive, DateTimeOffset now) =>
        To(request, SquidReason.Of(request), Reply.Challenge(request, namesCharset: true), keepAlive, now);

    /// <summary>To a request, for a reason.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="fields">Whole lines that the head has for it.</param>
    /// <param name="keepAlive">Whether the connection stays open for another request.</param>
    /// <param name="now">For the Date field.</param>
    public static Reply To(ProxyRequest request, in SquidReason reason, string fields, bool keepAlive, DateTimeOffset now)
    {
        byte[] body = Encoding.UTF8.GetBytes(Page(reason, request.Timeline));
        string head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {reason.Status} {reason.Phrase}
            Server: {ProductInfo.NameAndVersion}
            Mime-Version: 1.0
            Date: {now:R}
            Content-Type: text/html;charset=utf-8
            Content-Length: {body.Length}
            X-Squid-Error: {reason.Page} {reason.Errno}
            Content-Language: en
            {fields}Connection: {(keepAlive ? "keep-alive" : "close")}


            """).ReplaceLineEndings("\r\n");
        return new Reply(reason.Status, head, body);
    }

    private static string Page(in SquidReason reason, RequestTimeline request)
    {
        string asked = request.Host is { } host ? $"<p>Asked for: {WebUtility.HtmlEncode(host)}, port {request.Port}</p>\n" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>ERROR: The requested URL could not be retrieved</title></head>
            <body id="{reason.Page}">
            <h1>ERROR</h1>
            <h2>The requested URL could not be retrieved</h2>
            {asked}<blockquote id="error"><p><b>{reason.Text}</b></p></blockquote>
            <p id="footer">{ProductInfo.NameAndVersion}</p>
            </body></html>

            """;
    }
}
