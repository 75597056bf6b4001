using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>struct sockaddr_in, sockaddr_in6 and sockaddr_un (netinet/in.h, sys/un.h), written and read by hand: the family in the machine's own order, port and
/// addresses in the network's.</summary>
internal static class SocketAddress
{
    /// <summary>The largest of the three, sockaddr_un, rounded up.</summary>
    public const int MaxSize = 128;

    public static int Write(IPEndPoint endPoint, Span<byte> to)
    {
        to[..28].Clear();
        bool isIPv6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        WriteFamily(to, (ushort)(isIPv6 ? 10 : 2));
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(isIPv6 ? to[8..] : to[4..], out _);
        if (!isIPv6)
        {
            return 16;
        }

        BitConverter.TryWriteBytes(to[24..], (uint)endPoint.Address.ScopeId);
        return 28;
    }

    /// <exception cref="ArgumentException">The path is longer than the 107 bytes that sun_path holds.</exception>
    public static int WriteUnix(string path, Span<byte> to)
    {
        to[..110].Clear();
        WriteFamily(to, 1);
        int length = Encoding.UTF8.GetByteCount(path);
        if (length > 107)
        {
            throw new ArgumentException($"The path of a Unix socket has at most 107 bytes, and {path} has {length}.", nameof(path));
        }

        Encoding.UTF8.GetBytes(path, to[2..]);
        return 2 + length + 1;
    }

    public static PeerAddress ReadPeer(ReadOnlySpan<byte> from) => ReadFamily(from) switch
    {
        2 => PeerAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(from[4..]), BinaryPrimitives.ReadUInt16BigEndian(from[2..])),
        10 => PeerAddress.FromIPv6(BinaryPrimitives.ReadUInt128BigEndian(from[8..]), BitConverter.ToUInt32(from[24..]), BinaryPrimitives.ReadUInt16BigEndian(from[2..])),
        _ => default,
    };

    public static IPEndPoint? ReadEndPoint(ReadOnlySpan<byte> from) => ReadFamily(from) switch
    {
        2 => new IPEndPoint(new IPAddress(from.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(from[2..])),
        10 => new IPEndPoint(new IPAddress(from.Slice(8, 16), BitConverter.ToUInt32(from[24..])), BinaryPrimitives.ReadUInt16BigEndian(from[2..])),
        _ => null,
    };

    private static void WriteFamily(Span<byte> to, ushort family) => BitConverter.TryWriteBytes(to, family);

    private static ushort ReadFamily(ReadOnlySpan<byte> from) => BitConverter.ToUInt16(from);
}
