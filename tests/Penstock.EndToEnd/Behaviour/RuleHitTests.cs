using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>How often each rule has decided: <see cref="ProxyServer.Rules"/>.</summary>
public sealed class RuleHitTests
{
    private static readonly RuleConfig s_deny = new()
    {
        Verdict = RuleVerdict.Deny,
        Text = "deny ads.test",
        To = [DestinationPattern.TryParse("ads.test", out DestinationPattern ads, out _) ? ads : default],
        Because = "no advertising",
        Place = new("penstock.yaml", 3),
    };

    [Theory, BothTransports]
    public async Task Rules_AreInTheirOrder_AndTheDefaultIsTheLast(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Policy = new PolicyConfig { Rules = [s_deny], DefaultPlace = new("penstock.yaml", 1) } });

        Assert.Equal(
            [
                new("deny ads.test", RuleVerdict.Deny, "no advertising", new("penstock.yaml", 3), 0, null),
                new("default: allow", RuleVerdict.Allow, null, new("penstock.yaml", 1), 0, null),
            ],
            proxy.Proxy.Rules);
    }

    [Theory, BothTransports]
    public async Task Tunnel_CountsWhenItIsOpened_AndNotAgainWhenItEnds(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        Assert.Equal(1, Assert.Single(proxy.Proxy.Rules).Hits);
        client.Dispose();
        origin.Dispose();
        await proxy.EndedAsync();

        RuleStatistics rule = Assert.Single(proxy.Proxy.Rules);
        Assert.Equal(1, rule.Hits);
        Assert.InRange(rule.LastHit!.Value, before.AddSeconds(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));
    }

    [Theory, BothTransports]
    public async Task EveryRequest_CountsOnceForWhatDecidedIt_AndAReloadKeepsTheCounts(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Policy = new PolicyConfig { Rules = [s_deny] } });
        int refusing = RawOrigin.UnusedPort();
        foreach (string request in (string[])
        [
            ProxyFixture.Connect("ads.test:443"), // denied
            "GET http://ads.test/ HTTP/1.1\r\nHost: ads.test\r\nConnection: close\r\n\r\n", // denied
            ProxyFixture.Connect($"127.0.0.1:{refusing}"), // allowed, and not connected
            $"GET http://127.0.0.1:{refusing}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", // the same
            "GET / HTTP/1.1\r\nHost: proxy\r\nConnection: close\r\n\r\n", // for the proxy itself: no rule is asked
            "nonsense\r\n\r\n",
        ])
        {
            await proxy.AskAsync(request);
            await proxy.EndedAsync();
        }

        Assert.Equal([2, 2], proxy.Proxy.Rules.Select(rule => rule.Hits));
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Policy = new PolicyConfig { Rules = [s_deny with { Place = new("penstock.yaml", 4) }, s_deny] } });
        Assert.Equal([0, 2, 2], proxy.Proxy.Rules.Select(rule => rule.Hits));
    }

    // With a rule about addresses nothing is decided before there is one.
    [Theory, BothTransports]
    public async Task WhatCannotBeConnected_HasTheVerdictOnItsAddress_AndCountsForIt(TransportKind transport)
    {
        await using var hosts = new HostsFile("127.0.0.1 one.test two.test\n::1 two.test");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Resolver = hosts.Resolver, Policy = new PolicyConfig { Rules = [RuleTests.Rule(RuleVerdict.Deny, "127.0.0.9"), RuleTests.Rule(RuleVerdict.Allow, "127.0.0.0/8")] } });
        int refusing = RawOrigin.UnusedPort();
        foreach ((string host, string rule) in ((string, string)[])[("127.0.0.1", "allow 127.0.0.0/8"), ("one.test", "allow 127.0.0.0/8"), ("two.test", "default: allow"), ("[::1]", "default: allow")])
        {
            foreach (string request in (string[])[ProxyFixture.Connect($"{host}:{refusing}"), $"GET http://{host}:{refusing}/ HTTP/1.1\r\nHost: x\r\n\r\n"])
            {
                Assert.StartsWith("HTTP/1.1 502 ", await proxy.AskAsync(request), StringComparison.Ordinal);
                Assert.Equal((ProxyOutcome.ConnectRefused, RuleVerdict.Allow, rule), (await proxy.EndedAsync()) is var ended ? (ended.Outcome, ended.Verdict, ended.DecidedBy) : default);
            }
        }

        Assert.Equal([0, 4, 4], proxy.Proxy.Rules.Select(rule => rule.Hits));
    }

    [Theory, BothTransports]
    public async Task WhatTheProxyItselfForbids_IsDenied_AndCountsForNoRule(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Policy = new PolicyConfig { ConnectPorts = [new(443, 443)] } });
        foreach ((string request, ProxyOutcome outcome, string why) in ((string, ProxyOutcome, string)[])
        [
            ($"GET http://{proxy.EndPoint}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", ProxyOutcome.ProxyLoop, "the proxy's own listener"),
            (ProxyFixture.Connect("127.0.0.1:25"), ProxyOutcome.ConnectPortNotAllowed, "CONNECT may not reach that port"),
        ])
        {
            await proxy.AskAsync(request);
            Assert.Equal((outcome, RuleVerdict.Deny, why), (await proxy.EndedAsync()) is var ended ? (ended.Outcome, ended.Verdict, ended.DecidedBy) : default);
        }

        Assert.Equal(0, Assert.Single(proxy.Proxy.Rules).Hits);
    }

    [Theory, BothTransports]
    public async Task WithoutRules_PlainRequestsCountForTheDefault_OverKeptConnectionsToo(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        RawPeer? origin = null;
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\n\r\n");
            origin ??= await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await client.ReadHeadAsync();
            await client.ReadAsync(2);
            await proxy.EndedAsync();
        }

        Assert.Equal((2, 3), (proxy.Proxy.Statistics.OriginConnectionsReused, Assert.Single(proxy.Proxy.Rules).Hits));
        origin?.Dispose();
    }
}
