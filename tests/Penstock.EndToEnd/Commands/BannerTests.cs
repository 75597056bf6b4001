using System.Diagnostics;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

[Collection(nameof(Alone))]
public sealed class BannerTests
{
    [Theory, BothTransports]
    public async Task Banner_SaysWhatWhereForWhomAndHowToTry_WithinASecond(string transport)
    {
        var clock = Stopwatch.StartNew();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        Assert.Matches(@"^penstock [0-9.]+ ", penstock.Output);
        await Eventually.TrueAsync(() => penstock.Output.Contains($"curl -x {penstock.Url} https://", StringComparison.Ordinal), "the banner has a line to try");
        Assert.Contains("for this machine only", penstock.Output, StringComparison.Ordinal);
        await penstock.StopAsync();
    }
}
