using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>How a proxy stops.</summary>
public sealed class StopTests
{
    [Theory, BothTransports]
    public async Task TunnelThatFinishesInTime_LosesNothing(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithDrain(TimeSpan.FromSeconds(20)));
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        Task stopped = proxy.Proxy.StopAsync();
        await Eventually.TrueAsync(async () => !await CanConnectAsync(proxy), "nobody new is accepted");
        await client.SendAsync("last words");
        Assert.Equal("last words", await origin.ReadAsync(10));
        Assert.False(stopped.IsCompleted);
        client.Dispose();
        origin.Dispose();
        await stopped.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(10, (await proxy.EndedAsync()).BytesUp);
    }

    [Theory, BothTransports]
    public async Task TunnelThatDoesNot_IsClosedAndSaysWhy(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithDrain(TimeSpan.FromMilliseconds(200)));
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await proxy.Proxy.StopAsync().WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(ProxyOutcome.ProxyStopped, (await proxy.EndedAsync()).Outcome);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("", await origin.ReadToEndAsync());
    }

    [Theory, BothTransports]
    public async Task ClientsThatWait_DoNotHoldItUp(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithDrain(TimeSpan.FromMinutes(10)));
        using RawPeer client = await proxy.ConnectAsync();
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.ConnectionsOpen == 1, "it was accepted");
        await proxy.Proxy.StopAsync().WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(0, proxy.Proxy.Statistics.ConnectionsOpen);
    }

    [Theory, BothTransports]
    public async Task ClientWhoseResponseEndsMeanwhile_DoesNotHoldItUp(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithDrain(TimeSpan.FromMinutes(10)));
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo");
        await client.ReadHeadAsync();
        Task stopped = proxy.Proxy.StopAsync();
        await Eventually.TrueAsync(async () => !await CanConnectAsync(proxy), "nobody new is accepted");
        await origin.SendAsync("dy");

        Assert.Equal("body", await client.ReadToEndAsync());
        await stopped.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);
    }

    [Theory, BothTransports]
    public async Task UnixSocketWhoseFolderIsGone_DoesNotHinderIt(TransportKind transport)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("penstock-");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new("127.0.0.1:0"), new($"unix:{folder.FullName}/s")] });
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        folder.Delete(recursive: true);
        client.Dispose();
        origin.Dispose();

        Assert.Single(await proxy.StopAndReadLogAsync());
    }

    [Theory, BothTransports]
    public async Task SecondProxyOnTheSamePort_IsRefused(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var second = new ProxyServer(new ProxyConfig { Listeners = [new(proxy.EndPoint.ToString()!)], Transport = transport });

        ProxyStartException e = await Assert.ThrowsAsync<ProxyStartException>(second.StartAsync);
        Assert.Contains($"{proxy.EndPoint}: the port is in use", e.Message, StringComparison.Ordinal);
    }

    private static async ValueTask<bool> CanConnectAsync(ProxyFixture proxy)
    {
        try
        {
            (await proxy.ConnectAsync()).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Func<ProxyConfig, ProxyConfig> WithDrain(TimeSpan drain) => config => config with { Timeouts = config.Timeouts with { Drain = drain } };
}
