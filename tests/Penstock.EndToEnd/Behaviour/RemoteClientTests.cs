using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A client that is not on loopback, and names: what is judged is the address that would be dialled, and nothing else is dialled.</summary>
public sealed class RemoteClientTests : IDisposable
{
    // Seen from its own network, this machine is a client from elsewhere.
    internal static readonly IPAddress Elsewhere = NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)) ?? IPAddress.None;

    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("inside.example")]
    [InlineData("six.example")]
    [InlineData("mapped.example")]
    [InlineData("several.example")]
    [InlineData("own.example")]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task NameOfAnInsideAddress_Is403_AndNothingIsDialled(string host)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await StartAsync(transport, $"""
                127.0.0.1 localhost inside.example several.example
                ::1 six.example several.example
                ::ffff:127.0.0.1 mapped.example
                {Elsewhere} own.example
                """);
            using var listener = new RawOrigin(IPAddress.Any);
            using var listenerSix = new RawOrigin(IPAddress.IPv6Loopback, listener.Port);
            using RawPeer client = await ConnectFromElsewhereAsync(proxy);
            await client.SendAsync(ProxyFixture.Connect($"{host}:{listener.Port}"));
            string answer = await client.ReadResponseAsync();

            Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nProxy-Status: penstock; error=destination_ip_prohibited; ", answer, StringComparison.Ordinal);
            Assert.False(listener.HasCaller || listenerSix.HasCaller);
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal((ProxyOutcome.DestinationProhibited, null), (ended.Outcome, ended.OriginEndPoint));
            Assert.Equal((RuleVerdict.Deny, 0), (ended.Verdict, Assert.Single(proxy.Proxy.Rules).Hits));
            Assert.EndsWith(", and no rule names it", ended.DecidedBy, StringComparison.Ordinal);
            Assert.InRange(ended.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            Assert.Equal(Elsewhere, ended.ClientAddress);
            Assert.Matches($@"^{Elsewhere} - - .* 403 \d+$", Assert.Single(await proxy.StopAndReadLogAsync()));
        }
    }

    // Another rule allows the destination; this one alone opens its address, and not to whoever has not said who it is.
    [Theory, BothTransports]
    public async Task InsideAddressThatARuleOpensToAUser_AsksForTheUser(TransportKind transport)
    {
        using var users = new UserFile();
        await using ProxyFixture proxy = await StartAsync(transport, "127.0.0.1 inside.example", configure: config => config with
        {
            Users = users.Config with { Required = false },
            Policy = new PolicyConfig { Rules = [RuleTests.Rule(RuleVerdict.Allow, "any"), RuleTests.Rule(RuleVerdict.Allow, "127.0.0.0/8") with { When = new RuleCondition.User(["alice"]) }] },
        });
        using var listener = new RawOrigin();
        foreach (string host in (string[])["127.0.0.1", "inside.example"])
        {
            foreach (string credentials in (string[])["", "Proxy-Authorization: Basic YWxpY2U6d3Jvbmc=\r\n"])
            {
                using RawPeer client = await ConnectFromElsewhereAsync(proxy);
                await client.SendAsync($"CONNECT {host}:{listener.Port} HTTP/1.1\r\nHost: x\r\n{credentials}\r\n");
                Assert.StartsWith("HTTP/1.1 407 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            }

            Assert.False(listener.HasCaller);
            using RawPeer alice = await ConnectFromElsewhereAsync(proxy);
            await alice.SendAsync($"CONNECT {host}:{listener.Port} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 ", await alice.ReadHeadAsync(), StringComparison.Ordinal);
            (await listener.AcceptAsync()).Dispose();
        }
    }

    [Theory, BothTransports]
    public async Task Refusal_DoesNotTellWhichAddressANameHasInside(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, $"10.11.12.13 inside.example loop.example\n{Elsewhere} loop.example");
        foreach (string target in (string[])["inside.example:443", $"loop.example:{Port(proxy)}"])
        {
            using RawPeer client = await ConnectFromElsewhereAsync(proxy);
            await client.SendAsync(ProxyFixture.Connect(target));
            string answer = await client.ReadResponseAsync();

            Assert.Contains(target, answer, StringComparison.Ordinal);
            Assert.DoesNotContain("10.11.12.13", answer, StringComparison.Ordinal);
            Assert.Contains("10.11.12.13", (await proxy.EndedAsync()).Detail, StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task NameWithAddressesInsideAndOutside_IsReachedByTheOneOutside(TransportKind transport)
    {
        await using GlobalAddress global = await GlobalAddress.RouteHereAsync();
        await using ProxyFixture proxy = await StartAsync(transport, $"127.0.0.1 mixed.example\n::1 mixed.example\n{global.Address} mixed.example\n{Elsewhere} mixed.example");
        using var listener = new RawOrigin(IPAddress.Any);
        using RawPeer client = await ConnectFromElsewhereAsync(proxy);
        await client.SendAsync(ProxyFixture.Connect($"mixed.example:{listener.Port}"));
        using RawPeer origin = await listener.AcceptAsync();

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(global.Address, ((IPEndPoint)origin.Socket.LocalEndPoint!).Address);
        Assert.False(listener.HasCaller);
    }

    [Theory, BothTransports]
    public async Task LocalClientAndRemoteClient_OfOneListener_MayReachWhatIsTheirs(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, "127.0.0.1 localhost", "[::]:0");
        using var listener = new RawOrigin();
        using RawPeer local = await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port(proxy)));
        await local.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        Assert.StartsWith("HTTP/1.1 200 ", await local.ReadHeadAsync(), StringComparison.Ordinal);

        using RawPeer remote = await ConnectFromElsewhereAsync(proxy);
        await remote.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        Assert.StartsWith("HTTP/1.1 403 ", await remote.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ListenerOnEveryAddress_IsALoopByTheMachinesOwn(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, "127.0.0.1 localhost");
        foreach (IPAddress from in (IPAddress[])[Elsewhere, IPAddress.Loopback])
        {
            using RawPeer client = await RawPeer.ConnectAsync(new IPEndPoint(from, Port(proxy)), from);
            await client.SendAsync(ProxyFixture.Connect($"{Elsewhere}:{Port(proxy)}"));
            Assert.Contains("error=proxy_loop_detected", await client.ReadResponseAsync(), StringComparison.Ordinal);
        }
    }

    private static int Port(ProxyFixture proxy) => ((IPEndPoint)proxy.EndPoint).Port;

    private static async Task<RawPeer> ConnectFromElsewhereAsync(ProxyFixture proxy) =>
        await RawPeer.ConnectAsync(new IPEndPoint(Elsewhere, Port(proxy)), Elsewhere);

    private Task<ProxyFixture> StartAsync(TransportKind transport, string hosts, string listener = "0.0.0.0:0", Func<ProxyConfig, ProxyConfig>? configure = null)
    {
        Assert.SkipWhen(Elsewhere.Equals(IPAddress.None), "this machine has no address but loopback");
        string path = _files.Write("hosts", hosts);
        return ProxyFixture.StartAsync(transport, config => (configure ?? (same => same))(config with
        {
            Listeners = [new(listener)],
            Clients = [new IPNetwork(Elsewhere, 32), IPNetwork.Parse("127.0.0.0/8")],
            Resolver = new() { HostsPath = path },
        }));
    }
}
