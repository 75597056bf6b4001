using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The instruments agree with what has passed, to the byte and the request.</summary>
public sealed class MetricsTests
{
    [Theory, BothTransports]
    public async Task Counters_AgreeWithALoadOfKnownSize(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var metrics = new MetricRecorder(proxy.Proxy);
        using var listener = new RawOrigin();
        using RawPeer idle = await proxy.ConnectAsync();
        (RawPeer kept, RawPeer keptOrigin) = await proxy.OpenTunnelAsync(listener);
        for (int i = 1; i <= 3; i++)
        {
            (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
            await client.SendAsync(new string('u', 100 * i));
            await origin.ReadAsync(100 * i);
            await origin.SendAsync(new string('d', 1_000 * i));
            await client.ReadAsync(1_000 * i);
            client.FinishSending();
            await origin.ReadToEndAsync();
            origin.Dispose();
            await client.ReadToEndAsync();
            client.Dispose();
            await proxy.EndedAsync();
        }

        await PostAsync(proxy, listener, "12345", "1234567");
        await proxy.AskAsync("GET http://x/ HTTP/1.1\r\nHost: x\r\nBad Name: x\r\n\r\n");
        await proxy.EndedAsync();
        await proxy.AskAsync(ProxyFixture.Connect($"127.0.0.1:{RawOrigin.UnusedPort()}"));
        await proxy.EndedAsync();

        await Eventually.TrueAsync(() => metrics.Ask()["penstock.connections.open"] == 2, "the connections that have ended are gone");
        IReadOnlyDictionary<string, double> values = metrics.Ask();
        Assert.Equal(3, values["penstock.requests ClientClosedTunnel"]);
        Assert.Equal(1, values["penstock.requests Forwarded"]);
        Assert.Equal(1, values["penstock.requests HeadRejected"]);
        Assert.Equal(1, values["penstock.requests ConnectRefused"]);
        Assert.Equal(6, values.Where(entry => entry.Key.StartsWith("penstock.requests ", StringComparison.Ordinal)).Sum(entry => entry.Value));
        Assert.Equal((1, 4, 1), (values["penstock.requests.open"], values["penstock.tunnels.opened"], values["penstock.tunnels.open"]));
        Assert.Equal((600 + 5, 6_000 + 7), (values["penstock.bytes up"], values["penstock.bytes down"]));
        Assert.Equal(8, values["penstock.connections.accepted"]);
        Assert.Equal(1, values.Single(entry => entry.Key.StartsWith("penstock.http.rejections client ", StringComparison.Ordinal)).Value);
        Assert.Equal(6, values["penstock.rule.hits default allow"]); // 4 tunnels, 1 plain request, 1 that could not be connected
        Assert.Equal((1, 0), (values["penstock.origin.connections.opened"], values["penstock.origin.connections.reused"]));
        Assert.Equal(0, values["penstock.log.lines.lost"]);
        Assert.InRange(values["penstock.descriptors.open"], 10, values["penstock.descriptors.limit"]);

        Assert.Equal(3, metrics.Told("penstock.request.duration tunnel ok").Count);
        Assert.Single(metrics.Told("penstock.request.duration tunnel failed"));
        Assert.Single(metrics.Told("penstock.request.duration forward ok"));
        Assert.Single(metrics.Told("penstock.request.duration own refused"));
        Assert.Equal(5, metrics.Told("penstock.connect.duration").Count);
        Assert.Single(metrics.Told("penstock.connect.duration ECONNREFUSED"));
        Assert.All(metrics.Told("penstock.connect.duration"), seconds => Assert.InRange(seconds, 0, 20));
        kept.Dispose();
        keptOrigin.Dispose();
    }

    [Theory, BothTransports]
    public async Task LookUps_AreTimedOncePerQuestion_AndNotIfTheHostsFileKnows(TransportKind transport)
    {
        using var dns = new SilentDns(answerRefused: true);
        await using var files = new HostsFile("127.0.0.1 here.test\n");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = files.Resolver with { Servers = [dns.EndPoint] } });
        using var metrics = new MetricRecorder(proxy.Proxy);
        await proxy.AskAsync(ProxyFixture.Connect($"here.test:{RawOrigin.UnusedPort()}"));
        await proxy.AskAsync(ProxyFixture.Connect("elsewhere.test:443"));

        await Eventually.TrueAsync(() => metrics.Told("penstock.lookup.duration NameUnknown").Count == 1, "the question is told of");
        Assert.Empty(metrics.Told("penstock.lookup.duration"));
        Assert.Equal(2, metrics.Ask()["penstock.lookup.cache.names"]);
    }

    [Theory, BothTransports]
    public async Task ALoopThatIsHeldUp_IsLate(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using var metrics = new MetricRecorder(proxy.Proxy);
        using var release = new ManualResetEventSlim();
        proxy.Proxy.RequestEnded += _ => release.Wait(TimeSpan.FromSeconds(20));
        try
        {
            Assert.True(metrics.Ask()["penstock.loop.lag 0"] < 1);
            Task<string> answer = proxy.AskAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            await Eventually.TrueAsync(() => metrics.Ask()["penstock.loop.lag 0"] > 0.5, "the loop that stands still is seen to be late");
            release.Set();
            await answer;
            Assert.InRange(metrics.Ask()["penstock.loop.lag 0"], 0.5, 20);
        }
        finally
        {
            release.Set();
        }
    }

    [Theory, BothTransports]
    public async Task WhatClientsAskFor_MakesNoSeries(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Policy = new PolicyConfig { Default = RuleVerdict.Deny } });
        using var metrics = new MetricRecorder(proxy.Proxy);
        await proxy.AskAsync(ProxyFixture.Connect("first.test:443"));
        await proxy.EndedAsync();
        int before = metrics.Ask().Count;
        for (int i = 0; i < 50; i++)
        {
            await proxy.AskAsync($"X{i} http://host{i}.test:{1_000 + i}/path{i} HTTP/1.1\r\nHost: x\r\nUser-Agent: agent{i}\r\nConnection: close\r\n\r\n");
            await proxy.EndedAsync();
        }

        Assert.Equal(before, metrics.Ask().Count);
        Assert.Equal(50, metrics.Told("penstock.request.duration forward refused").Count);
    }

    private static async Task PostAsync(ProxyFixture proxy, RawOrigin listener, string body, string answer)
    {
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        using RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        await origin.ReadAsync(body.Length);
        await origin.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\n\r\n{answer}");
        await client.ReadToEndAsync();
        await proxy.EndedAsync();
    }
}
