using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Splice;

/// <summary>A fast path that quietly does not run looks like one that does. So the command counts, and here it is read.</summary>
public sealed class SpliceProofTests
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
        Totals totals = Totals.Of(penstock);
        Assert.Equal((1, 1), (totals.Requests, totals.Tunnels));
        if (transport == "epoll")
        {
            Assert.InRange(totals.Spliced, SixtyMiB, Length);
        }
        else
        {
            Assert.Equal(0, totals.Spliced);
            Assert.InRange(totals.Copied, SixtyMiB, Length * 1.01);
        }
    }
}
