using System.Text.RegularExpressions;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using Penstock.EndToEnd.Telemetry;

namespace Penstock.EndToEnd.Faults;

/// <summary>A disk that has no room for the access log.</summary>
public sealed partial class FullDiskTests
{
    private const int Requests = 100;

    [Theory, BothTransports]
    public async Task FullDisk_ProxyingGoesOn_LossesAreCountedAndSaid_AndNoLineIsHalf(string transport)
    {
        using var folder = new TempFolder();
        await using SmallDisk disk = await SmallDisk.MountAsync(64);
        await using var origin = new HttpOrigin(_ => Task.FromResult<byte[]?>("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray()));
        await File.WriteAllBytesAsync(disk["ballast"], new byte[32 * 1024], TestContext.Current.CancellationToken);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--admin", $"unix:{folder["admin.sock"]}"], accessLog: disk["access.log"]);

        // A tunnel from before the disk is full.
        using var listener = new RawOrigin();
        using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        using RawPeer server = await listener.AcceptAsync();
        await client.ReadHeadAsync();

        await AskAsync(penstock, origin, Requests);
        long lost = 0;
        await Eventually.TrueAsync(
            async () => (lost = (long)(await PrometheusText.ScrapeAsync(folder["admin.sock"]))["penstock_log_lines_lost_total"]) + Lines(penstock).Length == Requests, "each line is in the log or among the lost");
        Assert.InRange(lost, 1, Requests - 1);
        await Eventually.TrueAsync(() => penstock.Error.Contains(" access log lines were lost: the disk is full or too slow", StringComparison.Ordinal), "the error log says that lines are lost");
        AssertWhole(penstock);
        await client.SendAsync("still here");
        Assert.Equal("still here", await server.ReadAsync(10));

        // Room is made, by nobody that the proxy knows of.
        File.Delete(disk["ballast"]);
        await AskAsync(penstock, origin, 5);
        client.Dispose();
        server.Dispose();
        await penstock.StopAsync();

        AssertWhole(penstock);
        Assert.Equal(Requests + 5 + 1, Lines(penstock).Length + lost);
    }

    // Each makes a line of some 1,000 bytes.
    private static async Task AskAsync(PenstockProcess penstock, HttpOrigin origin, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
            await client.SendAsync($"GET {origin.Url("/" + new string('x', 900))} HTTP/1.1\r\nHost: 127.0.0.1:{origin.Port}\r\nConnection: close\r\n\r\n");
            Assert.EndsWith("\r\n\r\nok", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    private static string[] Lines(PenstockProcess penstock) => penstock.AccessLog();

    private static void AssertWhole(PenstockProcess penstock)
    {
        Assert.EndsWith("\n", File.ReadAllText(penstock.AccessLogPath), StringComparison.Ordinal);
        Assert.All(Lines(penstock), line => Assert.Matches(Whole(), line));
    }

    [GeneratedRegex(@"^127\.0\.0\.1 - - \[[^\]]+\] ""(GET http://127\.0\.0\.1:\d+/x{900}|CONNECT 127\.0\.0\.1:\d+) HTTP/1\.1"" 200 \S+\z")]
    private static partial Regex Whole();
}
