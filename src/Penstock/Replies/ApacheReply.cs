using System.Globalization;
using System.Text;
using Penstock.Http;

namespace Penstock.Replies;

/// <summary>Replies as Apache httpd 2.4 gives them: its statuses, the order of its fields, its pages.</summary>
internal static class ApacheReply
{
    /// <summary>To a CONNECT whose tunnel is up: HTTP/1.0 whatever the client speaks.</summary>
    public static byte[] Established { get; } = Encoding.ASCII.GetBytes($"HTTP/1.0 200 Connection Established\r\nProxy-agent: {ProductInfo.NameAndVersion}\r\n\r\n");

    /// <summary>To a request that is not carried out.</summary>
    public static Reply To(ProxyRequest request, bool keepAlive, DateTimeOffset now) =>
        To(request, ApacheReason.Of(request), Reply.Challenge(request, namesCharset: false), keepAlive, now);

    /// <summary>To a request, for a reason.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="fields">Whole lines that the head has for it.</param>
    /// <param name="keepAlive">Whether the connection stays open for another request.</param>
    /// <param name="now">For the Date field.</param>
    public static Reply To(ProxyRequest request, in ApacheReason reason, string fields, bool keepAlive, DateTimeOffset now)
    {
        byte[] body = Encoding.Latin1.GetBytes(ApachePage.Of(reason));
        string length = request.IsHead ? "" : $"Content-Length: {body.Length}\r\n";
        string head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {reason.Status} {ApachePage.Phrase(reason)}
            Date: {now:R}
            Server: {ProductInfo.NameAndVersion}
            {fields}{length}{Persistence(request, keepAlive)}Content-Type: text/html; charset=iso-8859-1


            """).ReplaceLineEndings("\r\n");
        return new Reply(reason.Status, head, body);
    }

    // An HTTP/1.1 client is not told what it takes for granted.
    private static string Persistence(ProxyRequest request, bool keepAlive) =>
        !keepAlive ? "Connection: close\r\n"
        : request.IsHttp10 ? string.Create(CultureInfo.InvariantCulture, $"Keep-Alive: timeout={(long)request.Snapshot.Config.Timeouts.KeepAlive.TotalSeconds}\r\nConnection: Keep-Alive\r\n")
        : "";
}
