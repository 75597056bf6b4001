namespace Penstock.Http;

/// <summary>What the fields of a complete response head mean for the connection (RFC 9112, section 6.3): where the message ends, and whether another may follow.</summary>
/// <param name="Rejection">If it is not <see cref="HeadRejection.None"/>, the rest means nothing: nothing of the response may be passed on.</param>
/// <param name="Body">Whether a body follows, and what ends it.</param>
/// <param name="ContentLength">The bytes of the body, if its kind is <see cref="BodyKind.Length"/>; never 0 then.</param>
/// <param name="KeepAlive">Whether the origin keeps the connection for another request.</param>
/// <param name="Options">What Connection said.</param>
internal readonly record struct ResponseFraming(HeadRejection Rejection, BodyKind Body, long ContentLength, bool KeepAlive, ConnectionOptions Options)
{
    /// <summary>Reads the framing of a head that is complete; the arguments are those of the call that said so.</summary>
    /// <param name="bytes">The bytes of the head.</param>
    /// <param name="head">What was found there.</param>
    /// <param name="fields">And the field lines.</param>
    /// <param name="toHead">Whether the request was HEAD.</param>
    internal static ResponseFraming Of(ReadOnlySpan<byte> bytes, in ResponseHead head, ReadOnlySpan<FieldLine> fields, bool toHead)
    {
        FramingFields framing = default;
        foreach (FieldLine field in fields[..head.FieldCount])
        {
            KnownField known = field.Known;
            if (known is not KnownField.ProxyConnection && framing.Add(known, bytes[field.Value]) is var rejection and not HeadRejection.None)
            {
                return new() { Rejection = rejection };
            }
        }

        HeadRejection together = head.StatusCode == 407 ? HeadRejection.ProxyAuthenticationFromOrigin : framing.Judge(head.MinorVersion);
        if (together is not HeadRejection.None)
        {
            return new() { Rejection = together };
        }

        BodyKind body =
            toHead || head.StatusCode is < 200 or 204 or 304 ? BodyKind.None
            : framing.IsChunked ? BodyKind.Chunked
            : framing.ContentLength is { } length ? (length > 0 ? BodyKind.Length : BodyKind.None)
            : BodyKind.UntilClose;
        bool keepAlive = body != BodyKind.UntilClose && framing.Options.KeepsAlive(head.MinorVersion);
        return new(HeadRejection.None, body, framing.ContentLength ?? 0, keepAlive, framing.Options);
    }
}
