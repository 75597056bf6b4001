using System.Buffers.Binary;

namespace Penstock.Connecting;

/// <summary>A name and a type of records, as a query asks for them (RFC 1035, section 4.1.2).</summary>
internal sealed class DnsQuestion
{
    /// <summary>The header that every message begins with (RFC 1035, section 4.1.1).</summary>
    public const int HeaderLength = 12;

    /// <summary>Class IN, the internet.</summary>
    public const ushort Internet = 1;

    /// <summary>The longest query: a header, the longest name with its type and class, and the OPT record.</summary>
    public const int MaxQueryLength = HeaderLength + DnsName.MaxLength + 4 + OptLength;

    /// <summary>What passes without fragments (DNS flag day 2020): larger answers come truncated, and are fetched by TCP.</summary>
    private const ushort DatagramSize = 1232;

    private const int OptLength = 11;
    private const byte RecursionDesired = 0x01;

    private readonly byte[] _name;

    private DnsQuestion(byte[] name, DnsType type)
    {
        _name = name;
        Type = type;
    }

    public DnsType Type { get; }

    /// <summary>As in a message, in lower case.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>Where the records of an answer begin.</summary>
    public int End => HeaderLength + _name.Length + 4;

    /// <summary>Null if DNS can have no such name: a label of more than 63 letters, or none.</summary>
    public static DnsQuestion? For(string name, DnsType type)
    {
        Span<byte> written = stackalloc byte[DnsName.MaxLength];
        int length = DnsName.Write(name, written);
        return length == 0 ? null : new DnsQuestion(written[..length].ToArray(), type);
    }

    /// <summary>Writes a query and returns its length. With extensions it says how large a datagram may be that answers (EDNS, RFC 6891, section 6.1.2).</summary>
    public int WriteQuery(Span<byte> to, ushort id, bool withExtensions)
    {
        to[..HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(to, id);
        to[2] = RecursionDesired;
        to[5] = 1; // one question
        _name.CopyTo(to[HeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(to[(End - 4)..], (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(to[(End - 2)..], Internet);
        if (!withExtensions)
        {
            return End;
        }

        to[11] = 1; // one additional record: the root's name, the type, the size where a class would be, and neither flags nor options
        Span<byte> opt = to.Slice(End, OptLength);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], DatagramSize);
        return End + OptLength;
    }

    /// <summary>Whether a response repeats this question, and no other. To look at the id alone is too little to tell a stale or forged answer by (RFC 5452,
    /// section 9.1).</summary>
    public bool IsRepeatedIn(ReadOnlySpan<byte> message)
    {
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        int at = HeaderLength;
        return BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 1
            && DnsName.TryRead(message, ref at, name, out int length)
            && name[..length].SequenceEqual(_name)
            && at == End - 4
            && message.Length >= End
            && BinaryPrimitives.ReadUInt16BigEndian(message[at..]) == (ushort)Type
            && BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]) == Internet;
    }
}
