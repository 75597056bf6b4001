using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Listeners that go, and those that take their place: no client that has been let in is lost.</summary>
public sealed class ListenerReloadTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    [Theory, BothTransports]
    public async Task ConnectionsThatNobodyHasAcceptedYet_AreServed_WhenTheirListenerGoes(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1, Listeners = [new("127.0.0.1:0"), new("127.0.0.1:0")] });
        Task<string>[] asking = await AskWhileHeldAsync(proxy, () => proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [new($"127.0.0.1:{RawOrigin.UnusedPort()}")] }));

        Assert.All(await Task.WhenAll(asking), answer => Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal));
    }

    [Theory, BothTransports]
    public async Task ConnectionsThatNobodyHasAcceptedYet_AreServed_WhenTheProxyStops(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        Task<string>[] asking = await AskWhileHeldAsync(proxy, () => proxy.Proxy.StopAsync());

        Assert.All(await Task.WhenAll(asking), answer => Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal));
    }

    [Theory, BothTransports]
    public async Task WhoeverCouldConnect_IsServed_WhileListenersComeAndGo(TransportKind transport)
    {
        int port = RawOrigin.UnusedPort();
        ListenerConfig other = new($"127.0.0.1:{RawOrigin.UnusedPort()}");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"127.0.0.1:{port}"), other] });
        using var over = new CancellationTokenSource();
        Task<int>[] clients = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskUntilAsync(port, over.Token)))];
        try
        {
            for (int i = 0; i < 10; i++)
            {
                await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [other] });
                await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [new($"127.0.0.1:{port}"), other] });
                long before = proxy.Proxy.Statistics.Requests;
                await Eventually.TrueAsync(() => proxy.Proxy.Statistics.Requests > before + 20, "they ask again");
            }
        }
        finally
        {
            // Clients that went on for ever would take the descriptors of the other tests.
            await over.CancelAsync();
        }

        Assert.True((await Task.WhenAll(clients)).Sum() >= 200);
    }

    // As a program has that the process of the proxy has just started: descriptors close on exec, which comes a while after fork.
    [Theory, BothTransports]
    public async Task ListenerWhoseDescriptorSomebodyElseHasToo_LeavesItsAddressFree(TransportKind transport)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors are those of Linux");
        ListenerConfig listener = new($"127.0.0.1:{RawOrigin.UnusedPort()}");
        ListenerConfig other = new($"127.0.0.1:{RawOrigin.UnusedPort()}");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [listener, other] });
        using var copies = new DescriptorCopies(listener.EndPoint);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [other] });
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [listener, other] });

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(((IPEndPoint)listener.EndPoint).Port), StringComparison.Ordinal);
    }

    public static TheoryData<TransportKind, string, string> Overlaps =>
        new(from transport in Enum.GetValues<TransportKind>().Skip(1)
            from pair in new[] { ("127.0.0.1", "0.0.0.0"), ("127.0.0.1", "[::]"), ("0.0.0.0", "[::]") }
            select (transport, pair.Item1, pair.Item2));

    [Theory, MemberData(nameof(Overlaps))]
    public async Task ListenerOfAnAddressThatOverlaps_TakesItsPlace(TransportKind transport, string before, string after)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 || after != "[::]", "this machine has no IPv6");
        using var origin = new RawOrigin();
        int port = RawOrigin.UnusedPort();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"{before}:{port}")], Clients = s_local });
        (RawPeer client, RawPeer server) = await OpenTunnelAsync(port, origin);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [new($"{after}:{port}")] });

        Assert.Equal(new ListenerConfig($"{after}:{port}").EndPoint, Assert.Single(proxy.Proxy.Endpoints));
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(port), StringComparison.Ordinal);
        await client.SendAsync("up");
        Assert.Equal("up", await server.ReadAsync(2));
        (client, server) = await OpenTunnelAsync(port, origin);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [new($"{before}:{port}")] });
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(port), StringComparison.Ordinal);
        await client.SendAsync("up");
        Assert.Equal("up", await server.ReadAsync(2));
    }

    [Theory, BothTransports]
    public async Task AddressThatOverlapsAnothersToo_IsInUse_AndNothingChanges(TransportKind transport)
    {
        int port = RawOrigin.UnusedPort();
        // One that lets itself be joined, as another Penstock does.
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.SetRawSocketOption(1, 15, BitConverter.GetBytes(1));
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));
        stranger.Listen();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"127.0.0.1:{port}")], Clients = s_local });
        ProxyConfig config = proxy.Proxy.Config;
        foreach (string address in (string[])["0.0.0.0", "[::]"])
        {
            await Assert.ThrowsAsync<ProxyStartException>(() => proxy.Proxy.ReloadAsync(config with { Listeners = [new($"{address}:{port}")] }));
        }

        Assert.Same(config, proxy.Proxy.Config);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(port), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task SecondProxy_CannotOpenAnAddressThatOverlaps(TransportKind transport)
    {
        int port = RawOrigin.UnusedPort();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"127.0.0.1:{port}")] });

        await Assert.ThrowsAsync<ProxyStartException>(() => ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"0.0.0.0:{port}")], Clients = s_local }));
        await Assert.ThrowsAsync<ProxyStartException>(() => ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"127.0.0.1:{port}")] }));
    }

    private static readonly IPNetwork[] s_local = [IPNetwork.Parse("127.0.0.0/8")];

    /// <summary>Holds the only loop, lets clients connect and ask, begins a change, and lets the loop go. The change has ended with the answers.</summary>
    private static async Task<Task<string>[]> AskWhileHeldAsync(ProxyFixture proxy, Func<Task> change)
    {
        using var held = new ManualResetEventSlim();
        using var isHeld = new SemaphoreSlim(0);
        bool holds = true;
        proxy.Proxy.RequestEnded += _ =>
        {
            if (holds)
            {
                isHeld.Release();
                held.Wait(RawPeer.Limit);
            }
        };
        using RawPeer first = await proxy.ConnectAsync();
        await first.SendAsync(Request);
        Assert.True(await isHeld.WaitAsync(RawPeer.Limit));
        holds = false;
        RawPeer[] clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(Request);
            return client;
        }));
        Task changing = change();
        held.Set();
        await changing;
        return [.. clients.Select(ReadAsync)];
    }

    private static async Task<string> ReadAsync(RawPeer client)
    {
        using (client)
        {
            return await client.ReadToEndAsync();
        }
    }

    private static async Task<(RawPeer Client, RawPeer Origin)> OpenTunnelAsync(int port, RawOrigin origin)
    {
        RawPeer client = await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync(ProxyFixture.Connect(origin.EndPoint.ToString()));
        RawPeer server = await origin.AcceptAsync();
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return (client, server);
    }

    private static async Task<string> AskAsync(int port)
    {
        RawPeer client = await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync(Request);
        return await ReadAsync(client);
    }

    private static async Task<int> AskUntilAsync(int port, CancellationToken over)
    {
        int served = 0;
        while (!over.IsCancellationRequested)
        {
            RawPeer client;
            try
            {
                client = await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            }
            catch (SocketException)
            {
                // There was no listener just now.
                continue;
            }

            using (client)
            {
                await client.SendAsync(Request);
                Assert.StartsWith("HTTP/1.1 200 ", await ReadAsync(client), StringComparison.Ordinal);
                served++;
            }
        }

        return served;
    }
}
