using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Policy;

/// <summary>
/// An address as one number, so that addresses compare without allocation. An IPv4 address has the number of its IPv4-mapped form (RFC 4291, section 2.5.5.2):
/// the two spellings reach the same host and must be one to every rule. The zone of a link-local address is left out for the same reason.
/// </summary>
internal static class AddressBits
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xffff << 32;

    public static UInt128 AnyIPv4 { get; } = Of(IPAddress.Any);

    public static UInt128 AnyIPv6 { get; } = Of(IPAddress.IPv6Any);

    public static UInt128 LoopbackIPv4 { get; } = Of(IPAddress.Loopback);

    public static UInt128 LoopbackIPv6 { get; } = Of(IPAddress.IPv6Loopback);

    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? OfIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static UInt128 OfIPv4(uint address) => MappedPrefix | address;

    public static bool IsIPv4(UInt128 address) => (address >> 32) == 0xffff;

    /// <summary>The mask of a prefix. Shifting a 128-bit number by 128 leaves it as it was, so a length of 0 needs a case of its own.</summary>
    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);
}
