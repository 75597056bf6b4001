using System.Net;
using Penstock.Connecting;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.EndToEnd.Faults;

/// <summary>Names whose address changes between one question and the next (DNS rebinding): the address that was judged is the one that is dialled.</summary>
public sealed class ChangingDnsTests
{
    private const string OneAddressAllowed = "rules:\n  - allow: 127.0.0.1\ndefault: deny\n";

    [Theory, BothTransports]
    public async Task NameThatChangesWithEveryQuestion_LeadsToAllowedAddressesOnly(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, more: OneAddressAllowed);
        using var forbidden = new RawOrigin(IPAddress.Parse("127.0.0.2"), names.OriginPort);
        int asked = 0;
        names.Server.On("changing.test", DnsType.Aaaa, NoData).On("changing.test", DnsType.A, q => Addresses(0, Interlocked.Increment(ref asked) % 2 == 1 ? "127.0.0.1" : "127.0.0.2")(q));

        List<string> endings = [];
        for (int i = 0; i < 20; i++)
        {
            endings.Add((await names.CurlAsync("changing.test", tunnel: i % 4 < 2)).Ending);
        }

        // One question a request: what is looked up for the judge is what the dialler gets. A kept connection to the allowed address may save a plain request its question.
        Assert.Subset(new HashSet<string> { "200", "403 http_request_denied" }, endings.ToHashSet());
        Assert.Equal(2, endings.Distinct().Count());
        Assert.False(forbidden.HasCaller);
        Assert.InRange(asked, 2, 20);
    }

    [Theory, BothTransports]
    public async Task NameWithBothAtOnce_LeadsToTheAllowedOne(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, more: OneAddressAllowed);
        using var forbidden = new RawOrigin(IPAddress.Parse("127.0.0.2"), names.OriginPort);
        using var forbiddenSix = new RawOrigin(IPAddress.IPv6Loopback, names.OriginPort);
        names.Server.On("both.test", DnsType.A, Addresses(0, "127.0.0.2", "127.0.0.1")).On("both.test", DnsType.Aaaa, Addresses(0, "::1", "::ffff:127.0.0.2"));

        Assert.Equal("200", (await names.CurlAsync("both.test", tunnel: true)).Ending);
        Assert.Equal("200", (await names.CurlAsync("both.test", tunnel: false)).Ending);
        Assert.False(forbidden.HasCaller || forbiddenSix.HasCaller);
    }

    [Theory, BothTransports]
    public async Task InsideAddressInAnyForm_IsRefusedToAClientFromElsewhere(string transport)
    {
        (NamesFixture names, IPEndPoint proxy) = await StartForElsewhereAsync(transport);
        await using NamesFixture disposed = names;
        string[] forms = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:0:127.0.0.1", "fe80::5efe:7f00:1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "::"];
        for (int i = 0; i < forms.Length; i++)
        {
            names.Server.OnBoth($"n{i}.test", NamesFixture.Of(forms[i], seconds: 0));
        }

        string[] endings = await Task.WhenAll(forms.Select(async (form, i) => $"{form}: {(await names.CurlAsync($"n{i}.test", tunnel: true, proxy, RemoteClientTests.Elsewhere)).Ending}"));

        Assert.Equal(forms.Select(form => $"{form}: 403 destination_ip_prohibited"), endings);
        Assert.Empty(names.OriginRequests);
    }

    [Theory, BothTransports]
    public async Task NameThatWasOutsideAndIsInsideNow_IsDialledOutsideOnly(string transport)
    {
        await using GlobalAddress global = await GlobalAddress.RouteHereAsync();
        (NamesFixture names, IPEndPoint proxy) = await StartForElsewhereAsync(transport);
        await using NamesFixture disposed = names;
        using var listener = new RawOrigin(IPAddress.Any);
        int asked = 0;
        names.Server.On("changing.test", DnsType.Aaaa, NoData)
            .On("changing.test", DnsType.A, q => Addresses(0, Interlocked.Increment(ref asked) % 2 == 1 ? global.Address.ToString() : "127.0.0.1")(q));

        for (int i = 0; i < 10; i++)
        {
            using RawPeer client = await RawPeer.ConnectAsync(proxy, RemoteClientTests.Elsewhere);
            await client.SendAsync(ProxyFixture.Connect($"changing.test:{listener.Port}"));
            string head = await client.ReadHeadAsync();
            Assert.StartsWith(i % 2 == 0 ? "HTTP/1.1 200 " : "HTTP/1.1 403 ", head, StringComparison.Ordinal);
            if (i % 2 == 0)
            {
                using RawPeer origin = await listener.AcceptAsync();
                Assert.Equal(global.Address, ((IPEndPoint)origin.Socket.LocalEndPoint!).Address);
            }
        }

        Assert.False(listener.HasCaller);
    }

    // The command with a second listener, where this machine is a client from elsewhere.
    private static async Task<(NamesFixture Names, IPEndPoint Proxy)> StartForElsewhereAsync(string transport)
    {
        IPAddress elsewhere = RemoteClientTests.Elsewhere;
        Assert.SkipWhen(elsewhere.Equals(IPAddress.None), "this machine has no address but loopback");
        int port = FreePort.Take();
        return (await NamesFixture.StartAsync(transport, arguments: ["--listen", $"{elsewhere}:{port}", "--allow", elsewhere.ToString()]), new IPEndPoint(elsewhere, port));
    }
}
