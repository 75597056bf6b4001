using System.Globalization;
using System.Text;

namespace Penstock.Recognition;

/// <summary>Walks values of DER (ITU-T X.690): a tag, a length, that many bytes. What is not there is not read.</summary>
internal ref struct DerReader(ReadOnlySpan<byte> bytes)
{
    internal const byte Integer = 0x02;
    internal const byte OctetString = 0x04;
    internal const byte ObjectIdentifier = 0x06;
    internal const byte UtcTime = 0x17;
    internal const byte GeneralizedTime = 0x18;
    internal const byte Sequence = 0x30;
    internal const byte Set = 0x31;

    private WireReader _reader = new(bytes);

    public readonly bool IsEmpty => _reader.IsEmpty;

    public bool TryReadAny(out byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;

        // Tags above 30 have more bytes; certificates have none of them.
        return _reader.TryReadByte(out tag) && (tag & 0x1F) != 0x1F && TryReadLength(out int length) && _reader.TryRead(length, out content);
    }

    public bool TryRead(byte expected, out ReadOnlySpan<byte> content) => TryReadAny(out byte tag, out content) && tag == expected;

    /// <summary>A value if its tag is this one; nothing is read if not.</summary>
    public bool TryReadOptional(byte tag, out ReadOnlySpan<byte> content)
    {
        DerReader before = this;
        if (TryRead(tag, out content))
        {
            return true;
        }

        this = before;
        return false;
    }

    /// <summary>RFC 5280, section 4.1.2.5: UTCTime or GeneralizedTime, in UTC, with seconds.</summary>
    public bool TryReadTime(out DateTimeOffset time)
    {
        time = default;
        if (!TryReadAny(out byte tag, out ReadOnlySpan<byte> content) || content.Length > 15 || tag is not (UtcTime or GeneralizedTime))
        {
            return false;
        }

        string text = Encoding.ASCII.GetString(content);
        if (tag == UtcTime)
        {
            text = $"{(string.CompareOrdinal(text, "50") < 0 ? "20" : "19")}{text}";
        }

        return DateTimeOffset.TryParseExact(text, "yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private bool TryReadLength(out int length)
    {
        length = 0;
        if (!_reader.TryReadByte(out byte first))
        {
            return false;
        }

        if (first < 0x80)
        {
            length = first;
            return true;
        }

        for (int left = first & 0x7F; left > 0; left--)
        {
            if (left > 3 || !_reader.TryReadByte(out byte next))
            {
                return false;
            }

            length = (length << 8) | next;
        }

        return first != 0x80;
    }
}
