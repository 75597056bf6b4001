namespace Penstock.Http;

/// <summary>The field lines of a head and the empty line after them. Requests and responses share it.</summary>
internal static class FieldSectionParser
{
    /// <summary>Reads field lines from <paramref name="start"/>, the byte after the first line's end. There may be as many as
    /// <paramref name="fields"/> holds.</summary>
    /// <remarks>RFC 9112, section 5: field-line = field-name ":" OWS field-value OWS; section 2.1: *( field-line CRLF ) CRLF.</remarks>
    internal static FieldSectionResult Parse(ReadOnlySpan<byte> bytes, int start, Span<FieldLine> fields)
    {
        int count = 0;
        int position = start;
        while (position < bytes.Length)
        {
            if (LineEnd.IsAt(bytes, position))
            {
                return new(HeadRejection.None, position + LineEnd.Length, count);
            }

            if (count == fields.Length && !IsWhitespace(bytes[position]) && bytes[position] is not (HttpCharacters.CarriageReturn or HttpCharacters.LineFeed))
            {
                return new(HeadRejection.TooManyFields);
            }

            int name = bytes[position..].IndexOfAnyExcept(HttpCharacters.Token);
            int colon = name < 0 ? bytes.Length : position + name;
            if (colon == bytes.Length || bytes[colon] != ':' || colon == position)
            {
                return new(ReasonInName(bytes, position, colon, isFirst: count == 0));
            }

            int end = colon + 1 + HttpCharacters.FieldValueRun(bytes[(colon + 1)..]);
            if (!LineEnd.IsAt(bytes, end))
            {
                // Neither of the first two can be: this is no line end, and whitespace belongs to the value.
                return new(LineEnd.ReasonAt(bytes, end, HeadRejection.None, HeadRejection.None, HeadRejection.InvalidFieldValue));
            }

            fields[count++] = Trimmed(bytes, position, colon, end);
            position = end + LineEnd.Length;
        }

        return default;
    }

    private static HeadRejection ReasonInName(ReadOnlySpan<byte> bytes, int start, int end, bool isFirst)
    {
        if (end > start)
        {
            return LineEnd.ReasonAt(bytes, end, HeadRejection.MissingColon, HeadRejection.WhitespaceBeforeColon, HeadRejection.InvalidFieldName);
        }

        // The line's first byte. A line end here would have been the empty line.
        return LineEnd.ReasonAt(
            bytes,
            end,
            lineEnd: HeadRejection.None,
            whitespace: isFirst ? HeadRejection.WhitespaceBeforeFirstField : HeadRejection.LineFolding,
            other: bytes[end] == ':' ? HeadRejection.EmptyFieldName : HeadRejection.InvalidFieldName);
    }

    private static FieldLine Trimmed(ReadOnlySpan<byte> bytes, int name, int colon, int end)
    {
        int start = colon + 1;
        while (start < end && IsWhitespace(bytes[start]))
        {
            start++;
        }

        while (end > start && IsWhitespace(bytes[end - 1]))
        {
            end--;
        }

        return new(KnownFields.Of(bytes[name..colon]), name, colon - name, start, end - start);
    }

    private static bool IsWhitespace(byte value) => value is HttpCharacters.Space or HttpCharacters.Tab;
}

/// <summary>The field lines read: rejected with a reason, or ended at <paramref name="End"/>, the byte after the empty line, or neither yet (0).</summary>
internal readonly record struct FieldSectionResult(HeadRejection Rejection, int End = 0, int Count = 0);
