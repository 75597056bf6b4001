using System.Net;
using System.Net.Sockets;

namespace Penstock.Policy;

/// <summary>Where in an IPv6 address an IPv4 address is carried.</summary>
internal enum EmbeddedIPv4
{
    None,

    /// <summary>The last 32 bits.</summary>
    Last32,

    /// <summary>The 32 bits after a 16-bit prefix: 6to4 (RFC 3056, section 2).</summary>
    After16,

    /// <summary>The server after a 32-bit prefix, and the client, each bit inverted, in the last 32 (RFC 4380, section 4).</summary>
    Teredo,
}

/// <summary>
/// One row of <see cref="SpecialPurposeAddresses"/>. Where an IPv4 address is embedded, <see cref="Class"/> holds if that one is global;
/// otherwise the class of the embedded address does.
/// </summary>
internal readonly struct AddressBlock
{
    private readonly UInt128 _first;
    private readonly UInt128 _mask;

    public AddressBlock(string first, int length, AddressClass addressClass, EmbeddedIPv4 embedded = EmbeddedIPv4.None)
    {
        IPAddress address = IPAddress.Parse(first);
        Text = $"{first}/{length}";
        Class = addressClass;
        Embedded = embedded;
        _first = AddressBits.Of(address);
        _mask = AddressBits.Mask(address.AddressFamily == AddressFamily.InterNetwork ? length + 96 : length);
    }

    public string Text { get; }

    public AddressClass Class { get; }

    public EmbeddedIPv4 Embedded { get; }

    public bool Contains(UInt128 address) => (address & _mask) == _first;

    public override string ToString() => $"{Text} {Class}";
}
