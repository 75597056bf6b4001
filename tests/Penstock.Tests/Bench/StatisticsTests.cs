using System.Runtime.Versioning;
using Penstock.Bench.Load;
using Penstock.Bench.Running;

namespace Penstock.Tests.Bench;

[SupportedOSPlatform("linux")]
public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3, 0)]
    [InlineData(new[] { 9.0, 1.0, 2.0 }, 2, 2)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 3.0 }, 2.5, 0.6)]
    [InlineData(new[] { -3.0, -1.0 }, -2, 0.5)]
    [InlineData(new[] { 0.0, 0.0 }, 0, 0)]
    public void Median_StandsInTheMiddle_AndTheSpreadIsHalfTheWayByIt(double[] values, double median, double spread)
    {
        var statistics = Statistics.Of(values);

        Assert.Equal((median, values.Min(), values.Max()), (statistics.Median, statistics.Least, statistics.Most));
        Assert.Equal(spread, statistics.Spread, 9);
    }

    [Fact]
    public void OfNothing_ThereIsNoMedian() => Assert.Throws<ArgumentException>(() => Statistics.Of([]));

    [Fact]
    public void Cost_IsForEachThingThatWasDone_OrForEachGibibyte()
    {
        var result = new LoadResult(Done: 1_010, Errors: 10, Seconds: 2, Bytes: 3L << 30, Median: 0, P99: 0, Max: 0);

        Assert.Equal(500, Scenario.Tunnels.CostOf(0.5, result), 9);
        Assert.Equal(500, Scenario.All.Single(scenario => scenario.Name == "down").CostOf(1.5, result), 9);
        Assert.Equal(500, result.PerSecond);
    }

    [Fact]
    public void ResultOfALoad_IsReadAsItWasWritten()
    {
        var result = new LoadResult(10, 1, 2.5, 64, 7, 8, 9);

        Assert.Equal(result, LoadResult.Parse(result.ToString()));
        Assert.Throws<FormatException>(() => LoadResult.Parse("done 10"));
    }

    [Fact]
    public void Samples_KeepEveryRoundOfEachProxy()
    {
        var samples = new Samples();
        samples.Add("a", "tunnel", 1);
        samples.Add("a", "tunnel", 3);
        samples.AddErrors("a", 2);
        samples.AddErrors("a", 3);

        Assert.Equal(2, samples.Of("a", "tunnel")?.Median);
        Assert.Null(samples.Of("b", "tunnel"));
        Assert.Equal((5, 0), (samples.Errors("a"), samples.Errors("b")));
        Assert.Equal("proxy,measure,values\na,tunnel,1,3\n", samples.ToCsv());
    }
}
