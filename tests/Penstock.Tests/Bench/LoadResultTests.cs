using System.Runtime.Versioning;
using Penstock.Bench.Load;

namespace Penstock.Tests.Bench;

/// <summary>The parts of a load as one.</summary>
[SupportedOSPlatform("linux")]
public sealed class LoadResultTests
{
    [Fact]
    public void TwoParts_AreOne_WithLatenciesByTheShareOfEach()
    {
        LoadResult both = new LoadResult(300, 3, 1.5, 4096, 100, 400, 900).And(new LoadResult(100, 1, 0.5, 1024, 200, 800, 500));

        Assert.Equal(new LoadResult(400, 4, 2, 5120, 125, 500, 900), both);
    }

    [Fact]
    public void PartsThatDidNothing_AreNothing() =>
        Assert.Equal(new LoadResult(0, 0, 0, 0, 0, 0, 0), new LoadResult(0, 0, 0, 0, 0, 0, 0).And(new LoadResult(0, 0, 0, 0, 0, 0, 0)));
}
