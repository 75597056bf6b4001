using System.Buffers;

namespace Penstock.Http;

/// <summary>Bytes to the shape of a head. No I/O, no allocation, no exception: arithmetic.</summary>
/// <remarks>
/// Give it everything received so far, each time. An answer other than <see cref="HeadStatus.Incomplete"/> is final: more bytes give the same
/// one, because a head is judged strictly in the order of its bytes, and the first byte that cannot be right decides. What the fields mean is not
/// asked here; see <see cref="RequestFraming"/>.
/// </remarks>
internal static class HeadParser
{
    /// <summary>The longest registered method, UPDATEREDIRECTREF, has 17 bytes; the rest is room. A bound of its own tells bytes that are no HTTP early.</summary>
    internal const int MaxMethodBytes = 64;

    /// <summary>RFC 8446, section 5.1: the ContentType of a handshake record, the first byte a TLS client sends; 3 follows, the major version.</summary>
    private const byte TlsHandshake = 22;

    /// <summary>RFC 9112, section 2.3: HTTP-version = "HTTP/" DIGIT "." DIGIT. A 0 stands for any digit.</summary>
    private static ReadOnlySpan<byte> VersionShape => "HTTP/0.0"u8;

    /// <summary>Reads a request head (RFC 9112, section 2.1).</summary>
    /// <param name="bytes">All bytes received since the end of the message before.</param>
    /// <param name="limits">Once <see cref="LimitConfig.MaxHeadBytes"/> are here, the answer is never Incomplete.</param>
    /// <param name="fields">Room for <see cref="LimitConfig.MaxFields"/>; with less room, that is the limit.</param>
    internal static HeadResult ParseRequest(ReadOnlySpan<byte> bytes, LimitConfig limits, Span<FieldLine> fields)
    {
        // A byte beyond the limit is never looked at, or it could change an answer.
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, limits.MaxHeadBytes)];

        HeadResult result = ParseRequestLine(head, limits.MaxTargetBytes);
        if (result.Status is HeadStatus.Complete)
        {
            FieldSectionResult section = FieldSectionParser.Parse(head, result.Length, fields[..Math.Min(fields.Length, limits.MaxFields)]);
            result = result with { Rejection = section.Rejection, Length = section.End, FieldCount = section.Count };
        }

        return result.Status is HeadStatus.Incomplete && head.Length == limits.MaxHeadBytes
            ? result with { Rejection = HeadRejection.HeadTooLarge }
            : result;
    }

    /// <summary>RFC 9112, section 3: request-line = method SP request-target SP HTTP-version.</summary>
    /// <returns>A result that is complete when the line is, with the line's length.</returns>
    private static HeadResult ParseRequestLine(ReadOnlySpan<byte> bytes, int maxTargetBytes)
    {
        if (bytes is [TlsHandshake, ..])
        {
            return bytes.Length == 1 ? default : new() { Rejection = bytes[1] == 3 ? HeadRejection.TlsOnPlainPort : HeadRejection.InvalidMethod };
        }

        // Old clients end a body with a CRLF that belongs to nothing; RFC 9112, section 2.2, has us skip one.
        int start = LineEnd.IsAt(bytes, 0) ? LineEnd.Length : 0;
        HeadResult line = default;

        int methodEnd = EndOfRun(bytes, start, MaxMethodBytes, HttpCharacters.Token);
        if (methodEnd - start > MaxMethodBytes)
        {
            return Stop(line, bytes, start, HeadRejection.InvalidMethod);
        }

        if (!IsPartEnd(bytes, start, methodEnd))
        {
            return Stop(line, bytes, start, LineEnd.ReasonAt(
                bytes, methodEnd, HeadRejection.InvalidRequestLine, HeadRejection.InvalidRequestLine, HeadRejection.InvalidMethod));
        }

        line = line with { Method = start..methodEnd };
        int target = methodEnd + 1;
        int targetEnd = EndOfRun(bytes, target, maxTargetBytes, HttpCharacters.Target);
        if (targetEnd - target > maxTargetBytes)
        {
            return Stop(line, bytes, start, HeadRejection.TargetTooLong);
        }

        if (!IsPartEnd(bytes, target, targetEnd))
        {
            return Stop(line, bytes, start, LineEnd.ReasonAt(
                bytes, targetEnd, HeadRejection.InvalidRequestLine, HeadRejection.InvalidRequestLine, HeadRejection.InvalidTarget));
        }

        line = line with { Target = target..targetEnd };
        int version = targetEnd + 1;
        int versionEnd = version + VersionRun(bytes[version..]);
        if (versionEnd - version == VersionShape.Length && bytes[version + 5] != '1')
        {
            return Stop(line, bytes, start, HeadRejection.UnsupportedVersion);
        }

        if (versionEnd - version < VersionShape.Length || !LineEnd.IsAt(bytes, versionEnd))
        {
            HeadRejection atLineEnd = versionEnd == version ? HeadRejection.InvalidRequestLine : HeadRejection.InvalidVersion;
            return Stop(line, bytes, start, LineEnd.ReasonAt(
                bytes, versionEnd, atLineEnd, HeadRejection.InvalidRequestLine, HeadRejection.InvalidVersion));
        }

        return line with { RequestLine = start..versionEnd, MinorVersion = bytes[versionEnd - 1] - '0', Length = versionEnd + LineEnd.Length };
    }

    /// <summary>Ends the request line before its time: rejected, or, without a reason, incomplete.</summary>
    private static HeadResult Stop(HeadResult line, ReadOnlySpan<byte> bytes, int start, HeadRejection reason)
    {
        int length = reason is HeadRejection.None ? -1 : bytes[start..].IndexOfAny(HttpCharacters.CarriageReturn, HttpCharacters.LineFeed);
        return line with { Rejection = reason, RequestLine = length < 0 ? default : start..(start + length) };
    }

    private static bool IsPartEnd(ReadOnlySpan<byte> bytes, int start, int end) =>
        end > start && end < bytes.Length && bytes[end] == HttpCharacters.Space;

    /// <summary>Where a run of allowed bytes ends. It looks at one byte more than <paramref name="max"/>: enough to see that the run is too long.</summary>
    private static int EndOfRun(ReadOnlySpan<byte> bytes, int start, int max, SearchValues<byte> allowed)
    {
        ReadOnlySpan<byte> window = bytes.Slice(start, Math.Min(bytes.Length - start, max + 1));
        int length = window.IndexOfAnyExcept(allowed);
        return start + (length < 0 ? window.Length : length);
    }

    /// <summary>How many of the first bytes fit the shape of a version.</summary>
    private static int VersionRun(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < VersionShape.Length && length < bytes.Length
            && (VersionShape[length] == '0' ? char.IsAsciiDigit((char)bytes[length]) : bytes[length] == VersionShape[length]))
        {
            length++;
        }

        return length;
    }
}
