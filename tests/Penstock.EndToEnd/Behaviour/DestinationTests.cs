using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Finding the way to a destination: names, several addresses, and what is said when there is none.</summary>
public sealed class DestinationTests
{
    [Theory, BothTransports]
    public async Task RefusedConnection_Is502(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        int port = RawOrigin.UnusedPort();
        string answer = await proxy.AskAsync(ProxyFixture.Connect($"127.0.0.1:{port}"));

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Status: penstock; error=connection_refused; ", answer, StringComparison.Ordinal);
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal(ProxyOutcome.ConnectRefused, ended.Outcome);
        Assert.StartsWith($"tried 127.0.0.1:{port} ECONNREFUSED (", ended.Detail, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task UnknownName_Is502(TransportKind transport)
    {
        await using var files = new HostsFile("");
        using var dns = new SilentDns(answerRefused: true);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = files.Resolver with { Servers = [dns.EndPoint] } });
        string answer = await proxy.AskAsync(ProxyFixture.Connect("nosuch.invalid:443"));

        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Status: penstock; error=dns_error; rcode=\"NXDOMAIN\"; ", answer, StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.NameUnknown, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task SlowNameServer_Is504_AndHoldsUpNobodyElse(TransportKind transport)
    {
        using var dns = new SilentDns(answerRefused: false);
        await using var files = new HostsFile("127.0.0.1 known.example");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Loops = 1, Resolver = files.Resolver with { Servers = [dns.EndPoint], Timeout = TimeSpan.FromSeconds(1) } });
        using var listener = new RawOrigin();
        Task<string> slow = proxy.AskAsync(ProxyFixture.Connect("slow.example:443"));
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"known.example:{listener.Port}"));

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.False(slow.IsCompleted);
        string answer = await slow;
        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Status: penstock; error=dns_timeout; ", answer, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task BytesThatComeBeforeTheRefusal_AreNeverParsed(TransportKind transport)
    {
        using var dns = new SilentDns(answerRefused: false);
        await using var files = new HostsFile("");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Resolver = files.Resolver with { Servers = [dns.EndPoint], Timeout = TimeSpan.FromSeconds(1) } });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect("slow.example:443"));
        await dns.AskedAsync();
        await client.SendAsync(ProxyFixture.Connect("127.0.0.1:1"));
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Single(await proxy.StopAndReadLogAsync());
    }

    [Theory]
    [InlineData("LOCALHOST")]
    [InlineData("localhost.")]
    [InlineData("LocalHost.")]
    public async Task CaseAndTrailingDot_NameTheSameHost(string name)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(ProxyFixture.Connect($"{name}:{listener.Port}"));

            Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            client.Reset();
            Assert.Equal("localhost", (await proxy.EndedAsync()).Host);
        }
    }

    [Theory]
    [InlineData("::1", "127.0.0.1")] // both, IPv6 dead
    [InlineData("127.0.0.1", "::1")] // both, IPv4 dead
    [InlineData("127.0.0.3", "127.0.0.1")]
    [InlineData(null, "127.0.0.1")]
    [InlineData(null, "::1")]
    public async Task AddressThatAnswers_IsFoundBesideADeadOne(string? dead, string alive)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using var files = new HostsFile($"{(dead is null ? "#" : dead)} dual.example\n{alive} dual.example");
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = files.Resolver });
            using var listener = new RawOrigin(IPAddress.Parse(alive));
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(ProxyFixture.Connect($"dual.example:{listener.Port}"));

            Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            client.Reset();
            Assert.Equal(IPAddress.Parse(alive), (await proxy.EndedAsync()).OriginEndPoint?.Address);
        }
    }

    [Theory, BothTransports]
    public async Task IPv4AddressWrittenAsIPv6_IsDialledAsIPv4(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"[::ffff:127.0.0.1]:{listener.Port}"));

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task NameWithDeadAddressesOnly_NamesThemAll(TransportKind transport)
    {
        await using var files = new HostsFile("127.0.0.3 dead.example\n::1 dead.example");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = files.Resolver });
        string answer = await proxy.AskAsync(ProxyFixture.Connect($"dead.example:{RawOrigin.UnusedPort()}"));

        Assert.Contains("error=connection_refused", answer, StringComparison.Ordinal);
        string? detail = (await proxy.EndedAsync()).Detail;
        Assert.Contains("127.0.0.3:", detail, StringComparison.Ordinal);
        Assert.Contains("[::1]:", detail, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task AddressThatDoesNotAnswer_Is504(TransportKind transport)
    {
        using BlackHole hole = await BlackHole.OpenAsync();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithConnectLimit(TimeSpan.FromMilliseconds(300)));
        string answer = await proxy.AskAsync(ProxyFixture.Connect(hole.EndPoint.ToString()));

        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Status: penstock; error=connection_timeout; ", answer, StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.ConnectTimedOut, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task AddressThatDoesNotAnswer_GivesWayToTheNextAfterTheAttemptDelay(TransportKind transport)
    {
        using BlackHole hole = await BlackHole.OpenAsync(IPAddress.IPv6Loopback);
        using var listener = new RawOrigin(IPAddress.Loopback, hole.EndPoint.Port);
        await using var files = new HostsFile("::1 half.example\n127.0.0.1 half.example");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = files.Resolver });
        using RawPeer client = await proxy.ConnectAsync();
        long began = TimeProvider.System.GetTimestamp();
        await client.SendAsync(ProxyFixture.Connect($"half.example:{listener.Port}"));

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromMilliseconds(240), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("self.example")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    public async Task OwnListener_Is502Loop(string host)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using var files = new HostsFile("127.0.0.1 localhost self.example");
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(
                transport, config => config with { Listeners = [new("127.0.0.1:0"), new("[::1]:0")], Resolver = files.Resolver });
            int port = ((IPEndPoint)proxy.Proxy.Endpoints[host == "[::]" ? 1 : 0]).Port;
            string answer = await proxy.AskAsync(ProxyFixture.Connect($"{host}:{port}"));

            Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nProxy-Status: penstock; error=proxy_loop_detected; ", answer, StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.ProxyLoop, (await proxy.EndedAsync()).Outcome);
        }
    }

    [Theory, BothTransports]
    public async Task ListenerOnEveryAddress_IsALoopByAnyOfThem(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Listeners = [new("0.0.0.0:0")], Clients = [IPNetwork.Parse("127.0.0.0/8")] });
        int port = ((IPEndPoint)proxy.EndPoint).Port;
        using RawPeer client = await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        foreach (string host in (string[])["127.0.0.1", "127.9.9.9", "localhost", "0.0.0.0"])
        {
            await client.SendAsync(ProxyFixture.Connect($"{host}:{port}"));
            Assert.Contains("error=proxy_loop_detected", await client.ReadResponseAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task ClientThatLeavesDuringTheLookUp_IsForgotten(TransportKind transport)
    {
        using var dns = new SilentDns(answerRefused: false);
        await using var files = new HostsFile("");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Resolver = files.Resolver with { Servers = [dns.EndPoint], Timeout = TimeSpan.FromSeconds(2) } });
        RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect("slow.example:443"));
        await dns.AskedAsync();
        client.Reset();

        ProxyOutcome outcome = (await proxy.EndedAsync()).Outcome;
        // Managed sockets tell of a reset only to who reads or writes: there the look-up takes its time first.
        Assert.Equal(transport == TransportKind.Epoll ? ProxyOutcome.ClientGone : ProxyOutcome.NameLookUpTimedOut, outcome);
    }

    private static Func<ProxyConfig, ProxyConfig> WithConnectLimit(TimeSpan limit) => config => config with { Timeouts = config.Timeouts with { Connect = limit } };
}
