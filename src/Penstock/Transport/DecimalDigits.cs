using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Penstock.Transport;

/// <summary>Numbers as they are written everywhere: three digits at a time, since a line of JSON has some twenty numbers, and the runtime's formatting takes ten ns for each.</summary>
internal static class DecimalDigits
{
    /// <summary>The room that any number needs: 20 bytes with its sign, and three behind it, which may be written to.</summary>
    public const int Room = 24;

    // The three digits of each number below 1,000, as bytes behind a zero byte, the lowest address first.
    private static readonly uint[] s_threes = [.. Enumerable.Range(0, 1000).Select(static number => (uint)(('0' + (number / 100)) << 8 | ('0' + (number / 10 % 10)) << 16 | ('0' + (number % 10)) << 24))];

    /// <summary>Writes a number; how many bytes it has.</summary>
    /// <param name="number">The number.</param>
    /// <param name="to">At least <see cref="Room"/>; for one of at most three digits, four.</param>
    public static int Write(long number, Span<byte> to)
    {
        if (number >= 0)
        {
            return Write((ulong)number, to);
        }

        to[0] = (byte)'-';
        return 1 + Write(unchecked((ulong)-number), to[1..]);
    }

    /// <summary>Writes a number below 1,000 with three digits.</summary>
    /// <param name="number">The number.</param>
    /// <param name="to">Four bytes, of which the last may be written to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteThree(uint number, Span<byte> to) => BinaryPrimitives.WriteUInt32LittleEndian(to, s_threes[number] >> 8);

    /// <summary>Writes a number below 100 with two digits.</summary>
    public static void WriteTwo(int number, Span<byte> to) => BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(s_threes[number] >> 16));

    private static int Write(ulong number, Span<byte> to)
    {
        if (number >= 1000)
        {
            (ulong thousands, ulong rest) = Math.DivRem(number, 1000);
            int length = Write(thousands, to);
            WriteThree((uint)rest, to[length..]);
            return length + 3;
        }

        int digits = number < 10 ? 1 : number < 100 ? 2 : 3;
        BinaryPrimitives.WriteUInt32LittleEndian(to, s_threes[number] >> (8 * (4 - digits)));
        return digits;
    }
}
