using System.Net;

namespace Penstock.Policy;

/// <summary>
/// Says what kind of address would be dialled. An IPv6 address that carries an IPv4 address is judged by that one as well: a router, a translator or
/// the host's own stack may unwrap it, and then 64:ff9b::127.0.0.1 or 2002:a00:1:: is a way around every rule about IPv4.
/// A network's own NAT64 prefix (RFC 6052, section 2.2) cannot be told from other global addresses; who runs one has to name it in a rule.
/// </summary>
internal static class AddressClassifier
{
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
        AddressClass embedded = block.Embedded switch
        {
            EmbeddedIPv4.Last32 => ClassifyIPv4((uint)address),
            EmbeddedIPv4.After16 => ClassifyIPv4((uint)(address >> 80)),
            // The client is who would be reached, the server who would be asked for the way to it.
            EmbeddedIPv4.Teredo => FirstNotGlobal(ClassifyIPv4(~(uint)address), ClassifyIPv4((uint)(address >> 64))),
            _ => AddressClass.Global,
        };
        AddressClass found = FirstNotGlobal(embedded, block.Class);
        return found == AddressClass.Global && IsIsatap(address) ? ClassifyIPv4((uint)address) : found;
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
