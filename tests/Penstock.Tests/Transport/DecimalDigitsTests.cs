using System.Globalization;
using System.Text;
using Penstock.Transport;

namespace Penstock.Tests.Transport;

/// <summary>Digits as the runtime writes them.</summary>
public sealed class DecimalDigitsTests
{
    [Fact]
    public void EachNumber_IsAsTheRuntimeWritesIt_InTheRoomThatIsAskedFor()
    {
        var random = new Random(1);
        IEnumerable<long> numbers =
        [
            .. Enumerable.Range(-1_100, 2_200).Select(number => (long)number),
            .. Enumerable.Range(3, 16).SelectMany(power => Around((long)Math.Pow(10, power))),
            .. Around(int.MaxValue),
            .. Around(uint.MaxValue),
            long.MaxValue,
            long.MinValue,
            .. Enumerable.Range(0, 10_000).Select(_ => random.NextInt64() >> random.Next(64)),
        ];
        foreach (long number in numbers)
        {
            byte[] room = new byte[DecimalDigits.Room];
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room, 0, DecimalDigits.Write(number, room)));
        }
    }

    [Fact]
    public void AByte_NeedsFourBytesOfRoom()
    {
        for (int number = 0; number <= byte.MaxValue; number++)
        {
            byte[] room = new byte[4];
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room, 0, DecimalDigits.Write(number, room)));
        }
    }

    [Fact]
    public void FixedWidths_HaveTheirZeros()
    {
        byte[] room = new byte[4];
        for (int number = 0; number < 1_000; number++)
        {
            DecimalDigits.WriteThree((uint)number, room);
            Assert.Equal(number.ToString("000", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room, 0, 3));
        }

        for (int number = 0; number < 100; number++)
        {
            DecimalDigits.WriteTwo(number, room);
            Assert.Equal(number.ToString("00", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room, 0, 2));
        }
    }

    private static IEnumerable<long> Around(long number) => [number - 1, number, number + 1, -number];
}
