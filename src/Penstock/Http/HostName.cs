namespace Penstock.Http;

/// <summary>What a host name may look like before anyone asks DNS for it. The bytes are without a trailing dot.</summary>
internal static class HostName
{
    /// <summary>RFC 1035, section 2.3.4: 255 octets on the wire, which leaves 253 characters.</summary>
    internal const int MaxLength = 253;

    /// <summary>RFC 1035, section 2.3.4.</summary>
    internal const int MaxLabelLength = 63;

    /// <summary>RFC 1123, section 2.1: labels of letters, digits and inner hyphens; and underscores, see <see cref="HttpCharacters.HostLabel"/>.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxLength)
        {
            return false;
        }

        foreach (Range part in name.Split((byte)'.'))
        {
            ReadOnlySpan<byte> label = name[part];
            if (label.Length is 0 or > MaxLabelLength
                || label is [(byte)'-', ..] or [.., (byte)'-']
                || label.ContainsAnyExcept(HttpCharacters.HostLabel))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc cref="IsValid"/>
    internal static bool IsName(string name)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.TryGetBytes(name, bytes, out int length) && System.Text.Ascii.IsValid(name) && IsValid(bytes[..length]);
    }

    /// <summary>Whether a Host field can have this value: RFC 9110, section 7.2: Host = uri-host [ ":" port ], where the host is an IP-literal or a registered name, which may be
    /// empty, and the port is digits, which may be none (RFC 3986, sections 3.2.2 and 3.2.3). It need not be a name that anybody could look up.</summary>
    internal static bool IsValidField(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAnyExcept(HttpCharacters.HostField))
        {
            return false;
        }

        bool isLiteral = value is [(byte)'[', ..];
        int hostEnd = isLiteral ? value.IndexOf((byte)']') + 1 : value.IndexOf((byte)':') is >= 0 and var colon ? colon : value.Length;
        ReadOnlySpan<byte> port = value[hostEnd..];
        bool isHost = isLiteral ? hostEnd > 0 && StrictAddress.TryParseIPv6(value[1..(hostEnd - 1)], out _) : !value[..hostEnd].ContainsAny((byte)'[', (byte)']');
        return isHost && (port.IsEmpty || (port[0] == ':' && !port[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9')));
    }

    /// <summary>Whether some resolver would take the name for an address: inet_aton reads <c>127.1</c>, <c>0x7f.1</c> and <c>2130706433</c> so. No top-level
    /// domain is a number (RFC 3696, section 2), so nothing is lost. The rule is the URL standard's "ends in a number" checker.</summary>
    internal static bool EndsInNumber(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> last = name[(name.LastIndexOf((byte)'.') + 1)..];
        return last is [(byte)'0', (byte)'x' or (byte)'X', .. var hex]
            ? !hex.ContainsAnyExcept(HttpCharacters.HexDigit)
            : !last.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
