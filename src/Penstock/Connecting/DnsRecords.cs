using System.Buffers.Binary;

namespace Penstock.Connecting;

/// <summary>Walks the records of a message (RFC 1035, section 4.1.3), of which there are <paramref name="count"/> from <paramref name="start"/> on if the header is to be
/// believed. Whoever the records belong to is not looked at here.</summary>
internal ref struct DnsRecords(ReadOnlySpan<byte> message, int start, int count)
{
    /// <summary>No more are looked at: 16 aliases, 64 addresses and their signatures are fewer, and what is behind them costs nothing.</summary>
    internal const int Most = 256;

    private const int FixedLength = 10;

    private readonly ReadOnlySpan<byte> _message = message;
    private readonly int _count = Math.Min(count, Most);
    private int _next = start;

    /// <summary>How many have been read.</summary>
    public int Number { get; private set; }

    /// <summary>Whether the message ended in the midst of a record.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Where the name of the record's owner is.</summary>
    public int Owner { get; private set; }

    public DnsType Type { get; private set; }

    public ushort Class { get; private set; }

    /// <summary>The lifetime. With its top bit set it counts as zero (RFC 2181, section 8).</summary>
    public int Seconds { get; private set; }

    public int DataStart { get; private set; }

    public readonly ReadOnlySpan<byte> Data => _message[DataStart.._next];

    /// <summary>Goes on to the next record; false if there is none.</summary>
    public bool MoveNext()
    {
        if (Number == _count || IsCutOff)
        {
            return false;
        }

        Owner = _next;
        int at = _next;
        if (!DnsName.TrySkip(_message, ref at) || _message.Length - at < FixedLength)
        {
            IsCutOff = true;
            return false;
        }

        ReadOnlySpan<byte> head = _message.Slice(at, FixedLength);
        Type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(head);
        Class = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        Seconds = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(head[4..]));
        DataStart = at + FixedLength;
        int length = BinaryPrimitives.ReadUInt16BigEndian(head[8..]);
        IsCutOff = length > _message.Length - DataStart;
        _next = IsCutOff ? DataStart : DataStart + length;
        Number++;
        return !IsCutOff;
    }
}
