using System.Text;
using Penstock.Http;
using Penstock.Replies;

namespace Penstock.Site;

/// <summary>What the site says where it has no file to give: in our own words, or in the manner of <see cref="ProxyConfig.Replies"/>.</summary>
internal static class SitePages
{
    /// <summary>The reason phrase of a status, and the text for people.</summary>
    public static (string Reason, string Text) Of(int status) => status switch
    {
        301 => ("Moved Permanently", "This is a folder: its address ends in a slash."),
        400 => ("Bad Request", "The path of your request is not well-formed."),
        403 => ("Forbidden", "There is no page for this folder, or Penstock may not read it."),
        405 => ("Method Not Allowed", "The pages here can be read, and nothing else."),
        412 => ("Precondition Failed", "The page is not, or no longer, the one that your request is about."),
        413 => ("Content Too Large", "A request for a page here has no body."),
        416 => ("Range Not Satisfiable", "The page has no such part."),
        421 => ("Misdirected Request", "There is no site of that name here. If this was meant for another server, a client has taken the proxy for it: it sent a path where a proxy needs the whole address."),
        503 => ("Service Unavailable", "Penstock has no room for another file at the moment. Try again in a moment."),
        _ => ("Not Found", "There is no page of that name here."),
    };

    /// <summary>Whether the connection may go on behind a reply, as far as the manner of the replies is concerned.</summary>
    public static bool LeavesOpen(ProxyRequest request, SiteReply reply) =>
        request.Snapshot.Config.Replies != ReplyProfile.Apache || !reply.IsPage || !InApachesManner(request, reply).ClosesConnection;

    /// <summary>The head of a reply, and the end of its body.</summary>
    public static (byte[] Head, byte[] Text) Compose(ProxyRequest request, SiteReply reply, bool keepAlive, DateTimeOffset now)
    {
        Reply page;
        switch (request.Snapshot.Config.Replies)
        {
            case ReplyProfile.Apache when reply.IsPage:
                page = ApacheReply.To(request, InApachesManner(request, reply), reply.PageFields, keepAlive, now);
                break;

            // A redirect is no error, and Squid has no page for it.
            case ReplyProfile.Squid when reply.IsPage && reply.Status >= 400:
                page = SquidReply.To(request, InSquidsManner(reply), reply.PageFields, keepAlive, now);
                break;
            default:
                return (reply.Head(keepAlive, now), reply.Text);
        }

        return (Encoding.ASCII.GetBytes(page.Head), page.Body);
    }

    private static ApacheReason InApachesManner(ProxyRequest request, SiteReply reply) => new(reply.Status, reply.Status switch
    {
        301 => reply.PageFields["Location: ".Length..].TrimEnd(),
        405 or 413 => request.Timeline.Method,
        _ => null,
    });

    private static SquidReason InSquidsManner(SiteReply reply) => new(reply.Status, reply.Reason, Text: Of(reply.Status).Text, Page: reply.Status switch
    {
        400 or 404 or 421 => "ERR_INVALID_URL",
        403 => "ERR_ACCESS_DENIED",
        405 => "ERR_UNSUP_REQ",
        503 => "ERR_SOCKET_FAILURE",
        _ => "ERR_INVALID_REQ",
    });
}
