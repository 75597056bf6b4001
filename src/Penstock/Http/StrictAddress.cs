using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Penstock.Http;

/// <summary>IP addresses in the one spelling RFC 3986, section 3.2.2, has for them. <see cref="IPAddress.Parse(string)"/> takes more: shorthand, octal and
/// hexadecimal parts, zone ids, a port; what a rule would read as a name must not be dialled as an address.</summary>
internal static class StrictAddress
{
    /// <summary>Either of them, an IPv6address without brackets: what people write to configure something, or to ask about it.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return text.Contains(':', StringComparison.Ordinal) ? TryParseIPv6(bytes, out address) : TryParseIPv4(bytes, out address);
    }

    /// <summary>IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet.</summary>
    internal static bool TryParseIPv4(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        Span<byte> octets = stackalloc byte[4];
        address = TryReadOctets(text, octets) ? new(octets) : null;
        return address is not null;
    }

    /// <summary>IPv6address: eight groups, one run of which may be left out as "::", and the last two of which may be an IPv4address. No zone id
    /// (RFC 6874): it names an interface of this machine, which is not for a client to choose.</summary>
    internal static bool TryParseIPv6(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        Span<byte> before = stackalloc byte[16];
        Span<byte> after = stackalloc byte[16];

        int gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            if (!TryReadGroups(text, before, mayEndInIPv4: true, out int all) || all != before.Length)
            {
                return false;
            }
        }
        else
        {
            if (!TryReadGroups(text[..gap], before, mayEndInIPv4: false, out int first)
                || !TryReadGroups(text[(gap + 2)..], after, mayEndInIPv4: true, out int last)
                // The gap stands for one group at least.
                || first + last > before.Length - 2)
            {
                return false;
            }

            after[..last].CopyTo(before[^last..]);
        }

        address = new(before);
        return true;
    }

    /// <summary>Reads groups with single colons between them; none at all is right beside a gap.</summary>
    private static bool TryReadGroups(ReadOnlySpan<byte> text, Span<byte> destination, bool mayEndInIPv4, out int written)
    {
        written = 0;
        while (!text.IsEmpty)
        {
            int colon = text.IndexOf((byte)':');
            ReadOnlySpan<byte> group = colon < 0 ? text : text[..colon];
            Span<byte> room = destination[written..];
            if (colon < 0 && mayEndInIPv4 && room.Length >= 4 && TryReadOctets(group, room[..4]))
            {
                written += 4;
                return true;
            }

            // A colon at the very end has no group after it.
            if (room.Length < 2 || group.Length > 4 || colon == text.Length - 1
                // The runtime's parser passes over NULs at the end.
                || group.ContainsAnyExcept(HttpCharacters.HexDigit)
                || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
            {
                return false;
            }

            BinaryPrimitives.WriteUInt16BigEndian(room, value);
            written += 2;
            text = colon < 0 ? default : text[(colon + 1)..];
        }

        return true;
    }

    /// <summary>dec-octet: 0 to 255. A leading zero would make it octal to inet_aton.</summary>
    private static bool TryReadOctets(ReadOnlySpan<byte> text, Span<byte> octets)
    {
        int count = 0;
        foreach (Range part in text.Split((byte)'.'))
        {
            ReadOnlySpan<byte> digits = text[part];
            if (count == octets.Length || !TryParseDecimal(digits, out int value) || value > byte.MaxValue)
            {
                return false;
            }

            octets[count++] = (byte)value;
        }

        return count == octets.Length;
    }

    /// <summary>Up to five digits without leading zeros: one number, one spelling.</summary>
    internal static bool TryParseDecimal(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        if (digits.Length is 0 or > 5 || digits is [(byte)'0', _, ..] || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
