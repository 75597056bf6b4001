using System.Runtime.Versioning;
using System.Xml.Linq;
using Penstock.Bench.Peers;
using Penstock.Bench.Reporting;
using Penstock.Bench.Running;

namespace Penstock.Tests.Bench;

[SupportedOSPlatform("linux")]
public sealed class ReportTests
{
    private static readonly (string, string)[] s_rows = [("floor", "floor"), ("penstock", "Penstock"), ("squid", "Squid <5.7>")];

    [Fact]
    public void Table_HasMediansWithSpread_RatiosToTheFloor_AndPenstocksToEach()
    {
        string[] lines = ComparisonTable.Full(s_rows, Measured()).Split('\n');

        Assert.Equal("| proxy | CPU µs per tunnel | CPU µs per GET of 1 KiB | errors |", lines[0]);
        Assert.Equal("|---|---|---|---|", lines[1]);
        Assert.Equal(
            [
                "| floor | 100 ±10% | – | 0 |", "| **Penstock** | 110 | 12.3 | 0 |", "| Squid <5.7> | 220 | 49.0 | 7 |",
                "| **ratio to the floor** |  |  |  |", "| **Penstock** | 1.10 | – |  |", "| Squid <5.7> | 2.20 | – |  |",
                "| **Penstock's ratio to** |  |  |  |", "| Squid <5.7> | 0.50 | 0.25 |  |", "",
            ],
            lines[2..]);
    }

    [Fact]
    public void TableOfTheFirstPage_HasWhatIsAskedFor() => Assert.Equal(
        "| proxy | CPU µs per tunnel |\n|---|---|\n| floor | 100 |\n| **Penstock** | 110 |\n| Squid <5.7> | 220 |\n", ComparisonTable.Short(s_rows, Measured(), [Measure.Tunnel]));

    [Fact]
    public void Charts_AreWellFormed_AndSayEveryNumber()
    {
        XElement bars = XElement.Parse(BarChart.Draw(s_rows, Measured(), Measure.All, "here & now"));
        string[] texts = [.. bars.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

        Assert.All((string[])["100", "110", "220", "12.3", "49.0", "not measured", "Squid <5.7>", "here & now"], expected => Assert.Contains(expected, texts));
        Assert.Equal(5, bars.Descendants().Count(element => element.Name.LocalName == "rect" && (string?)element.Attribute("class") != "page"));

        var grown = new Samples();
        grown.Add("penstock", Growth.Key(Growth.Tunnels, Measure.Tunnel, 10), 100);
        grown.Add("penstock", Growth.Key(Growth.Tunnels, Measure.Tunnel, 1_000), 116);
        Assert.Contains("116", XElement.Parse(GrowthReport.Chart(grown, "")).Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(115, "1.15 for a tunnel's life (within 1.15)")]
    [InlineData(116, "1.16 for a tunnel's life (outside 1.15)")]
    public void Growth_IsHeldToItsBound(double atThousand, string verdict)
    {
        var grown = new Samples();
        grown.Add("penstock", Growth.Key(Growth.Tunnels, Measure.Tunnel, 10), 100);
        grown.Add("penstock", Growth.Key(Growth.Tunnels, Measure.Tunnel, 1_000), atThousand);

        Assert.Contains($"From 10 to 1,000 tunnels: not measured for a round trip, {verdict}.", GrowthReport.Table(grown), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.7, 0.8)]
    [InlineData(1, 1)]
    [InlineData(13.2, 20)]
    [InlineData(80.1, 100)]
    [InlineData(401, 500)]
    public void AxisEnds_AtARoundNumber(double most, double end) => Assert.Equal(end, LineChart.RoundUp(most), 9);

    [Fact]
    public void MarkedBlock_IsReplaced_AndNothingElse()
    {
        const string Page = "before\n<!-- bench:a -->\nold\n<!-- /bench:a -->\nafter <!-- bench:b -->";

        Assert.Equal("before\n<!-- bench:a -->\nnew\n<!-- /bench:a -->\nafter <!-- bench:b -->", MarkedBlock.Replace(Page, "a", "\nnew\n"));
        Assert.Equal(MarkedBlock.Replace(Page, "a", "x"), MarkedBlock.Replace(MarkedBlock.Replace(Page, "a", "y"), "a", "x"));
        Assert.Throws<FormatException>(() => MarkedBlock.Replace(Page, "b", "x"));
    }

    [Fact]
    public void MicroTable_GathersTheReportsOfBenchmarkDotNet()
    {
        const string Report = "```\nmachine\n```\n| Method | Names | Mean | Error | Allocated |\n|------- |--- |---:|---:|---:|\n| **Hit** | **1000** | **43.1 ns** | 1 ns | - |\n|   |   |   |   |   |\n| Miss | 1000 | 31 ns | 1 ns | 24 B |\n";

        Assert.Equal(
            "| what | of | time | allocated |\n|---|---|---|---|\n| Hit | 1000 | 43.1 ns | - |\n| Miss | 1000 | 31 ns | 24 B |\n", MicroTable.Of([Report]));
    }

    [Theory]
    [InlineData("5.7-2+deb12u6", "5.7")]
    [InlineData("1:2.6.12-1+deb12u4", "2.6")]
    [InlineData("9.2.5+ds-0+deb12u4", "9.2")]
    [InlineData("", null)]
    public void VersionOfAPeer_IsReadFromItsPackage(string version, string? number) => Assert.Equal(number, PeerList.UpstreamVersion(version));

    [Fact]
    public void Peers_AreChosenByName_AndOneThatThereIsNotIsSaid()
    {
        Peer[] all = PeerList.All("/floor", "/penstock");

        Assert.Equal(["floor", "squid"], PeerList.Choose(all, "squid, floor", out string? problem).Select(peer => peer.Name));
        Assert.Null(problem);
        Assert.Equal(all, PeerList.Choose(all, null, out _));
        _ = PeerList.Choose(all, "squit", out problem);
        Assert.StartsWith("no such proxy: squit (there are floor, penstock,", problem, StringComparison.Ordinal);
    }

    private static Samples Measured()
    {
        var samples = new Samples();
        foreach (double value in (double[])[90, 110, 100])
        {
            samples.Add("floor", "tunnel", value);
        }

        samples.Add("penstock", "tunnel", 110);
        samples.Add("penstock", "get", 12.25);
        samples.Add("squid", "tunnel", 220);
        samples.Add("squid", "get", 49);
        samples.AddErrors("squid", 7);
        return samples;
    }
}
