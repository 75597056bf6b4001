namespace Penstock;

/// <summary>Whose manner the proxy's own replies have: statuses, reason phrases and pages.</summary>
public enum ReplyProfile
{
    /// <summary>RFC 9110's statuses, <c>Proxy-Status</c> (RFC 9209), and a text that says what to do.</summary>
    Rfc,

    /// <summary>Apache httpd's 2.4: for clients and scripts that know its pages.</summary>
    Apache,

    /// <summary>Squid's: <c>X-Squid-Error</c> and its statuses.</summary>
    Squid,
}
