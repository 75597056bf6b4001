namespace Penstock;

/// <summary>Whether an origin is told who asked.</summary>
public enum ForwardedMode
{
    /// <summary>It is not told. What the client itself says of others before it is passed on.</summary>
    Off,

    /// <summary>By the Forwarded field (RFC 7239): <c>Forwarded: for=192.0.2.7</c>.</summary>
    Forwarded,

    /// <summary>By the older field: <c>X-Forwarded-For: 192.0.2.7</c>.</summary>
    XForwardedFor,
}
