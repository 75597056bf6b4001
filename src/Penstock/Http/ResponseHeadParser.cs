namespace Penstock.Http;

/// <summary>Bytes to the shape of a response head, by the same rules as <see cref="HeadParser"/>: no I/O, no allocation, no exception, and every answer but Incomplete is final.</summary>
internal static class ResponseHeadParser
{
    /// <summary>RFC 9112, section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ]. A 0 stands for any digit.</summary>
    private static ReadOnlySpan<byte> Shape => "HTTP/0.0 000"u8;

    private const int MajorVersionAt = 5;
    private const int MinorVersionAt = 7;
    private const int StatusAt = 9;

    /// <summary>Reads a response head (RFC 9112, section 2.1).</summary>
    /// <param name="bytes">All bytes received since the end of the message before.</param>
    /// <param name="limits">Once <see cref="LimitConfig.MaxHeadBytes"/> are here, the answer is never Incomplete.</param>
    /// <param name="fields">Room for <see cref="LimitConfig.MaxFields"/>; with less room, that is the limit.</param>
    internal static ResponseHead Parse(ReadOnlySpan<byte> bytes, LimitConfig limits, Span<FieldLine> fields)
    {
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, limits.MaxHeadBytes)];
        ResponseHead result = ParseStatusLine(head);
        if (result.Status is HeadStatus.Complete)
        {
            FieldSectionResult section = FieldSectionParser.Parse(head, result.Length, fields[..Math.Min(fields.Length, limits.MaxFields)], trimsNames: true);
            result = result with { Rejection = section.Rejection, Length = section.End, FieldCount = section.Count };
        }

        return result.Status is HeadStatus.Incomplete && head.Length == limits.MaxHeadBytes
            ? result with { Rejection = HeadRejection.HeadTooLarge }
            : result;
    }

    private static ResponseHead ParseStatusLine(ReadOnlySpan<byte> bytes)
    {
        int fitting = 0;
        while (fitting < Shape.Length && fitting < bytes.Length
            && (Shape[fitting] == '0' ? char.IsAsciiDigit((char)bytes[fitting]) : bytes[fitting] == Shape[fitting]))
        {
            fitting++;
        }

        if (fitting < Shape.Length)
        {
            return fitting == bytes.Length ? default
                : new() { Rejection = fitting >= StatusAt ? HeadRejection.InvalidStatusCode : HeadRejection.InvalidStatusLine };
        }

        if (bytes[MajorVersionAt] != '1')
        {
            return new() { Rejection = HeadRejection.UnsupportedVersion };
        }

        int code = ((bytes[StatusAt] - '0') * 100) + ((bytes[StatusAt + 1] - '0') * 10) + (bytes[StatusAt + 2] - '0');
        if (code is < 100 or > 599)
        {
            return new() { Rejection = HeadRejection.InvalidStatusCode };
        }

        // Servers without a reason to give leave out the space before it too; RFC 9112, section 4, has a client ignore the reason anyway.
        int reason = Shape.Length;
        if (reason < bytes.Length && bytes[reason] == HttpCharacters.Space)
        {
            reason++;
        }
        else if (reason < bytes.Length && bytes[reason] is not (HttpCharacters.CarriageReturn or HttpCharacters.LineFeed))
        {
            return new() { Rejection = char.IsAsciiDigit((char)bytes[reason]) ? HeadRejection.InvalidStatusCode : HeadRejection.InvalidStatusLine };
        }

        int end = reason + HttpCharacters.FieldValueRun(bytes[reason..]);
        return LineEnd.IsAt(bytes, end)
            ? new() { StatusCode = code, Reason = reason..end, MinorVersion = bytes[MinorVersionAt] - '0', Length = end + LineEnd.Length }
            : new() { Rejection = LineEnd.ReasonAt(bytes, end, HeadRejection.None, HeadRejection.None, HeadRejection.InvalidStatusLine) };
    }
}

/// <summary>What <see cref="ResponseHeadParser"/> found: numbers into the bytes it was given, valid as long as those bytes are.</summary>
internal readonly record struct ResponseHead
{
    internal HeadStatus Status =>
        Rejection is not HeadRejection.None ? HeadStatus.Rejected : Length > 0 ? HeadStatus.Complete : HeadStatus.Incomplete;

    internal HeadRejection Rejection { get; init; }

    /// <summary>The bytes of a complete head, to the end of the empty line; otherwise 0.</summary>
    internal int Length { get; init; }

    /// <summary>From 100 to 599.</summary>
    internal int StatusCode { get; init; }

    internal Range Reason { get; init; }

    /// <summary>The digit after <c>HTTP/1.</c></summary>
    internal int MinorVersion { get; init; }

    /// <summary>How many field lines were filled in, of a complete head.</summary>
    internal int FieldCount { get; init; }

    /// <summary>Whether another response to the same request follows (RFC 9110, section 15.2). 101 is the last one.</summary>
    internal bool IsInterim => StatusCode is < 200 and not 101;
}
