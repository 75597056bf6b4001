using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Splice;

/// <summary>A fast path that quietly does not run looks like one that does. So the command counts, and here it is read.</summary>
public sealed partial class SpliceProofTests
{
    private const int Length = 64 << 20;
    private const double SixtyMiB = 60 << 20;

    [Theory, BothTransports]
    public async Task Download_Of64MiB_IsSplicedOverEpollAndCopiedOverSockets(string transport)
    {
        byte[] content = Content.Random(Length);
        await using var server = new TcpServer(async (stream, cancellationToken) => await stream.WriteAsync(content, cancellationToken));
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        using (ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken))
        {
            (string hash, long length) = await Content.HashToEndAsync(tunnel.Stream, TestContext.Current.CancellationToken);
            Assert.Equal((Content.Hash(content), Length), (hash, length));
        }

        await AssertPathAsync(penstock, transport);
    }

    [Theory, BothTransports]
    public async Task Upload_Of64MiB_IsSplicedOverEpollAndCopiedOverSockets(string transport)
    {
        byte[] content = Content.Random(Length);
        var received = new TaskCompletionSource<(string, long)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TcpServer(async (stream, cancellationToken) => received.SetResult(await Content.HashToEndAsync(stream, cancellationToken)));
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        using (ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken))
        {
            await tunnel.Stream.WriteAsync(content, TestContext.Current.CancellationToken);
            tunnel.EndSending();
            Assert.Equal((Content.Hash(content), Length), await received.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }

        await AssertPathAsync(penstock, transport);
    }

    private static async Task AssertPathAsync(PenstockProcess penstock, string transport)
    {
        await penstock.StopAsync();
        Match totals = Totals().Match(penstock.Error);
        Assert.True(totals.Success, penstock.Error);
        (double copied, double spliced) = (Bytes(totals, 1), Bytes(totals, 3));
        if (transport == "epoll")
        {
            Assert.InRange(spliced, SixtyMiB, Length);
        }
        else
        {
            Assert.Equal(0, spliced);
            Assert.InRange(copied, SixtyMiB, Length * 1.01);
        }
    }

    private static double Bytes(Match totals, int group)
    {
        double number = double.Parse(totals.Groups[group].Value, CultureInfo.InvariantCulture);
        return number * Math.Pow(1024, Array.IndexOf(["B", "KiB", "MiB", "GiB"], totals.Groups[group + 1].Value));
    }

    [GeneratedRegex(@"^stopped after 1 requests, 1 tunnels; ([0-9.]+) (\w+) copied, ([0-9.]+) (\w+) spliced\s*\z", RegexOptions.Multiline)]
    private static partial Regex Totals();
}
