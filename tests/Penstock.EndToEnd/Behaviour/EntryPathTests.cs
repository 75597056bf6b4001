using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>One table of destinations and clients, and every way in: the decision is the same.</summary>
public sealed class EntryPathTests : IDisposable
{
    private readonly TempFolder _files = new();

    private readonly SilentDns _dns = new(answerRefused: true);

    public void Dispose()
    {
        _dns.Dispose();
        _files.Dispose();
    }

    // A name or address as a client may write it, and what a client from elsewhere and a local one are told.
    public static TheoryData<string, ProxyOutcome, ProxyOutcome> Destinations => new()
    {
        { "127.0.0.1", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "localhost", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "LocalHost.", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "inside.example", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "[::1]", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "[::ffff:127.0.0.1]", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "mapped.example", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "own.example", ProxyOutcome.DestinationProhibited, ProxyOutcome.ConnectRefused },
        { "nosuch.example", ProxyOutcome.NameUnknown, ProxyOutcome.NameUnknown },
        { "127.1", ProxyOutcome.HeadRejected, ProxyOutcome.HeadRejected },
        { "0x7f000001", ProxyOutcome.HeadRejected, ProxyOutcome.HeadRejected },
        { "user@localhost", ProxyOutcome.HeadRejected, ProxyOutcome.HeadRejected },
    };

    [Theory, MemberData(nameof(Destinations))]
    public async Task Destination_IsJudgedTheSame_ByEveryWayIn(string host, ProxyOutcome fromElsewhere, ProxyOutcome fromHere)
    {
        Assert.SkipWhen(RemoteClientTests.Elsewhere.Equals(IPAddress.None), "this machine has no address but loopback");
        int port = RawOrigin.UnusedPort();
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await StartAsync(transport);
            foreach (EntryPath path in EntryPath.All)
            {
                Assert.Equal((path, fromElsewhere), (path, await AskAsync(proxy, RemoteClientTests.Elsewhere, path, $"{host}:{port}")));
                Assert.Equal((path, fromHere), (path, await AskAsync(proxy, IPAddress.Loopback, path, $"{host}:{port}")));
            }
        }
    }

    [Theory, BothTransports]
    public async Task ProxyItself_IsALoop_ByEveryWayIn(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        int port = ((IPEndPoint)proxy.EndPoint).Port;
        foreach (EntryPath path in EntryPath.All)
        {
            Assert.Equal((path, ProxyOutcome.ProxyLoop), (path, await AskAsync(proxy, IPAddress.Loopback, path, $"localhost:{port}")));
        }
    }

    [Theory, BothTransports]
    public async Task ClientThatMayNot_IsRefused_ByEveryWayIn(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Clients = [IPNetwork.Parse("192.0.2.0/24")] });
        foreach (string request in EntryPath.All.Select(path => path.Request(origin.EndPoint.ToString())).Append("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
        {
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(request);
            Assert.StartsWith("HTTP/1.1 403 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.ClientNotAllowed, (await proxy.EndedAsync()).Outcome);
        }

        Assert.False(origin.HasCaller);
    }

    // Rules that are all of them about one destination: the name, what it leads to, its port; and spellings of the one and the other.
    public static TheoryData<string, string> Denied => new()
    {
        { "denied.example", "denied.example" },
        { "denied.example", "DENIED.Example." },
        { "*.example", "below.denied.example" },
        { ".denied.example", "denied.example" },
        { ".denied.example", "below.denied.example" },
        { "192.0.2.0/24", "192.0.2.7" },
        { "192.0.2.0/24", "[::ffff:192.0.2.7]" },
        { "192.0.2.0/24", "[::ffff:c000:207]" },
        { "192.0.2.0/24", "denied.example" },
        { "::ffff:192.0.2.7", "192.0.2.7" },
        { "2001:db8::/32", "[2001:DB8:0:0::1]" },
        { "2001:db8::/32", "six.example" },
    };

    [Theory, MemberData(nameof(Denied))]
    public async Task DestinationThatARuleDenies_IsDenied_ByEveryWayIn(string pattern, string host)
    {
        string hosts = _files.Write("hosts", "192.0.2.7 denied.example below.denied.example\n2001:db8::1 six.example\n");
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
            {
                Resolver = new() { HostsPath = hosts, Servers = [_dns.EndPoint] },
                Policy = new PolicyConfig { Rules = [RuleTests.Rule(RuleVerdict.Deny, pattern)] },
            });
            foreach (EntryPath path in EntryPath.All)
            {
                Assert.Equal((path, ProxyOutcome.Denied), (path, await AskAsync(proxy, IPAddress.Loopback, path, $"{host}:81")));
            }
        }
    }

    [Theory, BothTransports]
    public async Task EverythingThatNoRuleAllows_IsDenied_ByEveryWayIn(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Policy = new PolicyConfig { Rules = [RuleTests.Rule(RuleVerdict.Allow, "allowed.example")], Default = RuleVerdict.Deny } });
        foreach (EntryPath path in EntryPath.All)
        {
            Assert.Equal((path, ProxyOutcome.Denied), (path, await AskAsync(proxy, IPAddress.Loopback, path, origin.EndPoint.ToString())));
        }

        Assert.False(origin.HasCaller);
    }

    [Theory, BothTransports]
    public async Task KeptConnectionOfALocalClient_IsNotForOneFromElsewhere(TransportKind transport)
    {
        Assert.SkipWhen(RemoteClientTests.Elsewhere.Equals(IPAddress.None), "this machine has no address but loopback");
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        string request = $"GET http://inside.example:{listener.Port}/ HTTP/1.1\r\nHost: x\r\n\r\n";
        using RawPeer local = await RawPeer.ConnectAsync(Address(proxy, IPAddress.Loopback));
        await local.SendAsync(request);
        using RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await local.ReadHeadAsync();
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.OriginConnectionsIdle == 1, "the connection is kept");

        using RawPeer remote = await RawPeer.ConnectAsync(Address(proxy, RemoteClientTests.Elsewhere), RemoteClientTests.Elsewhere);
        await remote.SendAsync(request);

        Assert.StartsWith("HTTP/1.1 403 ", await remote.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await origin.ReadToEndAsync());
    }

    private static IPEndPoint Address(ProxyFixture proxy, IPAddress address) => new(address, ((IPEndPoint)proxy.EndPoint).Port);

    private static async Task<ProxyOutcome> AskAsync(ProxyFixture proxy, IPAddress from, EntryPath path, string target)
    {
        using RawPeer client = await RawPeer.ConnectAsync(Address(proxy, from), from);
        await client.SendAsync(path.Request(target));
        await client.ReadHeadAsync();
        return (await proxy.EndedAsync()).Outcome;
    }

    private Task<ProxyFixture> StartAsync(TransportKind transport)
    {
        string hosts = _files.Write("hosts", $"""
            127.0.0.1 localhost inside.example
            ::ffff:127.0.0.1 mapped.example
            {RemoteClientTests.Elsewhere} own.example
            """);
        return ProxyFixture.StartAsync(transport, config => config with
        {
            Listeners = [new("0.0.0.0:0")],
            Loops = 1,
            Clients = [new IPNetwork(RemoteClientTests.Elsewhere, 32), IPNetwork.Parse("127.0.0.0/8")],
            Resolver = new() { HostsPath = hosts, Servers = [_dns.EndPoint] },
        });
    }
}
