namespace Penstock.Http;

/// <summary>Why a message is refused: one member for each rule, in the order in which a reader meets them. Log, metric and <c>Proxy-Status</c> name the member,
/// so a name says what the peer did. From a client it means 400, if the member does not say otherwise; from an origin 502.</summary>
internal enum HeadRejection
{
    /// <summary>Nothing is wrong so far.</summary>
    None,

    // The request line

    /// <summary>The bytes are a TLS record (RFC 8446, section 5.1: type 22, version 3.x): the client speaks TLS to a port that does not.</summary>
    TlsOnPlainPort,

    /// <summary>The method holds a byte that no token has, or is longer than any method (RFC 9110, sections 9.1 and 5.6.2).</summary>
    InvalidMethod,

    /// <summary>The line is not three parts with one space between: a part is missing or empty, or there is a tab or a space too many
    /// (RFC 9112, section 3).</summary>
    InvalidRequestLine,

    /// <summary>The target holds a control character or a byte outside ASCII (RFC 9112, section 3.2).</summary>
    InvalidTarget,

    /// <summary>The target is longer than <see cref="LimitConfig.MaxTargetBytes"/>: 414 (RFC 9112, section 3; RFC 9110, section 15.5.15).</summary>
    TargetTooLong,

    /// <summary>The version is not <c>HTTP/</c>, a digit, a dot and a digit, in capitals (RFC 9112, section 2.3).</summary>
    InvalidVersion,

    /// <summary>The version is well formed, and its major number is not 1: 505 (RFC 9112, section 2.3; RFC 9110, section 15.6.6).</summary>
    UnsupportedVersion,

    // The status line of an origin

    /// <summary>The first line is not a version, a space, a code, and perhaps a space and a reason: HTTP/0.9, another protocol, noise (RFC 9112, section 4).</summary>
    InvalidStatusLine,

    /// <summary>The status code is not three digits from 100 to 599 (RFC 9110, section 15).</summary>
    InvalidStatusCode,

    // Lines and fields

    /// <summary>A line feed without its carriage return. RFC 9112, section 2.2, lets a recipient take it for a line end; two readers that differ on
    /// that see different messages.</summary>
    BareLineFeed,

    /// <summary>A carriage return without its line feed (RFC 9112, section 2.2).</summary>
    BareCarriageReturn,

    /// <summary>A field line that begins with whitespace and so continues the one before (obs-fold: RFC 9112, section 5.2).</summary>
    LineFolding,

    /// <summary>Whitespace between the request line and the first field (RFC 9112, section 2.2).</summary>
    WhitespaceBeforeFirstField,

    /// <summary>Whitespace after a field name, where the colon belongs (RFC 9112, section 5.1).</summary>
    WhitespaceBeforeColon,

    /// <summary>A field line that begins with its colon (RFC 9110, section 5.1: a name has at least one character).</summary>
    EmptyFieldName,

    /// <summary>A field name with a byte that no token has (RFC 9110, section 5.1).</summary>
    InvalidFieldName,

    /// <summary>A field line without a colon (RFC 9112, section 5).</summary>
    MissingColon,

    /// <summary>A field value with NUL or another control character (RFC 9110, section 5.5).</summary>
    InvalidFieldValue,

    /// <summary>More field lines than <see cref="LimitConfig.MaxFields"/>, or more names in Connection than there is a use for: 431 (RFC 6585, section 5).</summary>
    TooManyFields,

    /// <summary>A head that has not ended within <see cref="LimitConfig.MaxHeadBytes"/>: 431 (RFC 6585, section 5).</summary>
    HeadTooLarge,

    // What the fields say together

    /// <summary>More than one Host field line (RFC 9112, section 3.2).</summary>
    MultipleHosts,

    /// <summary>A Host value with a byte that no host and port can have (RFC 9112, section 3.2; RFC 9110, section 7.2).</summary>
    InvalidHost,

    /// <summary>HTTP/1.1 without Host (RFC 9112, section 3.2). For CONNECT its target says the same, and clients do leave Host out.</summary>
    MissingHost,

    /// <summary>Content-Length that is not one decimal number below 2^63, or that comes twice, even with the same value (RFC 9112, section 6.3,
    /// item 5; RFC 9110, section 8.6).</summary>
    InvalidContentLength,

    /// <summary>Transfer-Encoding whose last coding is not chunked, or which names chunked twice, has an empty element, or gives a coding parameters
    /// (RFC 9112, sections 6.1, 6.3 and 7).</summary>
    InvalidTransferEncoding,

    /// <summary>Transfer-Encoding with another coding before chunked, such as gzip: 501 (RFC 9112, section 6.1). No client may send what the next hop has not said that it takes,
    /// and the TE field of a client is not passed on.</summary>
    UnsupportedTransferCoding,

    /// <summary>Transfer-Encoding in an HTTP/1.0 message, whose sender cannot know what it means (RFC 9112, section 6.1).</summary>
    TransferEncodingInHttp10,

