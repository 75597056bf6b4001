using System.Net;
using System.Net.Sockets;

namespace Penstock.Policy;

/// <summary>A set of networks in which a look-up costs the same few nanoseconds more for each doubling. IPv4 and IPv6 stay apart (::/0 holds no IPv4 address), and an
/// IPv4-mapped address is an IPv4 address, as in <see cref="ClientNetworks"/>.</summary>
internal sealed class AddressRanges
{
    private readonly NumberRanges<uint> _ipv4 = new();
    private readonly NumberRanges<UInt128> _ipv6 = new();

    public bool IsEmpty => _ipv4.Count + _ipv6.Count == 0;

    public void Add(IPNetwork network)
    {
        UInt128 first = AddressBits.Of(network.BaseAddress);
        bool isIPv4 = network.BaseAddress.AddressFamily is AddressFamily.InterNetwork;
        int length = isIPv4 ? network.PrefixLength + 96 : network.PrefixLength;
        if (isIPv4 || (length >= 96 && AddressBits.IsIPv4(first)))
        {
            AddIPv4((uint)first, length - 96);
        }
        else
        {
            _ipv6.Add(first, first | ~AddressBits.Mask(length));
        }
    }

    /// <param name="first">The lowest address.</param>
    /// <param name="length">Of the prefix, from 0 to 32.</param>
    public void AddIPv4(uint first, int length) => _ipv4.Add(first, first | (uint)((ulong)uint.MaxValue >> length));

    /// <summary>To be called once, after the last was added.</summary>
    public void Merge()
    {
        _ipv4.Merge();
        _ipv6.Merge();
    }

    public bool Contains(IPAddress address)
    {
        UInt128 number = AddressBits.Of(address);
        return AddressBits.IsIPv4(number) ? _ipv4.Contains((uint)number) : _ipv6.Contains(number);
    }

    /// <summary>Whether it holds an address that this one leads to, another than itself: an IPv4 address that it carries (behind a NAT64, by 6to4, Teredo or ISATAP), or this machine's own, which is where
    /// connect(2) to an unspecified address goes.</summary>
    public bool ContainsOther(IPAddress address)
    {
        UInt128 number = AddressBits.Of(address);
        if (number == AddressBits.AnyIPv4 || number == AddressBits.AnyIPv6)
        {
            return _ipv4.Contains((uint)AddressBits.LoopbackIPv4) || (number == AddressBits.AnyIPv6 && _ipv6.Contains(AddressBits.LoopbackIPv6));
        }

        Span<uint> carried = stackalloc uint[AddressClassifier.MostCarried];
        foreach (uint ipv4 in carried[..AddressClassifier.CarriedBy(address, carried)])
        {
            if (_ipv4.Contains(ipv4))
            {
                return true;
            }
        }

        return false;
    }
}
