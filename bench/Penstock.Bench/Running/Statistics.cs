namespace Penstock.Bench.Running;

/// <summary>What so many rounds came to: the median, and the least and the most of them.</summary>
internal readonly record struct Statistics(int Count, double Median, double Least, double Most)
{
    /// <summary>Half of the way from the least to the most, as a part of the median.</summary>
    public double Spread => Median == 0 ? 0 : (Most - Least) / 2 / Math.Abs(Median);

    /// <exception cref="ArgumentException">There are none.</exception>
    public static Statistics Of(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("There is no median of nothing.", nameof(values));
        }

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Statistics(sorted.Length, median, sorted[0], sorted[^1]);
    }
}
