using System.Net;

namespace Penstock.Replies;

/// <summary>The pages that clients and scripts know from Apache httpd 2.4, byte for byte: some of them look for a phrase in it.</summary>
internal static class ApachePage
{
    /// <summary>The reason phrase; the title has it too.</summary>
    public static string Phrase(in ApacheReason reason) => reason.IsProxyError ? "Proxy Error" : reason.Status switch
    {
        301 => "Moved Permanently",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        412 => "Precondition Failed",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Long",
        416 => "Requested Range Not Satisfiable",
        421 => "Misdirected Request",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Internal Server Error",
    };

    /// <summary>The whole page.</summary>
    public static string Of(in ApacheReason reason)
    {
        string phrase = Phrase(reason);
        return "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n"
            + $"<html><head>\n<title>{reason.Status} {phrase}</title>\n</head><body>\n<h1>{phrase}</h1>\n{Text(reason)}</body></html>\n";
    }

    // Line ends are as httpd has them: mostly LF, here and there CRLF.
    private static string Text(in ApacheReason reason)
    {
        string notes = Notes(reason);
        return reason.Status switch
        {
            301 => $"<p>The document has moved <a href=\"{WebUtility.HtmlEncode(notes)}\">here</a>.</p>\n",
            400 => $"<p>Your browser sent a request that this server could not understand.<br />\n{notes}</p>\n",
            403 => $"<p>You don't have permission to access this resource.{notes}</p>\n",
            404 => "<p>The requested URL was not found on this server.</p>\n",
            405 => $"<p>The requested method {WebUtility.HtmlEncode(notes)} is not allowed for this URL.</p>\n",
            407 => "<p>This server could not verify that you\nare authorized to access the document\nrequested.  Either you supplied the wrong\ncredentials (e.g., bad password), or your\nbrowser doesn't understand how to supply\nthe credentials required.</p>\n",
            408 => "<p>Server timeout waiting for the HTTP request from the client.</p>\n",
            412 => "<p>The precondition on the request for this URL evaluated to false.</p>\n",
            413 => $"The requested resource does not allow request data with {WebUtility.HtmlEncode(notes)} requests, or the amount of data provided in\nthe request exceeds the capacity limit.\n",
            414 => $"<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n{notes}</p>\n",
            416 => "<p>None of the range-specifier values in the Range\nrequest-header field overlap the current extent\nof the selected resource.</p>\n",
            421 => "<p>The client needs a new connection for this\nrequest as the requested host name does not match\nthe Server Name Indication (SNI) in use for this\nconnection.</p>\n",
            429 => "<p>The user has sent too many requests\nin a given amount of time.</p>\n",
            502 => $"<p>The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n{notes}</p>\n",
            503 => "<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.</p>\n",
            500 when reason.IsProxyError => $"{notes}<p />\n",
            _ => "<p>The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.</p>\n<p>Please contact the server administrator at \n [no address given] to inform them of the time this error occurred,\n and the actions you performed just before this error.</p>\n<p>More information about this error may be available\nin the server error log.</p>\n",
        };
    }

    private static string Notes(in ApacheReason reason) => reason.Notes is not { } notes ? ""
        : !reason.IsProxyError ? notes
        : $"The proxy server could not handle the request<p>Reason: <strong>{WebUtility.HtmlEncode(notes)}</strong></p>";
}
