using System.Globalization;
using System.Text;

namespace Penstock.Http;

/// <summary>Percent-encoding (RFC 3986, section 2.1).</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes every triplet that is one; what is none stays as it is.</summary>
    /// <param name="text">What is to be decoded.</param>
    /// <param name="to">Room for as many bytes.</param>
    /// <returns>How many bytes it became.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> to) => Decode(text, to, onlyUnreserved: false);

    /// <summary>Decodes only what means the same without (RFC 3986, section 2.3): letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and <c>~</c>.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{byte})"/>
    public static int DecodeUnreserved(ReadOnlySpan<byte> text, Span<byte> to) => Decode(text, to, onlyUnreserved: true);

    private static int Decode(ReadOnlySpan<byte> text, Span<byte> to, bool onlyUnreserved)
    {
        int length = 0;
        for (int at = 0; at < text.Length; at++)
        {
            byte value = text[at];
            if (value == '%' && at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2]))
            {
                byte encoded = (byte)((HexValue(text[at + 1]) << 4) | HexValue(text[at + 2]));
                if (!onlyUnreserved || IsUnreserved(encoded))
                {
                    value = encoded;
                    at += 2;
                }
            }

            to[length++] = value;
        }

        return length;
    }

    /// <summary>Whether every percent sign begins a triplet.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'%') is var at and >= 0)
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[at + 1]) || !char.IsAsciiHexDigit((char)text[at + 2]))
            {
                return false;
            }

            text = text[(at + 3)..];
        }

        return true;
    }

    /// <summary>Encodes a segment of a path (RFC 3986, section 3.3: pchar).</summary>
    public static string EncodeSegment(string segment)
    {
        var encoded = new StringBuilder(segment.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(segment))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "-._~!$&'()*+,;=:@"u8.Contains(b))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static bool IsUnreserved(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
