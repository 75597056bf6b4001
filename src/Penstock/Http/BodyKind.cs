namespace Penstock.Http;

/// <summary>How the body that follows a head is delimited (RFC 9112, section 6.3).</summary>
internal enum BodyKind
{
    /// <summary>The next byte is the next message's, or, after CONNECT and 101, the tunnel's.</summary>
    None,

    /// <summary>As many bytes as Content-Length says.</summary>
    Length,

    /// <summary>Chunks, to the last one and its trailer section.</summary>
    Chunked,

    /// <summary>All bytes to the end of the connection: a response only.</summary>
    UntilClose,
}
