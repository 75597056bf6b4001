namespace Penstock.Http;

/// <summary>The field lines of a head and the empty line after them. Requests and responses share it.</summary>
internal static class FieldSectionParser
{
    /// <summary>Reads field lines from <paramref name="start"/>, the byte after the first line's end. There may be as many as
    /// <paramref name="fields"/> holds.</summary>
    /// <param name="bytes">The head.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="fields">Where they are put.</param>
    /// <param name="trimsNames">Whether whitespace between a name and its colon is left out, as a proxy does with responses (section 5.1); but not where the field says how the message is framed or
    /// what its connection is for. Else, and there, it is an error.</param>
    /// <remarks>RFC 9112, section 5: field-line = field-name ":" OWS field-value OWS; section 2.1: *( field-line CRLF ) CRLF.</remarks>
    internal static FieldSectionResult Parse(ReadOnlySpan<byte> bytes, int start, Span<FieldLine> fields, bool trimsNames = false)
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
            int nameEnd = name < 0 ? bytes.Length : position + name;
            int colon = trimsNames && nameEnd > position ? PastWhitespace(bytes, nameEnd) : nameEnd;
            if (colon == bytes.Length || bytes[colon] != ':' || colon == position)
            {
                return new(colon == bytes.Length ? HeadRejection.None : ReasonInName(bytes, position, nameEnd, isFirst: count == 0));
            }

            KnownField known = KnownFields.Of(bytes[position..nameEnd]);
            if (nameEnd < colon && known is KnownField.ContentLength or KnownField.TransferEncoding or KnownField.Connection)
            {
                return new(HeadRejection.WhitespaceBeforeColon);
            }

            int end = colon + 1 + HttpCharacters.FieldValueRun(bytes[(colon + 1)..]);
            if (!LineEnd.IsAt(bytes, end))
            {
                // Neither of the first two can be: this is no line end, and whitespace belongs to the value.
                return new(LineEnd.ReasonAt(bytes, end, HeadRejection.None, HeadRejection.None, HeadRejection.InvalidFieldValue));
            }

            fields[count++] = Trimmed(bytes, known, position, nameEnd, colon + 1, end);
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

    private static FieldLine Trimmed(ReadOnlySpan<byte> bytes, KnownField known, int name, int nameEnd, int start, int end)
    {
        start = Math.Min(PastWhitespace(bytes, start), end);
        while (end > start && IsWhitespace(bytes[end - 1]))
        {
            end--;
        }

        return new(known, name, nameEnd - name, start, end - start);
    }

    private static int PastWhitespace(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length && IsWhitespace(bytes[position]))
        {
            position++;
        }

        return position;
    }

    private static bool IsWhitespace(byte value) => value is HttpCharacters.Space or HttpCharacters.Tab;
}

/// <summary>The field lines read: rejected with a reason, or ended at <paramref name="End"/>, the byte after the empty line, or neither yet (0).</summary>
internal readonly record struct FieldSectionResult(HeadRejection Rejection, int End = 0, int Count = 0);
