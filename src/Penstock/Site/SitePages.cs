namespace Penstock.Site;

/// <summary>What the site says where it has no file to give.</summary>
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
}
