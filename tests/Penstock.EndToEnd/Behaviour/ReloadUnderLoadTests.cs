using System.Net;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using static Penstock.EndToEnd.Behaviour.RuleTests;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Reloads in the middle of everything: nobody must notice.</summary>
public sealed class ReloadUnderLoadTests
{
    private const int Tunnels = 500;
    private const int Clients = 8;
    private const int LeastRequests = 1_000;
    private const int Reloads = 10;

    [Theory, BothTransports]
    public async Task TenReloads_LoseNoTunnelAndNoRequest(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using var web = new HttpOrigin();
        web.AddRandom("/1KiB", 1024);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        List<(RawPeer Client, RawPeer Origin)> tunnels = [];
        for (int i = 0; i < Tunnels; i++)
        {
            tunnels.Add(await proxy.OpenTunnelAsync(origin));
        }

        using var end = new CancellationTokenSource();
        int answered = 0;
        Task[] load = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy($"http://{proxy.EndPoint}") });
            while (!end.IsCancellationRequested)
            {
                Assert.Equal(1024, (await client.GetByteArrayAsync(new Uri(web.Url("/1KiB")), TestContext.Current.CancellationToken)).Length);
                Interlocked.Increment(ref answered);
            }
        }, TestContext.Current.CancellationToken))];

        ProxyConfig config = proxy.Proxy.Config;
        int extra = RawOrigin.UnusedPort();
        for (int i = 0; i < Reloads; i++)
        {
            // Each with load before it and after it.
            int target = answered + LeastRequests;
            await Eventually.TrueAsync(() => answered >= target || load.Any(task => task.IsFaulted), "requests go on");
            await proxy.Proxy.ReloadAsync(config with
            {
                Listeners = i % 2 == 0 ? [.. config.Listeners, new($"127.0.0.1:{extra}")] : config.Listeners,
                Limits = config.Limits with { MaxConnectionsPerClient = i % 2 == 0 ? 0 : 10_000 },
                Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Deny, $"{i}.example"), Rule(RuleVerdict.Allow, "127.0.0.0/8")], Default = RuleVerdict.Deny, OnReload = ReloadMode.Close },
            });
        }

        await end.CancelAsync();
        await Task.WhenAll(load);
        foreach ((RawPeer client, RawPeer server) in tunnels)
        {
            await client.SendAsync("up");
            Assert.Equal("up", await server.ReadAsync(2));
            await server.SendAsync("down");
            Assert.Equal("down", await client.ReadAsync(4));
        }

        tunnels.ForEach(tunnel =>
        {
            tunnel.Client.Dispose();
            tunnel.Origin.Dispose();
        });
        Assert.True(answered >= Reloads * LeastRequests);
    }
}
