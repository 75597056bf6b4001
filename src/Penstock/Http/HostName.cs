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
