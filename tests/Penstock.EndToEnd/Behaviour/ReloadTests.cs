using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;
using static Penstock.EndToEnd.Behaviour.RuleTests;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Another configuration while it runs.</summary>
public sealed class ReloadTests
{
    [Theory, BothTransports]
    public async Task NewRules_HoldForTheNextRequestOfAConnection(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer server = await origin.AcceptAsync();
        await server.ReadHeadAsync();
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Policy = Denying });
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendAsync($"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task OpenTunnelThatTheNewRulesDeny_StaysOpen_UnlessTheyCloseIt(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Policy = Denying });
        await client.SendAsync("up");
        Assert.Equal("up", await server.ReadAsync(2));

        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Policy = Denying with { OnReload = ReloadMode.Close } });
        await client.ReadEndingAsync();
        Assert.Equal(ProxyOutcome.RulesChanged, (await proxy.EndedAsync()).Outcome);
        server.Dispose();
    }

    [Theory, BothTransports]
    public async Task OpenTunnelThatTheNewRulesAllow_IsNotClosed(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with
        {
            Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Allow, "127.0.0.0/8")], Default = RuleVerdict.Deny, OnReload = ReloadMode.Close },
        });
        await client.SendAsync("up");
        Assert.Equal("up", await server.ReadAsync(2));
    }

    [Theory]
    [InlineData("urls denied", true)]
    [InlineData("urls allowed", false)]
    [InlineData("names allowed", false)]
    [InlineData("names denied", true)]
    public async Task OpenTunnel_IsJudgedByRulesAboutWhatNobodyHadAsked(string rules, bool isClosed)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            using var origin = new RawOrigin();
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
            RuleCondition when = rules.StartsWith("urls", StringComparison.Ordinal) ? new RuleCondition.Url(["127.0.0.1:*"]) : new RuleCondition.FromName(["localhost"]);
            bool denies = rules.EndsWith("denied", StringComparison.Ordinal);
            RuleConfig rule = Rule(denies ? RuleVerdict.Deny : RuleVerdict.Allow, "any") with { When = when };
            await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with
            {
                Policy = new PolicyConfig { Rules = [rule], Default = denies ? RuleVerdict.Allow : RuleVerdict.Deny, OnReload = ReloadMode.Close },
            });

            if (isClosed)
            {
                await client.ReadEndingAsync();
                Assert.Equal(ProxyOutcome.RulesChanged, (await proxy.EndedAsync()).Outcome);
            }
            else
            {
                await client.SendAsync("up");
                Assert.Equal("up", await server.ReadAsync(2));
            }

            server.Dispose();
        }
    }

    [Theory, BothTransports]
    public async Task OpenTunnelOfAUser_IsNobodysWhenThereAreNoUsers(TransportKind transport)
    {
        using var users = new UserFile();
        using var origin = new RawOrigin();
        RuleConfig forUsers = Rule(RuleVerdict.Allow, "any") with { When = new RuleCondition.User([]) };
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Users = users.Config,
            Policy = new PolicyConfig { Rules = [forUsers], Default = RuleVerdict.Deny, OnReload = ReloadMode.Close },
        });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"CONNECT {origin.EndPoint} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Users = null });

        await client.ReadEndingAsync();
        Assert.Equal(ProxyOutcome.RulesChanged, (await proxy.EndedAsync()).Outcome);
    }

    // Read anew, the same name servers are another list.
    [Theory, BothTransports]
    public async Task NamesThatAreKnown_StayKnown_UnlessTheResolverChanges(TransportKind transport)
    {
        static ResolverConfig Resolver(int seconds) => new() { Servers = [new(IPAddress.Loopback, 9)], Timeout = TimeSpan.FromSeconds(seconds) };
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = Resolver(5) });
        Assert.StartsWith("HTTP/1.1 200 ", await proxy.AskAsync(ProxyFixture.Connect($"localhost:{origin.Port}")), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Proxy.CachedNames);

        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Resolver = Resolver(5) });
        Assert.Equal(1, proxy.Proxy.CachedNames);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Resolver = Resolver(6) });
        Assert.Equal(0, proxy.Proxy.CachedNames);
    }

    [Theory, BothTransports]
    public async Task Listeners_AreAddedAndRemoved_AndTheConnectionsOfOneThatIsGoneGoOn(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
        var first = (IPEndPoint)proxy.EndPoint;
        int port = RawOrigin.UnusedPort();
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [new($"127.0.0.1:{port}")] });

        Assert.Equal(port, ((IPEndPoint)Assert.Single(proxy.Proxy.Endpoints)).Port);
        using RawPeer other = await proxy.ConnectAsync();
        await other.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await other.ReadHeadAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketException>(() => RawPeer.ConnectAsync(first));
        await client.SendAsync("up");
        Assert.Equal("up", await server.ReadAsync(2));
    }

    [Theory, BothTransports]
    public async Task BadConfiguration_ChangesNothing(TransportKind transport)
    {
        using var origin = new RawOrigin();
        using var taken = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        ProxyConfig before = proxy.Proxy.Config;
        await Assert.ThrowsAsync<ProxyConfigException>(() => proxy.Proxy.ReloadAsync(before with { Loops = -1, Policy = Denying }));
        await Assert.ThrowsAsync<ProxyStartException>(() => proxy.Proxy.ReloadAsync(before with { Listeners = [.. before.Listeners, new($"127.0.0.1:{taken.Port}")], Policy = Denying }));
        await Assert.ThrowsAnyAsync<IOException>(() => proxy.Proxy.ReloadAsync(before with { AccessLogs = [new() { Path = "/proc/none/x" }], Policy = Denying }));

        Assert.Same(before, proxy.Proxy.Config);
        (RawPeer client, _) = await proxy.OpenTunnelAsync(origin);
        client.Dispose();
    }

    [Theory, BothTransports]
    public async Task OwnClientsOfAListener_ChangeWithTheReload(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        ProxyConfig config = proxy.Proxy.Config;
        const string Request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        await proxy.Proxy.ReloadAsync(config with { Listeners = [config.Listeners[0] with { Clients = [IPNetwork.Parse("192.0.2.0/24")] }] });
        Assert.StartsWith("HTTP/1.1 403 ", await proxy.AskAsync(Request), StringComparison.Ordinal);
        await proxy.Proxy.ReloadAsync(config);
        Assert.StartsWith("HTTP/1.1 200 ", await proxy.AskAsync(Request), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ConnectionsOfAListenerThatIsGone_AreStillForItsOwnClients(TransportKind transport)
    {
        ListenerConfig other = new($"127.0.0.1:{RawOrigin.UnusedPort()}");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Clients = [IPNetwork.Parse("0.0.0.0/0")],
            Listeners = [config.Listeners[0] with { Clients = [IPNetwork.Parse("192.0.2.0/24")] }, other],
        });
        using RawPeer client = await proxy.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 403 ", await client.ReadResponseAsync(), StringComparison.Ordinal);
            await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Listeners = [other] });
        }
    }

    private static PolicyConfig Denying => new() { Default = RuleVerdict.Deny };
}