    /// <summary>Content-Length together with Transfer-Encoding: the mark of request smuggling (RFC 9112, sections 6.1 and 11.2).</summary>
    ContentLengthWithTransferEncoding,

    /// <summary>CONNECT that announces a body (RFC 9110, section 9.3.6: it has none). The bytes after the head would be body to one reader and tunnel to
    /// another.</summary>
    BodyOnConnect,

    /// <summary>TRACE with a body (RFC 9110, section 9.3.8: it has none).</summary>
    BodyOnTrace,

    /// <summary>Max-Forwards that is not a decimal number, or comes twice, with TRACE or OPTIONS (RFC 9110, section 7.6.2).</summary>
    InvalidMaxForwards,

    /// <summary>Max-Forwards is 0, and it is neither TRACE nor OPTIONS, which would be answered: only <see cref="ReplyProfile.Apache"/> counts for other methods (RFC 9110, section 7.6.2,
    /// lets them ignore the field).</summary>
    MaxForwardsReached,

    /// <summary>407 from an origin (RFC 9110, section 15.5.8): only a proxy may ask a client for proxy credentials, and the client would take it to be this one.</summary>
    ProxyAuthenticationFromOrigin,

    /// <summary>101 that was not asked for, to a protocol that was not offered, or before the request had ended (RFC 9110, sections 7.8 and 15.2.2).</summary>
    UnexpectedUpgrade,

    /// <summary>More interim responses than a request can mean: 64 of them (RFC 9110, section 15.2, sets no bound).</summary>
    TooManyInterimResponses,

    // The target of the other methods

    /// <summary>A target that is neither a URI nor a path, <c>*</c> without OPTIONS, or one with a fragment (RFC 9112, section 3.2).</summary>
    InvalidTargetForm,

    /// <summary><c>https://</c> as the target of anything but CONNECT: to carry it out the proxy would have to see what the client wants encrypted
    /// (RFC 9112, section 3.2.2; RFC 9110, section 4.2.2).</summary>
    HttpsWithoutConnect,

    /// <summary>A scheme other than http: 501 (RFC 9110, section 15.6.2).</summary>
    SchemeNotImplemented,

    /// <summary>The host of a URI is neither a host name nor an address, is missing, or has user information before it (RFC 9110, sections 4.2.1 and 4.2.4).</summary>
    InvalidTargetHost,

    /// <summary>The port of a URI is not a decimal number from 1 to 65535 without leading zeros (RFC 3986, section 3.2.3).</summary>
    InvalidTargetPort,

    // The target of CONNECT

    /// <summary>A CONNECT target without a port; there is no default one (RFC 9110, section 9.3.6).</summary>
    ConnectWithoutPort,

    /// <summary>A CONNECT port that is not a decimal number from 1 to 65535 without leading zeros (RFC 9110, section 9.3.6).</summary>
    InvalidConnectPort,

    /// <summary>A CONNECT host that is neither a host name nor an address: user information, a path, an escape, brackets around anything but an IPv6
    /// address, an IPv6 address without brackets, a label too long (RFC 9112, section 3.2.3; RFC 3986, section 3.2.2; RFC 1123, section 2.1).</summary>
    InvalidConnectHost,

    /// <summary>A host that ends in a number and is not a plain dotted quad: <c>127.1</c>, <c>0x7f000001</c>, <c>0177.0.0.1</c>. To one reader it
    /// is a name, to another an address, and which address differs too (RFC 3986, section 7.4; the URL standard's "ends in a number").</summary>
    AmbiguousAddress,

    // The body's chunks. Lines that end wrongly, and trailer fields, are refused for the same reasons as those of a head.

    /// <summary>A chunk size that is not hexadecimal digits and nothing else: empty, with a sign, with <c>0x</c>, with whitespace before it or between it
    /// and the line's end (RFC 9112, section 7.1).</summary>
    InvalidChunkSize,

    /// <summary>A chunk size of more than 16 digits, or past 2^63 - 1. RFC 9112, section 7.1, has recipients expect such numbers and not wrap
    /// around.</summary>
    ChunkSizeOverflow,

    /// <summary>A chunk extension that is not a semicolon, a name and perhaps a value, with a byte that none of them has, or a quote that the line's end
    /// leaves open (RFC 9112, section 7.1.1).</summary>
    InvalidChunkExtension,

    /// <summary>More bytes of chunk extensions in one line, or in all of a message, than anybody needs (RFC 9112, section 7.1.1, has recipients limit
    /// them).</summary>
    ChunkExtensionsTooLarge,

    /// <summary>A chunk's data that is not followed by CRLF: its size was another (RFC 9112, section 7.1).</summary>
    InvalidChunkEnd,

    /// <summary>A trailer section of more bytes than <see cref="LimitConfig.MaxHeadBytes"/> or of more lines than <see cref="LimitConfig.MaxFields"/>
    /// (RFC 9112, section 7.1.2; RFC 6585, section 5).</summary>
    TrailersTooLarge,
}
