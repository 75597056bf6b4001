using System.Text;

namespace Penstock.Http;

/// <summary>The fields that a proxy has to know: those that frame a message, those of one connection only, and those that it changes on the way.</summary>
internal enum KnownField
{
    /// <summary>Passed on as it is.</summary>
    Other,

    // Framing and routing
    Host,
    ContentLength,
    TransferEncoding,

    // Hop by hop (RFC 9110, section 7.6.1)
    Connection,
    ProxyConnection,
    KeepAlive,
    Te,
    Upgrade,
    Http2Settings,
    ProxyAuthorization,
    ProxyAuthenticate,
    ProxyAuthenticationInfo,

    // Changed or read on the way
    Via,
    Expect,
    MaxForwards,
    Date,
    Trailer,

    // What TRACE must not give back
    Authorization,
    Cookie,
}

/// <summary>Names to members.</summary>
internal static class KnownFields
{
    /// <summary>Field names are case-insensitive (RFC 9110, section 5.1).</summary>
    /// <remarks>Proxy-Connection is no standard field, but clients that know they speak to a proxy have sent it in place of Connection since HTTP/1.0
    /// (RFC 9112, appendix C.2.2), and curl sends it with every CONNECT.</remarks>
    internal static KnownField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "te"u8) => KnownField.Te,
        3 when Is(name, "via"u8) => KnownField.Via,
        4 when Is(name, "host"u8) => KnownField.Host,
        4 when Is(name, "date"u8) => KnownField.Date,
        6 when Is(name, "expect"u8) => KnownField.Expect,
        6 when Is(name, "cookie"u8) => KnownField.Cookie,
        7 when Is(name, "upgrade"u8) => KnownField.Upgrade,
        7 when Is(name, "trailer"u8) => KnownField.Trailer,
        7 when Is(name, "cookie2"u8) => KnownField.Cookie,
        10 when Is(name, "connection"u8) => KnownField.Connection,
        10 when Is(name, "keep-alive"u8) => KnownField.KeepAlive,
        12 when Is(name, "max-forwards"u8) => KnownField.MaxForwards,
        13 when Is(name, "authorization"u8) => KnownField.Authorization,
        14 when Is(name, "content-length"u8) => KnownField.ContentLength,
        14 when Is(name, "http2-settings"u8) => KnownField.Http2Settings,
        16 when Is(name, "proxy-connection"u8) => KnownField.ProxyConnection,
        17 when Is(name, "transfer-encoding"u8) => KnownField.TransferEncoding,
        18 when Is(name, "proxy-authenticate"u8) => KnownField.ProxyAuthenticate,
        19 when Is(name, "proxy-authorization"u8) => KnownField.ProxyAuthorization,
        25 when Is(name, "proxy-authentication-info"u8) => KnownField.ProxyAuthenticationInfo,
        _ => KnownField.Other,
    };

    // Names of one length mostly differ in their last letter, and to see that is cheap.
    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) => (name[^1] | 0x20) == lowerCase[^1] && Ascii.EqualsIgnoreCase(name, lowerCase);
}
