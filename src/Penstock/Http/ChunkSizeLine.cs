namespace Penstock.Http;

/// <summary>The line before a chunk's data: its size and, perhaps, extensions. Read byte by byte; the first byte that cannot be right decides.</summary>
/// <remarks>
/// RFC 9112, section 7.1: chunk-size [ chunk-ext ] CRLF, with chunk-size = 1*HEXDIG. Section 7.1.1: chunk-ext = *( BWS ";" BWS chunk-ext-name
/// [ BWS "=" BWS chunk-ext-val ] ), with a token for the name, and a token or a quoted-string for the value. Extensions mean nothing to us, but where
/// readers differ on their borders, they differ on where the line ends.
/// <para>One instance reads all lines of a message: extensions are counted over all of them.</para>
/// </remarks>
internal struct ChunkSizeLine
{
    /// <summary>As many as 64 bits have. More of them, even zeros, are nothing that a sender has a use for.</summary>
    internal const int MaxDigits = 16;

    /// <summary>RFC 9112, section 7.1.1, asks for a limit on the extensions of a message; each byte of them costs a reader work and carries no data.</summary>
    internal const int MaxExtensionBytesOfMessage = 16 * 1024;

    /// <summary>One line's share of it.</summary>
    internal const int MaxExtensionBytesOfLine = 4 * 1024;

    private Part _part;
    private int _digits;
    private ulong _size;
    private int _extensionBytesOfLine;
    private int _extensionBytesOfMessage;

    /// <summary>Where in the line the next byte stands.</summary>
    private enum Part
    {
        Size,
        WhitespaceAfterSize,
        BeforeName,
        Name,
        WhitespaceAfterName,
        BeforeValue,
        Value,
        Quoted,
        QuotedPair,
        ClosingQuote,
        WhitespaceAfterValue,
        LineFeed,
        End,
        Invalid,
    }

    /// <summary>Whether the line's end was the last byte read.</summary>
    internal readonly bool IsComplete => _part is Part.End;

    /// <summary>The number of data bytes that follow; 0 in the last line. Of a complete line.</summary>
    internal readonly long Size => (long)_size;

    /// <summary>Makes ready for the first byte of the next line.</summary>
    internal void StartNext()
    {
        _part = Part.Size;
        _digits = 0;
        _size = 0;
        _extensionBytesOfLine = 0;
    }

    /// <summary>Reads the next byte of the line.</summary>
    internal HeadRejection Read(byte value)
    {
        if (value == HttpCharacters.LineFeed && _part is not Part.LineFeed)
        {
            return HeadRejection.BareLineFeed;
        }

        switch (_part)
        {
            case Part.Size when HttpCharacters.HexDigit.Contains(value):
                return AddDigit(value);
            case Part.LineFeed:
                _part = Part.End;
                return value == HttpCharacters.LineFeed ? HeadRejection.None : HeadRejection.BareCarriageReturn;
        }

        bool isSize = _part is Part.Size or Part.WhitespaceAfterSize;
        _part = Next(value);
        return _part switch
        {
            Part.Invalid => isSize ? HeadRejection.InvalidChunkSize : HeadRejection.InvalidChunkExtension,
            Part.LineFeed => HeadRejection.None,
            _ => CountExtensionByte(),
        };
    }

    private HeadRejection AddDigit(byte value)
    {
        if (_digits == MaxDigits)
        {
            return HeadRejection.ChunkSizeOverflow;
        }

        _digits++;
        _size = (_size << 4) | DigitValue(value);
        return _size > long.MaxValue ? HeadRejection.ChunkSizeOverflow : HeadRejection.None;
    }

    private HeadRejection CountExtensionByte()
    {
        _extensionBytesOfLine++;
        _extensionBytesOfMessage++;
        return _extensionBytesOfLine > MaxExtensionBytesOfLine || _extensionBytesOfMessage > MaxExtensionBytesOfMessage
            ? HeadRejection.ChunkExtensionsTooLarge
            : HeadRejection.None;
    }

    /// <summary>What a byte that is neither a digit of the size nor a line feed leads to.</summary>
    private readonly Part Next(byte value) => _part switch
    {
        Part.Size when _digits > 0 => AfterItem(value, Part.WhitespaceAfterSize),
        Part.WhitespaceAfterSize => AfterWhitespace(value),
        Part.BeforeName => IsWhitespace(value) ? Part.BeforeName : InToken(value, Part.Name),
        Part.Name when value == '=' => Part.BeforeValue,
        Part.Name when !HttpCharacters.Token.Contains(value) => AfterItem(value, Part.WhitespaceAfterName),
        Part.Name => Part.Name,
        Part.WhitespaceAfterName => value == '=' ? Part.BeforeValue : AfterWhitespace(value),
        Part.BeforeValue when IsWhitespace(value) => Part.BeforeValue,
        Part.BeforeValue => value == '"' ? Part.Quoted : InToken(value, Part.Value),
        Part.Value => HttpCharacters.Token.Contains(value) ? Part.Value : AfterItem(value, Part.WhitespaceAfterValue),
        Part.Quoted when value == '"' => Part.ClosingQuote,
        Part.Quoted when value == '\\' => Part.QuotedPair,

        // RFC 9110, section 5.6.4: but for the quote and the backslash, qdtext and what a quoted-pair escapes are what a field value holds.
        Part.Quoted or Part.QuotedPair => HttpCharacters.IsFieldValue(value) ? Part.Quoted : Part.Invalid,
        Part.ClosingQuote => AfterItem(value, Part.WhitespaceAfterValue),
        Part.WhitespaceAfterValue => AfterWhitespace(value),
        _ => Part.Invalid,
    };

    /// <summary>After the size, a name or a value: the line's end, the next extension, or whitespace before that.</summary>
    private static Part AfterItem(byte value, Part whitespace) => value switch
    {
        HttpCharacters.CarriageReturn => Part.LineFeed,
        (byte)';' => Part.BeforeName,
        _ => IsWhitespace(value) ? whitespace : Part.Invalid,
    };

    /// <summary>Whitespace belongs to the semicolon that follows it; before the line's end there is none.</summary>
    private readonly Part AfterWhitespace(byte value) => value == ';' ? Part.BeforeName : IsWhitespace(value) ? _part : Part.Invalid;

    private static Part InToken(byte value, Part token) => HttpCharacters.Token.Contains(value) ? token : Part.Invalid;

    private static bool IsWhitespace(byte value) => value is HttpCharacters.Space or HttpCharacters.Tab;

    private static uint DigitValue(byte digit) => char.IsAsciiDigit((char)digit) ? (uint)(digit - '0') : (uint)((digit | 0x20) - 'a' + 10);
}
