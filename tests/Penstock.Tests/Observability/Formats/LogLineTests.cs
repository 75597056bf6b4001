using System.Globalization;
using System.Text;
using Penstock.Observability.Formats;

namespace Penstock.Tests.Observability.Formats;

public sealed class LogLineTests
{
    [Fact]
    public void Numbers_AreWrittenAsTheRuntimeWritesThem()
    {
        List<long> numbers = [0, int.MaxValue, int.MaxValue + 1L, int.MinValue, long.MinValue, long.MaxValue];
        for (long power = 1; power < long.MaxValue / 10; power *= 10)
        {
            numbers.AddRange([power - 1, power, power + 1, -power]);
        }

        var line = new LogLine([]);
        foreach (long number in numbers)
        {
            line.Append(number);
            line.Append((byte)' ');
        }

        Assert.Equal(string.Concat(numbers.Select(number => number.ToString(CultureInfo.InvariantCulture) + " ")), Encoding.ASCII.GetString(line.Written));
    }
}
