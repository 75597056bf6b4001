using System.Net;

namespace Penstock.Policy;

/// <summary>
/// Says what kind of address would be dialled. An IPv6 address that carries an IPv4 address is judged by that one as well: a router, a translator or
/// the host's own stack may unwrap it, and then 64:ff9b::127.0.0.1 or 2002:a00:1:: is a way around every rule about IPv4.
/// A network's own NAT64 prefix (RFC 6052, section 2.2) cannot be told from other global addresses; who runs one has to name it in a rule.
/// </summary>
internal static class AddressClassifier
{
    /// <summary>A Teredo address carries two, and its last half may look like ISATAP's.</summary>
    public const int MostCarried = 3;

    public static AddressClass Classify(IPAddress address) => Classify(AddressBits.Of(address));

    /// <summary>The IPv4 address for an IPv4-mapped one, and any other address itself.</summary>
    public static IPAddress Normalise(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static AddressClass Classify(UInt128 address)
    {
        if (AddressBits.IsIPv4(address))
        {
            return Find(SpecialPurposeAddresses.IPv4, address).Class;
        }

        AddressBlock block = Find(SpecialPurposeAddresses.IPv6, address);
        AddressClass found = AddressClass.Global;
        Span<uint> carried = stackalloc uint[MostCarried];
        foreach (uint ipv4 in carried[..CarriedBy(address, block.Embedded, carried)])
        {
            found = FirstNotGlobal(found, ClassifyIPv4(ipv4));
        }

        found = FirstNotGlobal(found, block.Class);
        return found == AddressClass.Global && IsIsatap(address) ? ClassifyIPv4((uint)address) : found;
    }

    /// <summary>The IPv4 addresses that an address carries, by whatever would unwrap it; none for an IPv4 address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="carried">Takes them; <see cref="MostCarried"/> long.</param>
    /// <returns>How many they are.</returns>
    public static int CarriedBy(IPAddress address, Span<uint> carried)
    {
        UInt128 bits = AddressBits.Of(address);
        if (AddressBits.IsIPv4(bits))
        {
            return 0;
        }

        int count = CarriedBy(bits, Find(SpecialPurposeAddresses.IPv6, bits).Embedded, carried);
        if (IsIsatap(bits))
        {
            carried[count++] = (uint)bits;
        }

        return count;
    }

    private static int CarriedBy(UInt128 address, EmbeddedIPv4 embedded, Span<uint> carried)
    {
        switch (embedded)
        {
            case EmbeddedIPv4.Last32:
                carried[0] = (uint)address;
                return 1;
            case EmbeddedIPv4.After16:
                carried[0] = (uint)(address >> 80);
                return 1;

            // The client is who would be reached, the server who would be asked for the way to it.
            case EmbeddedIPv4.Teredo:
                carried[0] = ~(uint)address;
                carried[1] = (uint)(address >> 64);
                return 2;
            default:
                return 0;
        }
    }

    /// <summary>Is the interface identifier ::0:5efe:a.b.c.d, or ::200:5efe:a.b.c.d for a globally unique IPv4 address? RFC 5214, section 6.1.</summary>
    private static bool IsIsatap(UInt128 address) => (uint)(address >> 32) is 0x0000_5efe or 0x0200_5efe;

    private static AddressClass ClassifyIPv4(uint address) => Find(SpecialPurposeAddresses.IPv4, AddressBits.OfIPv4(address)).Class;

    private static AddressClass FirstNotGlobal(AddressClass first, AddressClass second) => first != AddressClass.Global ? first : second;

    private static ref readonly AddressBlock Find(AddressBlock[] table, UInt128 address)
    {
        int row = 0;
        while (!table[row].Contains(address))
        {
            row++; // ends: the last row holds every address
        }

        return ref table[row];
    }
}
