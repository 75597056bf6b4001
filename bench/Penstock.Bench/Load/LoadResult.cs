using System.Globalization;

namespace Penstock.Bench.Load;

/// <summary>What came of a load; latencies in microseconds.</summary>
internal sealed record LoadResult(long Done, long Errors, double Seconds, long Bytes, long Median, long P99, long Max)
{
    public long Succeeded => Done - Errors;

    public double PerSecond => Succeeded / Seconds;

    public double Gibibytes => Bytes / (double)(1L << 30);

    /// <summary>This and another as one: the shares of each count by what it did. The median and the p99 are means of those of both.</summary>
    public LoadResult And(LoadResult other)
    {
        double share = Done + other.Done == 0 ? 1 : Done / (double)(Done + other.Done);
        return new LoadResult(
            Done + other.Done, Errors + other.Errors, Seconds + other.Seconds, Bytes + other.Bytes, Mean(Median, other.Median), Mean(P99, other.P99), Math.Max(Max, other.Max));

        long Mean(long mine, long others) => (long)Math.Round((mine * share) + (others * (1 - share)));
    }

    /// <summary>One line, as the load's process writes it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"done {Done} errors {Errors} seconds {Seconds:F4} bytes {Bytes} median {Median} p99 {P99} max {Max}");

    /// <summary>Reads such a line.</summary>
    /// <exception cref="FormatException">It is another.</exception>
    public static LoadResult Parse(string line)
    {
        string[] words = line.Split(' ');
        if (words is not ["done", var done, "errors", var errors, "seconds", var seconds, "bytes", var bytes, "median", var median, "p99", var p99, "max", var max])
        {
            throw new FormatException($"Not the result of a load: {line}");
        }

        return new LoadResult(Whole(done), Whole(errors), double.Parse(seconds, CultureInfo.InvariantCulture), Whole(bytes), Whole(median), Whole(p99), Whole(max));
    }

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
