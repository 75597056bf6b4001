using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Many tunnels at once and one after another: all alive, and nothing left behind. (9,000 at once and 200,000 in turn are in bench/README.md.)</summary>
[Collection(nameof(Alone))]
public sealed class ScaleTests
{
    [Theory, BothTransports]
    public async Task ThousandTunnels_AreAllAlive_AndAllGoneAfter(TransportKind transport)
    {
        const int Count = 1000;
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        var tunnels = new List<(RawPeer Client, RawPeer Origin)>();
        for (int i = 0; i < Count; i++)
        {
            tunnels.Add(await proxy.OpenTunnelAsync(listener));
        }

        Assert.Equal(Count, proxy.Proxy.Statistics.TunnelsOpen);
        foreach ((RawPeer client, RawPeer origin) in tunnels)
        {
            await client.SendAsync("alive?");
            Assert.Equal("alive?", await origin.ReadAsync(6));
            client.Dispose();
            origin.Dispose();
        }

        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { TunnelsOpen: 0, ConnectionsOpen: 0 }, "all are gone");
    }

    [Theory, BothTransports]
    public async Task TunnelsInTurn_LeaveNoDescriptorBehind(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        await RunAsync(100);
        int before = Descriptors();
        await RunAsync(3000);

        await Eventually.TrueAsync(() => Descriptors() <= before + 5, $"the descriptors are back at {before}");

        async Task RunAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
                client.Dispose();
                origin.Dispose();
            }

            await Eventually.TrueAsync(() => proxy.Proxy.Statistics.ConnectionsOpen == 0, "all are gone");
        }
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
