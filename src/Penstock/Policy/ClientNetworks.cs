using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Penstock.Http;

namespace Penstock.Policy;

/// <summary>
/// The networks whose clients may use a listener. IPv4 and IPv6 stay apart (::/0 holds no IPv4 client), but a client's IPv4-mapped address, which is what a
/// dual-stack listener reports, is an IPv4 address.
/// </summary>
internal sealed class ClientNetworks
{
    private readonly ImmutableArray<IPNetwork> _networks;

    public ClientNetworks(IEnumerable<IPNetwork> networks) => _networks = [.. networks.Select(Normalise)];

    /// <summary>127.0.0.0/8 and ::1: who is on this host.</summary>
    public static ClientNetworks Loopback { get; } = new([new IPNetwork(new IPAddress([127, 0, 0, 0]), 8), new IPNetwork(IPAddress.IPv6Loopback, 128)]);

    public ImmutableArray<IPNetwork> Networks => _networks;

    public bool Contains(IPAddress client)
    {
        IPAddress address = AddressClassifier.Normalise(client);
        foreach (IPNetwork network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads 10.0.0.0/8, or 192.168.1.7 for one address. Only what everybody reads alike is accepted: this is the list that keeps a proxy from being an open
    /// one, and inet_aton(3) reads 10 as 0.0.0.10, and 010.0.0.1 as 8.0.0.1.
    /// </summary>
    /// <param name="text">An address or a network.</param>
    /// <param name="network">The network, IPv4 where it was written as IPv4-mapped.</param>
    /// <param name="problem">A sentence that says what is wrong and, where it can, what to write.</param>
    public static bool TryParse(string text, out IPNetwork network, [NotNullWhen(false)] out string? problem)
    {
        network = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string addressText = slash < 0 ? text : text[..slash];
        if (!StrictAddress.TryParse(addressText, out IPAddress? address))
        {
            problem = DescribeBadAddress(text, addressText);
            return false;
        }

        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int length = bits;
        if (slash >= 0 && !TryParseLength(text.AsSpan(slash + 1), bits, out length))
        {
            problem = $"\"{text}\" needs a number from 0 to {bits} after the slash, as in {addressText}/{bits}.";
            return false;
        }

        IPNetwork masked = Masked(address, length);
        if (!masked.BaseAddress.Equals(address))
        {
            problem = $"{text} has bits set past /{length}; did you mean {Normalise(masked)}?";
            return false;
        }

        network = Normalise(masked);
        problem = null;
        return true;
    }

    public override string ToString() => string.Join(", ", _networks);

    private static bool TryParseLength(ReadOnlySpan<char> text, int max, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= max && (text.Length == 1 || text[0] != '0');

    private static string DescribeBadAddress(string text, string addressText)
    {
        const string Examples = "such as 10.0.0.0/8, 192.168.1.7 or fd00::/8";
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"A network is missing; write one {Examples}.";
        }

        // What inet_aton(3) would take.
        if (!addressText.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(addressText, out _))
        {
            return $"\"{text}\" is shorthand that programs read differently; write the address as four plain decimal numbers, {Examples}.";
        }

        return $"\"{text}\" is not an address or a network (names are not looked up); write one {Examples}.";
    }

    private static IPNetwork Masked(IPAddress address, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out int written);
        bytes = bytes[..written];
        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(length - (8 * i), 0, 8);
            bytes[i] &= (byte)(0xff00 >> kept);
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static IPNetwork Normalise(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= 96
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96)
            : network;
}
