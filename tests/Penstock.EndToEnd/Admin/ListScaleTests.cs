using System.Diagnostics;
using System.Text.Json;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Admin;

/// <summary>Ten thousand requests in one answer: four thousand tunnels that are open, which is what one process has descriptors for, and the rest of the past.</summary>
[Collection(nameof(Alone))]
public sealed class ListScaleTests
{
    private const int Open = 4000;
    private const int Ended = 6000;

    // The best of some, and time of the processor, that of the client with it: what else the machine does is no business of this test.
    private const int Tries = 10;

    [Fact]
    public async Task TenThousandRequests_AreListedIn100MillisecondsOfWork()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        using var origin = new RawOrigin();
        List<RawPeer> peers = [];
        for (int i = 0; i < Open; i++)
        {
            (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
            peers.AddRange([client, server]);
        }

        using (RawPeer client = await admin.Proxy.ConnectAsync())
        {
            for (int i = 0; i < Ended; i++)
            {
                await client.SendAsync("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
                await client.ReadResponseAsync();
            }
        }

        (TimeSpan best, TimeSpan bestWork) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        byte[] list = [];
        for (int i = 0; i < Tries; i++)
        {
            var clock = Stopwatch.StartNew();
            TimeSpan work = Environment.CpuUsage.TotalTime;
            list = await admin.Client.GetByteArrayAsync(new Uri("/api/v1/requests?limit=10000", UriKind.Relative), TestContext.Current.CancellationToken);
            work = Environment.CpuUsage.TotalTime - work;
            best = clock.Elapsed < best ? clock.Elapsed : best;
            bestWork = work < bestWork ? work : bestWork;
        }

        using JsonDocument document = JsonDocument.Parse(list);
        Assert.Equal((Open, Ended), (document.RootElement.GetProperty("open").GetArrayLength(), document.RootElement.GetProperty("ended").GetArrayLength()));
        TestContext.Current.TestOutputHelper?.WriteLine($"{list.Length} bytes in {best.TotalMilliseconds:0.0} ms, of which {bestWork.TotalMilliseconds:0.0} ms of work");
        Assert.InRange(bestWork, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        peers.ForEach(peer => peer.Dispose());
    }
}
