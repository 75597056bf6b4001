using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Penstock.Transport;

/// <summary>The address at the other end of a connection, in 24 bytes and no object: most connections are asked for it only once, for a log line.
/// An IPv4-mapped IPv6 address (a client of a dual-stack listener) is its IPv4 address. The default value is a Unix socket's peer.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct PeerAddress
{
    private readonly UInt128 _address;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly AddressFamily _family;

    private PeerAddress(UInt128 address, uint scope, ushort port, AddressFamily family)
    {
        _address = address;
        _scope = scope;
        _port = port;
        _family = family;
    }

    /// <summary>A client on a Unix socket: on this machine, and let in by the permissions of the file.</summary>
    public bool IsUnixSocket => _family == AddressFamily.Unspecified;

    /// <summary>On this machine: 127.0.0.0/8, ::1, or a Unix socket.</summary>
    public bool IsLoopback => _family switch
    {
        AddressFamily.InterNetwork => (uint)(_address >> 24) == 127,
        AddressFamily.InterNetworkV6 => _address == UInt128.One,
        _ => true,
    };

    public int Port => _port;

    public static PeerAddress FromIPv4(uint address, ushort port) => new(address, 0, port, AddressFamily.InterNetwork);

    public static PeerAddress FromIPv6(UInt128 address, uint scope, ushort port) =>
        address >> 32 == 0xFFFF ? FromIPv4((uint)address, port) : new(address, scope, port, AddressFamily.InterNetworkV6);

    public static PeerAddress From(EndPoint? endPoint)
    {
        if (endPoint is not IPEndPoint { Address: var address } ip)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)ip.Port)
            : FromIPv6(BinaryPrimitives.ReadUInt128BigEndian(bytes), (uint)address.ScopeId, (ushort)ip.Port);
    }

    /// <summary>The address as an object; null for a Unix socket.</summary>
    public IPAddress? ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (_family)
        {
            case AddressFamily.InterNetwork:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_address);
                return new IPAddress(bytes[..4]);
            case AddressFamily.InterNetworkV6:
                BinaryPrimitives.WriteUInt128BigEndian(bytes, _address);
                return new IPAddress(bytes, _scope);
            default:
                return null;
        }
    }

    /// <summary>Writes the address as the access log's <c>%h</c> has it, in UTF-8; at most 64 bytes.</summary>
    public int Format(Span<byte> to)
    {
        if (_family == AddressFamily.InterNetwork)
        {
            int at = 0;
            for (int shift = 24; shift >= 0; shift -= 8)
            {
                ((byte)(_address >> shift)).TryFormat(to[at..], out int written);
                at += written;
                to[at++] = (byte)'.';
            }

            return at - 1;
        }

        if (ToIPAddress() is { } address)
        {
            address.TryFormat(to, out int length);
            return length;
        }

        to[0] = (byte)'-';
        return 1;
    }

    /// <summary>The address alone, as the access log's <c>%h</c> has it: <c>-</c> for a Unix socket.</summary>
    public override string ToString() => ToIPAddress()?.ToString() ?? "-";
}
