using System.Buffers.Binary;

namespace Penstock.Policy;

/// <summary>
/// Hashes a host name label by label from the right, so that one pass over <c>www.example.com</c> gives the hashes of <c>com</c>, <c>example.com</c> and the whole.
/// Keyed anew in each process: whoever writes a public list of names cannot make its look-ups slow.
/// </summary>
internal static class NameHash
{
    private static readonly ulong BlockKey = RandomOdd();
    private static readonly ulong EndKey = RandomOdd();

    /// <summary>The hash of no labels.</summary>
    public static ulong Seed { get; } = RandomOdd();

    /// <summary>The hash of a name, from the hash of all that is right of its first label.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<byte> label)
    {
        int length = label.Length;
        while (label.Length > sizeof(ulong))
        {
            hash = Multiply(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(label), BlockKey);
            label = label[sizeof(ulong)..];
        }

        // With the length in it, labels of one letter more or less differ.
        return Multiply(hash ^ Last(label), EndKey ^ ((ulong)length << 32));
    }

    /// <summary>The hash of a whole name.</summary>
    public static ulong Of(ReadOnlySpan<byte> name)
    {
        ulong hash = Seed;
        while (name.LastIndexOf((byte)'.') is >= 0 and var dot)
        {
            hash = Add(hash, name[(dot + 1)..]);
            name = name[..dot];
        }

        return Add(hash, name);
    }

    /// <summary>The last 0 to 8 bytes as a number; the parts that are read overlap.</summary>
    private static ulong Last(ReadOnlySpan<byte> rest) => rest.Length switch
    {
        >= sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(rest) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(rest[^sizeof(uint)..]) << 32),
        > 0 => rest[0] | ((ulong)rest[rest.Length / 2] << 8) | ((ulong)rest[^1] << 16),
        _ => 0,
    };

    private static ulong Multiply(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private static ulong RandomOdd()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) | 1;
    }
}
