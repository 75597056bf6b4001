using System.Buffers.Binary;

namespace Penstock.Recognition;

/// <summary>Reads the presentation language of TLS (RFC 8446, section 3): integers in network order, vectors behind their length. What is not there is not read.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public bool TryReadByte(out byte value)
    {
        value = _rest.IsEmpty ? (byte)0 : _rest[0];
        return TrySkip(1);
    }

    public bool TryReadUInt16(out ushort value)
    {
        _ = BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value);
        return TrySkip(2);
    }

    public bool TryReadUInt24(out int value)
    {
        value = _rest.Length < 3 ? 0 : (_rest[0] << 16) | (_rest[1] << 8) | _rest[2];
        return TrySkip(3);
    }

    public bool TryRead(int length, out ReadOnlySpan<byte> value)
    {
        value = length <= _rest.Length ? _rest[..length] : default;
        return TrySkip(length);
    }

    /// <summary>A vector of at most 255 bytes.</summary>
    public bool TryReadVector8(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadByte(out byte length) && TryRead(length, out value);
    }

    /// <summary>A vector of at most 65,535 bytes.</summary>
    public bool TryReadVector16(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadUInt16(out ushort length) && TryRead(length, out value);
    }

    /// <summary>A vector that is the whole of what there is.</summary>
    public static bool TryReadOnlyVector16(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> value)
    {
        var reader = new WireReader(bytes);
        return reader.TryReadVector16(out value) && reader.IsEmpty;
    }

    private bool TrySkip(int length)
    {
        if (length > _rest.Length)
        {
            return false;
        }

        _rest = _rest[length..];
        return true;
    }
}
