using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What rules do to requests, and what is told of it.</summary>
public sealed class RuleTests
{
    [Theory, BothTransports]
    public async Task DeniedName_Is403AndNamesTheRule_AndIsNotLookedUp(TransportKind transport)
    {
        using var dns = new SilentDns(answerRefused: false);
        await using var files = new HostsFile("");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Resolver = files.Resolver with { Servers = [dns.EndPoint] },
            Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Deny, "*.example.net") with { Because = "no advertising networks", Place = new("penstock.yaml", 31) }] },
        });
        string answer = await proxy.AskAsync(ProxyFixture.Connect("ads.example.net:443"));

        Assert.StartsWith("HTTP/1.1 403 Forbidden by penstock.yaml:31\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Status: penstock; error=http_request_denied; details=\"", answer, StringComparison.Ordinal);
        Assert.Contains("Rule: penstock.yaml:31 (deny *.example.net, \"no advertising networks\").", answer, StringComparison.Ordinal);
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.Denied, RuleVerdict.Deny), (ended.Outcome, ended.Verdict));
        Assert.Equal(new ConfigPlace("penstock.yaml", 31), ended.DecidedAt);
        Assert.Contains("\" 403 ", Assert.Single(await proxy.StopAndReadLogAsync()), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task DeniedAddress_IsDeniedWhateverNameLeadsToIt(TransportKind transport)
    {
        await using var files = new HostsFile("127.0.0.1 inside.example");
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Resolver = files.Resolver,
            Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Deny, "127.0.0.0/8")] },
        });

        foreach (string target in (string[])[$"inside.example:{origin.Port}", $"127.0.0.1:{origin.Port}", $"[::ffff:127.0.0.1]:{origin.Port}"])
        {
            Assert.StartsWith("HTTP/1.1 403 ", await proxy.AskAsync(ProxyFixture.Connect(target)), StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.Denied, (await proxy.EndedAsync()).Outcome);
            Assert.StartsWith("HTTP/1.1 403 ", await proxy.AskAsync($"GET http://{target}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.Denied, (await proxy.EndedAsync()).Outcome);
        }

        Assert.False(origin.HasCaller);
    }

    [Theory, BothTransports]
    public async Task DeniedAddress_IsLeftOut_AndTheOthersOfTheNameAreDialled(TransportKind transport)
    {
        await using var files = new HostsFile("127.0.0.3 both.example\n127.0.0.1 both.example");
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Resolver = files.Resolver,
            Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Deny, "127.0.0.3"), Rule(RuleVerdict.Allow, "127.0.0.0/8")], Default = RuleVerdict.Deny },
        });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"both.example:{origin.Port}"));

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        client.Reset();
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal(IPAddress.Loopback, ended.OriginEndPoint?.Address);
        Assert.Equal("allow 127.0.0.0/8", ended.DecidedBy);
    }

    [Theory, BothTransports]
    public async Task DenyByDefault_LetsOnlyPassWhatARuleAllows_AndTheConnectionGoesOn(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Allow, "localhost")], Default = RuleVerdict.Deny } });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect("example.com:443"));
        string refused = await client.ReadResponseAsync();
        await client.SendAsync(ProxyFixture.Connect($"localhost:{origin.Port}"));

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("Rule: default: deny.", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ReportRule_LetsPass_AndIsInTheTimeline(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Report, "127.0.0.1")], Default = RuleVerdict.Deny } });
        (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
        client.Dispose();
        server.Dispose();

        Assert.Equal((RuleVerdict.Report, "report 127.0.0.1"), ((await proxy.EndedAsync()) is var ended ? (ended.Verdict, ended.DecidedBy) : default));
    }

    [Theory, BothTransports]
    public async Task ConnectPorts_RefuseOthers_ButNotPlainRequests(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Policy = new PolicyConfig { ConnectPorts = [new(443, 443)] } });
        string answer = await proxy.AskAsync(ProxyFixture.Connect(origin.EndPoint.ToString()));
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.ConnectPortNotAllowed, (await proxy.EndedAsync()).Outcome);

        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer server = await origin.AcceptAsync();
        Assert.StartsWith("GET / ", await server.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task KeptConnection_IsNotUsedForAClientThatMayNotReachItsAddress(TransportKind transport)
    {
        await using var files = new HostsFile("127.0.0.1 kept.example");
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Loops = 1,
            Resolver = files.Resolver,
            Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Deny, "127.0.0.1") with { When = new RuleCondition.Method(["DELETE"]) }] },
        });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://kept.example:{origin.Port}/ HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer server = await origin.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendAsync($"DELETE http://kept.example:{origin.Port}/ HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ClientsName_IsFoundAndConfirmed(TransportKind transport)
    {
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Policy = new PolicyConfig { Rules = [Rule(RuleVerdict.Allow, "any") with { When = new RuleCondition.FromName(["localhost"]) }], Default = RuleVerdict.Deny },
        });
        (RawPeer client, _) = await proxy.OpenTunnelAsync(origin);
        client.Dispose();
        using RawPeer nameless = await RawPeer.ConnectAsync(proxy.EndPoint, IPAddress.Parse("127.0.0.9"));
        await nameless.SendAsync(ProxyFixture.Connect(origin.EndPoint.ToString()));

        Assert.StartsWith("HTTP/1.1 403 ", await nameless.ReadHeadAsync(), StringComparison.Ordinal);
    }

    internal static RuleConfig Rule(RuleVerdict verdict, string to) => new()
    {
        Verdict = verdict,
        Text = $"{verdict.ToString().ToLowerInvariant()} {to}",
        To = to != "any" && DestinationPattern.TryParse(to, out DestinationPattern pattern, out _) ? [pattern] : [],
    };
}
