using System.Buffers;

namespace Penstock.Http;

/// <summary>The fields after the last chunk and the empty line that ends them, line by line. An empty section, which most are, allocates nothing.</summary>
/// <remarks>RFC 9112, section 7.1.2: trailer-section = *( field-line CRLF ); a line obeys the rules of a head's.</remarks>
internal struct TrailerSection(LimitConfig limits)
{
    private ArrayBufferWriter<byte>? _line;
    private ArrayBufferWriter<byte>? _forwarded;
    private int _bytes;
    private int _fields;
    private bool _isEnding;

    /// <summary>Whether the empty line's end was the last byte read.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>The lines so far that may go on, each as <c>Name: value</c> and CRLF.</summary>
    internal readonly ReadOnlyMemory<byte> Forwarded => _forwarded?.WrittenMemory ?? default;

    /// <summary>Reads on, to the end of the line at most.</summary>
    /// <param name="source">At least one byte.</param>
    /// <param name="consumed">How many bytes were read; at least one.</param>
    internal HeadRejection Read(ReadOnlySpan<byte> source, out int consumed)
    {
        // As in a head, a byte past the limit is never looked at.
        source = source[..Math.Min(source.Length, limits.MaxHeadBytes - _bytes)];
        HeadRejection rejection = _isEnding || (IsAtLineStart && source is [HttpCharacters.CarriageReturn, ..])
            ? ReadEmptyLine(source, out consumed)
            : ReadFieldLine(source, out consumed);
        _bytes += consumed;
        return rejection is HeadRejection.None && !IsComplete && _bytes == limits.MaxHeadBytes ? HeadRejection.TrailersTooLarge : rejection;
    }

    private readonly bool IsAtLineStart => _line is null or { WrittenCount: 0 };

    private HeadRejection ReadEmptyLine(ReadOnlySpan<byte> source, out int consumed)
    {
        consumed = 1;
        IsComplete = _isEnding && source[0] == HttpCharacters.LineFeed;
        HeadRejection rejection = _isEnding && !IsComplete ? HeadRejection.BareCarriageReturn : HeadRejection.None;
        _isEnding = true;
        return rejection;
    }

    /// <summary>A line that is not at its end is read again when more of it is here, so that the byte that decides does so at once.</summary>
    private HeadRejection ReadFieldLine(ReadOnlySpan<byte> source, out int consumed)
    {
        int end = source.IndexOf(HttpCharacters.LineFeed);
        consumed = end < 0 ? source.Length : end + 1;
        _line ??= new();
        _line.Write(source[..consumed]);

        FieldLine field = default;
        Span<FieldLine> room = new(ref field);
        FieldSectionResult result = FieldSectionParser.Parse(_line.WrittenSpan, 0, _fields < limits.MaxFields ? room : []);
        if (result.Rejection is not HeadRejection.None)
        {
            return result.Rejection switch
            {
                // The parser was shown one line. There is no first line of another kind that whitespace could follow here.
                HeadRejection.WhitespaceBeforeFirstField => HeadRejection.LineFolding,
                HeadRejection.TooManyFields => HeadRejection.TrailersTooLarge,
                _ => result.Rejection,
            };
        }

        if (end >= 0)
        {
            _fields++;
            Forward(_line.WrittenSpan[field.Name], _line.WrittenSpan[field.Value]);
            _line.ResetWrittenCount();
        }

        return HeadRejection.None;
    }

    private void Forward(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!TrailerFields.MayBeForwarded(name))
        {
            return;
        }

        _forwarded ??= new();
        _forwarded.Write(name);
        _forwarded.Write(": "u8);
        _forwarded.Write(value);
        _forwarded.Write("\r\n"u8);
    }
}
