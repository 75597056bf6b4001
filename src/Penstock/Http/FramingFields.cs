namespace Penstock.Http;

/// <summary>The field lines that frame a message, as they are met one after another: the rules that hold for requests and responses alike.</summary>
internal record struct FramingFields
{
    private long _contentLength;
    private bool _hasContentLength;
    private TransferCodings _codings;
    private ConnectionOptions _options;

    /// <summary>The bytes that Content-Length says, if there is one.</summary>
    internal readonly long? ContentLength => _hasContentLength ? _contentLength : null;

    internal readonly bool IsChunked => _codings.Any;

    internal readonly ConnectionOptions Options => _options;

    /// <summary>Takes one more field line, if it is one of those that matter here.</summary>
    internal HeadRejection Add(KnownField field, ReadOnlySpan<byte> value)
    {
        switch (field)
        {
            case KnownField.ContentLength:
                if (_hasContentLength || !Http.ContentLength.TryParse(value, out _contentLength))
                {
                    return HeadRejection.InvalidContentLength;
                }

                _hasContentLength = true;
                break;
            case KnownField.TransferEncoding:
                return _codings.TryAdd(value) ? HeadRejection.None : HeadRejection.InvalidTransferEncoding;
            case KnownField.Connection:
                _options.Add(value);
                return _options.AreTooMany ? HeadRejection.TooManyFields : HeadRejection.None;
            case KnownField.ProxyConnection:
                _options.AddProxyConnection(value);
                break;
        }

        return HeadRejection.None;
    }

    /// <summary>What the lines mean together (RFC 9112, sections 6.1 and 6.3).</summary>
    internal readonly HeadRejection Judge(int minorVersion) =>
        !_codings.Any ? HeadRejection.None
        : minorVersion == 0 ? HeadRejection.TransferEncodingInHttp10
        : _hasContentLength ? HeadRejection.ContentLengthWithTransferEncoding
        : !_codings.EndsInChunked ? HeadRejection.InvalidTransferEncoding
        : _codings.HasOthers ? HeadRejection.UnsupportedTransferCoding
        : HeadRejection.None;
}
