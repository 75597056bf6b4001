using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>Addresses and networks as APR reads them: <c>10.1.2.3</c>, a part of one as <c>10.1</c>, <c>10.1.0.0/16</c>, <c>10.1.0.0/255.255.0.0</c>, and those of IPv6.</summary>
internal static class AddressArgument
{
    private static readonly SearchValues<char> DigitsAndDots = SearchValues.Create("0123456789.");

    /// <summary>Whether it is meant for an address at all; all else is a host name.</summary>
    public static bool LooksLikeOne(string text) => text.AsSpan().ContainsAny('/', ':') || !text.AsSpan().ContainsAnyExcept(DigitsAndDots);

    /// <summary>Reads one; <paramref name="problem"/> is what Apache would say, or why it cannot be carried over.</summary>
    public static bool TryParse(string text, out IPNetwork network, out string? problem)
    {
        network = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string address = slash < 0 ? text : text[..slash];
        problem = $"\"{text}\" is no address{(slash >= 0 && TryParsePart(address, out _) ? $" (a network is written in full: {Filled(address)}{text[slash..]})" : "")}";
        IPAddress? whole = Whole(address);
        if (whole is null)
        {
            return slash < 0 && TryParsePart(address, out network);
        }

        bool isMapped = whole.IsIPv4MappedToIPv6;
        whole = isMapped ? whole.MapToIPv4() : whole;
        int bits = whole.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int length = bits;
        if (slash >= 0 && !TryParseMask(text[(slash + 1)..], bits, out length, out problem))
        {
            problem ??= $"\"{text}\" needs a number from 1 to {bits} after its slash{(text.EndsWith("/0", StringComparison.Ordinal) ? " (all addresses are: all)" : "")}";
            return false;
        }

        network = Network(whole, length);
        problem = null;
        return true;
    }

    private static IPAddress? Whole(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return !text.AsSpan().ContainsAny('%', '[', ']') && IPAddress.TryParse(text, out IPAddress? address) ? address : null;
        }

        string[] parts = text.Split('.');
        return parts.Length == 4 && TryParseOctets(parts, out byte[] octets) ? new IPAddress(octets) : null;
    }

    // The parts that are missing are every one; a dot may be last.
    private static bool TryParsePart(string text, out IPNetwork network)
    {
        string[] parts = (text.EndsWith('.') ? text[..^1] : text).Split('.');
        bool read = TryParseOctets(parts, out byte[] octets);
        network = read ? Network(new IPAddress(octets), 8 * parts.Length) : default;
        return read;
    }

    private static bool TryParseOctets(string[] parts, out byte[] octets)
    {
        octets = new byte[4];
        for (int i = 0; i < parts.Length; i++)
        {
            if (i >= octets.Length || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out octets[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParseMask(string mask, int bits, out int length, out string? problem)
    {
        problem = null;
        if (int.TryParse(mask, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out length))
        {
            return length > 0 && length <= bits;
        }

        string[] parts = mask.Split('.');
        if (bits != 32 || parts.Length != 4 || !TryParseOctets(parts, out byte[] octets))
        {
            return false;
        }

        uint ones = (uint)((octets[0] << 24) | (octets[1] << 16) | (octets[2] << 8) | octets[3]);
        length = System.Numerics.BitOperations.LeadingZeroCount(~ones);
        problem = (uint)((ulong)uint.MaxValue << (32 - length)) == ones ? null : $"the mask {mask} has gaps, which no network has here";
        return problem is null;
    }

    private static IPNetwork Network(IPAddress address, int length)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xff00 >> Math.Clamp(length - (8 * i), 0, 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static string Filled(string text) => string.Join('.', text.TrimEnd('.').Split('.').Concat(["0", "0", "0"]).Take(4));
}
