using System.Text;

namespace Penstock.Http;

/// <summary>How the body that follows a head is delimited (RFC 9112, section 6.3).</summary>
internal enum BodyKind
{
    /// <summary>The next byte is the next message's, or, after CONNECT, the tunnel's.</summary>
    None,

    /// <summary>As many bytes as Content-Length says.</summary>
    Length,

    /// <summary>Chunks, to the last one and its trailer section.</summary>
    Chunked,
}

/// <summary>What the fields of a complete request head mean for the connection: where the message ends, and whether another may follow. The rules
/// against request smuggling (RFC 9112, section 11.2) are here, all of them.</summary>
/// <param name="Rejection">If it is not <see cref="HeadRejection.None"/>, the rest means nothing, and the connection has to close: where the message
/// ends is not known.</param>
/// <param name="Body">Whether a body follows, and what ends it.</param>
/// <param name="ContentLength">The bytes of the body, if its kind is <see cref="BodyKind.Length"/>; never 0 then.</param>
/// <param name="KeepAlive">Whether the client keeps the connection for another request (RFC 9112, section 9.3).</param>
internal readonly record struct RequestFraming(HeadRejection Rejection, BodyKind Body, long ContentLength, bool KeepAlive)
{
    /// <summary>Reads the framing of a head that is complete. The arguments are those of the call that said so.</summary>
    internal static RequestFraming Of(ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields)
    {
        int hosts = 0;
        long contentLength = -1;
        TransferCodings codings = default;
        ConnectionOptions options = default;
        foreach (FieldLine field in fields[..head.FieldCount])
        {
            ReadOnlySpan<byte> value = bytes[field.Value];
            switch (KnownField(bytes[field.Name]))
            {
                case Field.Host:
                    hosts++;
                    if (value.ContainsAnyExcept(HttpCharacters.HostField))
                    {
                        return Rejected(HeadRejection.InvalidHost);
                    }

                    break;
                case Field.ContentLength:
                    if (contentLength >= 0 || !TryParseLength(value, out contentLength))
                    {
                        return Rejected(HeadRejection.InvalidContentLength);
                    }

                    break;
                case Field.TransferEncoding:
                    if (!codings.TryAdd(value))
                    {
                        return Rejected(HeadRejection.InvalidTransferEncoding);
                    }

                    break;
                case Field.Connection:
                    options.Add(value);
                    break;
            }
        }

        bool isConnect = bytes[head.Method].SequenceEqual("CONNECT"u8);
        HeadRejection together =
            hosts > 1 ? HeadRejection.MultipleHosts
            : hosts == 0 && head.MinorVersion >= 1 && !isConnect ? HeadRejection.MissingHost
            : isConnect && (codings.Any || contentLength > 0) ? HeadRejection.BodyOnConnect
            : codings.Any && head.MinorVersion == 0 ? HeadRejection.TransferEncodingInHttp10
            : codings.Any && contentLength >= 0 ? HeadRejection.ContentLengthWithTransferEncoding
            : codings.Any && !codings.EndsInChunked ? HeadRejection.InvalidTransferEncoding
            : HeadRejection.None;
        if (together is not HeadRejection.None)
        {
            return Rejected(together);
        }

        BodyKind body = codings.Any ? BodyKind.Chunked : contentLength > 0 ? BodyKind.Length : BodyKind.None;
        return new(HeadRejection.None, body, Math.Max(contentLength, 0), options.KeepsAlive(head.MinorVersion));
    }

    private static RequestFraming Rejected(HeadRejection reason) => new(reason, default, default, default);

    private enum Field
    {
        Other,
        Host,
        ContentLength,
        TransferEncoding,
        Connection,
    }

    /// <summary>Proxy-Connection is no standard field, but clients that know they speak to a proxy have sent it in place of Connection since HTTP/1.0
    /// (RFC 9112, appendix C.2.2), and curl sends it with every CONNECT.</summary>
    private static Field KnownField(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when Ascii.EqualsIgnoreCase(name, "host"u8) => Field.Host,
        10 when Ascii.EqualsIgnoreCase(name, "connection"u8) => Field.Connection,
        14 when Ascii.EqualsIgnoreCase(name, "content-length"u8) => Field.ContentLength,
        16 when Ascii.EqualsIgnoreCase(name, "proxy-connection"u8) => Field.Connection,
        17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8) => Field.TransferEncoding,
        _ => Field.Other,
    };

    /// <summary>RFC 9110, section 8.6: Content-Length = 1*DIGIT, of any size; a number past 2^63 is an error to us, never a wrap-around.</summary>
    private static bool TryParseLength(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        foreach (byte digit in value)
        {
            if (!char.IsAsciiDigit((char)digit) || length > (long.MaxValue - (digit - '0')) / 10)
            {
                return false;
            }

            length = (length * 10) + (digit - '0');
        }

        return !value.IsEmpty;
    }
}
