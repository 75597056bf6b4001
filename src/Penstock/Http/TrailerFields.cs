using System.Text;

namespace Penstock.Http;

/// <summary>Which fields of a trailer section go on. A recipient may merge trailers into the head (RFC 9110, section 6.5.1), so a field that steers how a
/// message is read, routed or allowed must not come in by that door.</summary>
internal static class TrailerFields
{
    private static readonly string[] Dropped =
    [
        // Framing (RFC 9110, section 6.5.1; RFC 9112, section 6).
        "Transfer-Encoding", "Content-Length",

        // The connection (RFC 9110, section 7.6.1), and what a head of its own version has there.
        "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "HTTP2-Settings",

        // Routing, and the way a message took (RFC 9110, sections 7.2 and 7.6; RFC 7239).
        "Host", "Max-Forwards", "Via", "Forwarded",

        // Authentication and state (RFC 9110, section 11; RFC 6265).
        "Authorization", "WWW-Authenticate", "Cookie", "Set-Cookie",

        // Request modifiers (RFC 9110, sections 10.1 and 14.2; RFC 9111, sections 5.2 and 5.4).
        "Cache-Control", "Expect", "Pragma", "Range",

        // Response controls (RFC 9110, sections 6.6.1, 10.2 and 12.5.5; RFC 9111, section 5).
        "Age", "Date", "Expires", "Location", "Retry-After", "Vary", "Warning",

        // The content's format (RFC 9110, sections 8.3, 8.4 and 14.4).
        "Content-Encoding", "Content-Type", "Content-Range",
    ];

    /// <summary>Fields for proxies, conditions (RFC 9110, section 13.1), and what proxies say about the way a message took.</summary>
    private static readonly string[] DroppedPrefixes = ["Proxy-", "If-", "X-Forwarded-"];

    internal static bool MayBeForwarded(ReadOnlySpan<byte> name)
    {
        foreach (string dropped in Dropped)
        {
            if (Ascii.EqualsIgnoreCase(name, dropped))
            {
                return false;
            }
        }

        foreach (string prefix in DroppedPrefixes)
        {
            if (name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix))
            {
                return false;
            }
        }

        return true;
    }
}
