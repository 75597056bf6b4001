using System.Buffers.Binary;

namespace Penstock.Recognition;

/// <summary>Fills an array with the lists of a hello, one behind the other. Each method answers where the list ends.</summary>
internal ref struct NumberWriter(Span<ushort> numbers)
{
    private readonly Span<ushort> _numbers = numbers;
    private int _count;

    public bool SawGrease { get; private set; }

    public int Add(ushort value)
    {
        SawGrease |= TlsNames.IsGrease(value);
        _numbers[_count++] = value;
        return _count;
    }

    /// <summary>A list of numbers.</summary>
    public int AddAll(ReadOnlySpan<byte> list, bool withGrease = true)
    {
        for (; list.Length >= 2; list = list[2..])
        {
            ushort value = BinaryPrimitives.ReadUInt16BigEndian(list);
            SawGrease |= TlsNames.IsGrease(value);
            if (withGrease || !TlsNames.IsGrease(value))
            {
                _numbers[_count++] = value;
            }
        }

        return _count;
    }

    /// <summary>The numbers of a list in which each has data behind it: extensions, key shares.</summary>
    public int AddTypes(ReadOnlySpan<byte> list)
    {
        var reader = new WireReader(list);
        while (reader.TryReadUInt16(out ushort type) && reader.TryReadVector16(out _))
        {
            Add(type);
        }

        return _count;
    }
}
