using Penstock.Http;

namespace Penstock.Connecting;

/// <summary>Names as messages have them: labels, each behind its length, up to the empty one (RFC 1035, section 3.1). A name of a message may end in a pointer
/// to the rest of it further up (section 4.1.4).</summary>
internal static class DnsName
{
    /// <summary>The longest, with all its lengths (RFC 1035, section 2.3.4).</summary>
    public const int MaxLength = 255;

    private const int Pointer = 0xC0;

    /// <summary>Writes a name of text into <see cref="MaxLength"/> bytes, in lower case. Its length, or 0 if DNS can have no such name.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<byte> name)
    {
        if (text.Length is 0 or > HostName.MaxLength)
        {
            return 0;
        }

        int at = 0;
        foreach (Range part in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[part];
            if (label.Length is 0 or > HostName.MaxLabelLength)
            {
                return 0;
            }

            name[at++] = (byte)label.Length;
            foreach (char c in label)
            {
                if (!char.IsAscii(c))
                {
                    return 0;
                }

                name[at++] = Lower((byte)c);
            }
        }

        name[at++] = 0;
        return at;
    }

    /// <summary>Reads the name at <paramref name="at"/> into <see cref="MaxLength"/> bytes, in lower case and without pointers, and goes on to what is behind it.
    /// False if it is none: too long, cut off, or with a pointer that leads anywhere but further up.</summary>
    /// <remarks>A pointer must lead to before the labels it comes from. So each one leads further up, and a circle cannot be made.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, Span<byte> name, out int length)
    {
        length = 0;
        int from = at;
        int start = at;
        bool jumped = false;
        while (from < message.Length)
        {
            int label = message[from];
            if (label > HostName.MaxLabelLength)
            {
                int target = label >= Pointer && from + 1 < message.Length ? ((label & ~Pointer) << 8) | message[from + 1] : int.MaxValue;
                if (target >= start)
                {
                    return false;
                }

                at = jumped ? at : from + 2;
                jumped = true;
                from = start = target;
                continue;
            }

            // One more byte is kept for the empty label.
            if (label > message.Length - from - 1 || length + label + 1 > (label == 0 ? MaxLength : MaxLength - 1))
            {
                return false;
            }

            name[length++] = (byte)label;
            foreach (byte b in message.Slice(from + 1, label))
            {
                name[length++] = Lower(b);
            }

            from += label + 1;
            if (label == 0)
            {
                at = jumped ? at : from;
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes on to behind the name at <paramref name="at"/>, wherever it may lead; false if the message ends before.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length)
        {
            int label = message[at];
            bool ends = label == 0 || label >= Pointer;
            at += label >= Pointer ? 2 : label + 1;
            if (ends)
            {
                return at <= message.Length;
            }
        }

        return false;
    }

    private static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
}
