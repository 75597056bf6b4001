using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Penstock.Transport;

/// <summary>The address at the other end of a connection, in 24 bytes and no object: most connections are asked for it only once, for a log line.
/// An IPv4-mapped IPv6 address (a client of a dual-stack listener) is its IPv4 address. The default value is a Unix socket's peer.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct PeerAddress
{
    // Two halves: a UInt128 would be aligned to 16 bytes, and the whole take 32.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly Kind _kind;

    private PeerAddress(UInt128 address, uint scope, ushort port, Kind kind)
    {
        _high = (ulong)(address >> 64);
        _low = (ulong)address;
        _scope = scope;
        _port = port;
        _kind = kind;
    }

    private enum Kind : byte
    {
        Unix,
        IPv4,
        IPv6,
    }

    /// <summary>A client on a Unix socket: on this machine, and let in by the permissions of the file.</summary>
    public bool IsUnixSocket => _kind == Kind.Unix;

    /// <summary>On this machine: 127.0.0.0/8, ::1, or a Unix socket.</summary>
    public bool IsLoopback => _kind switch
    {
        Kind.IPv4 => _low >> 24 == 127,
        Kind.IPv6 => _high == 0 && _low == 1,
        _ => true,
    };

    public bool IsIPv6 => _kind == Kind.IPv6;

    public int Port => _port;

    /// <summary>Whether both are one address, whatever their ports.</summary>
    public bool IsSameHost(PeerAddress other) => _high == other._high && _low == other._low && _scope == other._scope && _kind == other._kind;

    public static PeerAddress FromIPv4(uint address, ushort port) => new(address, 0, port, Kind.IPv4);

    public static PeerAddress FromIPv6(UInt128 address, uint scope, ushort port) =>
        address >> 32 == 0xFFFF ? FromIPv4((uint)address, port) : new(address, scope, port, Kind.IPv6);

    public static PeerAddress From(EndPoint? endPoint) => endPoint is IPEndPoint ip ? From(ip.Address, ip.Port) : default;

    public static PeerAddress From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)port)
            : FromIPv6(BinaryPrimitives.ReadUInt128BigEndian(bytes), (uint)address.ScopeId, (ushort)port);
    }

    /// <summary>The address as an object; null for a Unix socket.</summary>
    public IPAddress? ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (_kind)
        {
            case Kind.IPv4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_low);
                return new IPAddress(bytes[..4]);
            case Kind.IPv6:
                BinaryPrimitives.WriteUInt128BigEndian(bytes, new UInt128(_high, _low));
                return new IPAddress(bytes, _scope);
            default:
                return null;
        }
    }

    /// <summary>Address and port as an object; null for a Unix socket.</summary>
    public IPEndPoint? ToIPEndPoint() => ToIPAddress() is { } address ? new IPEndPoint(address, _port) : null;

    /// <summary>Writes it in a short form, of 3 to 23 bytes; how many.</summary>
    public int Pack(Span<byte> to)
    {
        to[0] = (byte)_kind;
        BinaryPrimitives.WriteUInt16LittleEndian(to[1..], _port);
        switch (_kind)
        {
            case Kind.IPv4:
                BinaryPrimitives.WriteUInt32LittleEndian(to[3..], (uint)_low);
                return 7;
            case Kind.IPv6:
                BinaryPrimitives.WriteUInt128LittleEndian(to[3..], new UInt128(_high, _low));
                BinaryPrimitives.WriteUInt32LittleEndian(to[19..], _scope);
                return 23;
            default:
                return 3;
        }
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    public static PeerAddress Unpack(ReadOnlySpan<byte> from, out int length)
    {
        var kind = (Kind)from[0];
        ushort port = BinaryPrimitives.ReadUInt16LittleEndian(from[1..]);
        length = kind switch { Kind.IPv4 => 7, Kind.IPv6 => 23, _ => 3 };
        return kind switch
        {
            Kind.IPv4 => new(BinaryPrimitives.ReadUInt32LittleEndian(from[3..]), 0, port, kind),
            Kind.IPv6 => new(BinaryPrimitives.ReadUInt128LittleEndian(from[3..]), BinaryPrimitives.ReadUInt32LittleEndian(from[19..]), port, kind),
            _ => new(0, 0, port, kind),
        };
    }

    /// <summary>Writes the address as the access log's <c>%h</c> has it, in UTF-8; at most 64 bytes.</summary>
    public int Format(Span<byte> to)
    {
        if (_kind == Kind.IPv4)
        {
            int at = 0;
            for (int shift = 24; shift >= 0; shift -= 8)
            {
                at += DecimalDigits.Write((byte)(_low >> shift), to[at..]);
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
