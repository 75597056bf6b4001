namespace Penstock.Http;

/// <summary>What the fields of a complete request head mean for the connection: where the message ends, and whether another may follow. The rules
/// against request smuggling (RFC 9112, section 11.2) are here and in <see cref="FramingFields"/>, all of them.</summary>
/// <param name="Rejection">If it is not <see cref="HeadRejection.None"/>, the rest means nothing, and the connection has to close: where the message
/// ends is not known.</param>
/// <param name="Body">Whether a body follows, and what ends it.</param>
/// <param name="ContentLength">The bytes of the body, if its kind is <see cref="BodyKind.Length"/>; never 0 then.</param>
/// <param name="KeepAlive">Whether the client keeps the connection for another request (RFC 9112, section 9.3).</param>
/// <param name="Options">What Connection said.</param>
internal readonly record struct RequestFraming(HeadRejection Rejection, BodyKind Body, long ContentLength, bool KeepAlive, ConnectionOptions Options)
{
    /// <summary>Reads the framing of a head that is complete. The arguments are those of the call that said so.</summary>
    internal static RequestFraming Of(ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields)
    {
        int hosts = 0;
        FramingFields framing = default;
        foreach (FieldLine field in fields[..head.FieldCount])
        {
            ReadOnlySpan<byte> value = bytes[field.Value];
            KnownField known = field.Known;
            if (known == KnownField.Host)
            {
                hosts++;
                if (!HostName.IsValidField(value))
                {
                    return Rejected(HeadRejection.InvalidHost);
                }
            }
            else if (framing.Add(known, value) is var rejection and not HeadRejection.None)
            {
                return Rejected(rejection);
            }
        }

        ReadOnlySpan<byte> method = bytes[head.Method];
        bool isConnect = method.SequenceEqual("CONNECT"u8);
        bool hasBody = framing.IsChunked || framing.ContentLength > 0;
        HeadRejection together =
            hosts > 1 ? HeadRejection.MultipleHosts
            : hosts == 0 && head.MinorVersion >= 1 && !isConnect ? HeadRejection.MissingHost
            : isConnect && hasBody ? HeadRejection.BodyOnConnect
            : framing.Judge(head.MinorVersion) is var reason and not HeadRejection.None ? reason
            : hasBody && method.SequenceEqual("TRACE"u8) ? HeadRejection.BodyOnTrace
            : HeadRejection.None;
        if (together is not HeadRejection.None)
        {
            return Rejected(together);
        }

        BodyKind body = framing.IsChunked ? BodyKind.Chunked : framing.ContentLength > 0 ? BodyKind.Length : BodyKind.None;
        return new(HeadRejection.None, body, framing.ContentLength ?? 0, framing.Options.KeepsAlive(head.MinorVersion), framing.Options);
    }

    private static RequestFraming Rejected(HeadRejection reason) => new() { Rejection = reason };
}
