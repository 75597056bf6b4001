using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What a request's timeline says of it, while it runs and afterwards.</summary>
public sealed class TimelineTests
{
    private static readonly TimelineStage[] s_stagesOfATunnel =
    [
        TimelineStage.Accepted, TimelineStage.HeadRead, TimelineStage.Decided, TimelineStage.Connected, TimelineStage.ReplySent, TimelineStage.FirstByteUp, TimelineStage.FirstByteDown,
        TimelineStage.ClientFinished, TimelineStage.OriginFinished,
    ];

    [Theory, BothTransports]
    public async Task ATunnel_ReachesItsStagesInOrder(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await client.SendAsync("question");
        await origin.ReadAsync(8);
        await origin.SendAsync("answer");
        await client.ReadAsync(6);
        client.FinishSending();
        await origin.ReadToEndAsync();
        origin.FinishSending();
        await client.ReadToEndAsync();

        RequestTimeline ended = await proxy.EndedAsync();
        TimeSpan[] reached = [.. s_stagesOfATunnel.Select(stage => Assert.NotNull(ended.At(stage)))];
        Assert.Equal(reached.Order(), reached);
        Assert.True(reached[0] <= TimeSpan.Zero && reached[^1] <= ended.Duration, string.Join(", ", reached));
        Assert.False(ended.IsOpen);
        Assert.Null(ended.At(TimelineStage.LookedUp));
        Assert.Equal(("literal", true), (ended.LookUp!.Source, Assert.Single(ended.LookUp.Answers).IsKept));
        ConnectionAttempt attempt = Assert.Single(ended.Attempts);
        Assert.Equal((listener.EndPoint, "connected"), (attempt.EndPoint, attempt.Result));
        Assert.InRange(attempt.End!.Value, attempt.Start, ended.At(TimelineStage.Connected)!.Value);
    }

    // A rule by name decides before the look-up, one by address after it, and neither if there is no address.
    [Theory, BothTransports]
    public async Task TheDecision_IsAStage_OfWhatIsRefusedToo_AndOfNothingThatIsNotDecided(TransportKind transport)
    {
        await using var hosts = new HostsFile("127.0.0.1 one.test denied.test\n127.0.0.9 nine.test\n");
        PolicyConfig byName = new() { Rules = [RuleTests.Rule(RuleVerdict.Deny, "denied.test")] };
        PolicyConfig byAddress = new() { Rules = [.. byName.Rules, RuleTests.Rule(RuleVerdict.Deny, "127.0.0.9")] };
        int refusing = RawOrigin.UnusedPort();
        foreach ((PolicyConfig policy, string host, ProxyOutcome outcome, RuleVerdict? verdict) in ((PolicyConfig, string, ProxyOutcome, RuleVerdict?)[])
        [
            (byName, "denied.test", ProxyOutcome.Denied, RuleVerdict.Deny),
            (byName, "one.test", ProxyOutcome.ConnectRefused, RuleVerdict.Allow),
            (byName, "none.invalid", ProxyOutcome.NameUnknown, RuleVerdict.Allow),
            (byAddress, "denied.test", ProxyOutcome.Denied, RuleVerdict.Deny),
            (byAddress, "127.0.0.9", ProxyOutcome.Denied, RuleVerdict.Deny),
            (byAddress, "nine.test", ProxyOutcome.Denied, RuleVerdict.Deny),
            (byAddress, "one.test", ProxyOutcome.ConnectRefused, RuleVerdict.Allow),
            (byAddress, "none.invalid", ProxyOutcome.NameUnknown, null),
        ])
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = hosts.Resolver, Policy = policy });
            foreach (string request in (string[])[ProxyFixture.Connect($"{host}:{refusing}"), $"GET http://{host}:{refusing}/ HTTP/1.1\r\nHost: x\r\n\r\n"])
            {
                await proxy.AskAsync(request);
                RequestTimeline ended = await proxy.EndedAsync();
                Assert.Equal((outcome, verdict, verdict is not null), (ended.Outcome, ended.Verdict, ended.At(TimelineStage.Decided) is not null));
                if (ended.At(TimelineStage.Decided) is { } decided && ended.At(TimelineStage.LookedUp) is { } lookedUp)
                {
                    Assert.True(policy == byName ? decided <= lookedUp : decided >= lookedUp, $"{host}: {decided}, {lookedUp}");
                }
            }
        }
    }

    [Theory, BothTransports]
    public async Task AName_HasItsLookUp_AndTheNextRequestFindsItInTheCache(TransportKind transport)
    {
        await using var hosts = new HostsFile("::1 origin.test\n127.0.0.1 origin.test\n");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = hosts.Resolver });
        using var listener = new RawOrigin();
        RequestTimeline first = await RunTunnelAsync(proxy, listener);
        Assert.Equal("hosts", first.LookUp!.Source);
        Assert.Equal([IPAddress.IPv6Loopback, IPAddress.Loopback], first.LookUp.Answers.Select(answer => answer.Address));
        Assert.InRange(first.At(TimelineStage.LookedUp)!.Value, first.LookUp.Start, first.LookUp.End!.Value);
        Assert.Equal(["ECONNREFUSED", "connected"], first.Attempts.Select(attempt => attempt.Result));

        // Once a second nothing comes from the cache, so that the files are looked at.
        await Eventually.TrueAsync(async () => (await RunTunnelAsync(proxy, listener)).LookUp!.Source == "cache", "the name is found in the cache");
    }

    // The end of the look-up and that of its request come at one moment: each time the first has to be noted before the second.
    [Theory, BothTransports]
    public async Task ALookUpThatFails_IsNotedWithItsEnd_EveryTime(TransportKind transport)
    {
        await using var hosts = new HostsFile("");
        using var dns = new SilentDns(answerRefused: true);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = hosts.Resolver with { Servers = [dns.EndPoint] } });
        for (int i = 0; i < 300; i++)
        {
            await proxy.AskAsync(ProxyFixture.Connect($"name{i}.invalid:443"));

            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal((ProxyOutcome.NameUnknown, "NXDOMAIN"), (ended.Outcome, ended.LookUp?.ResponseCode));
            Assert.NotNull(ended.LookUp!.End);
            Assert.NotNull(ended.At(TimelineStage.LookedUp));
        }
    }

    [Theory, BothTransports]
    public async Task WhatCannotBeConnected_SaysWhatWasTried(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        int port = RawOrigin.UnusedPort();
        await proxy.AskAsync(ProxyFixture.Connect($"127.0.0.1:{port}"));

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal("ECONNREFUSED", Assert.Single(ended.Attempts).Result);
        Assert.Null(ended.At(TimelineStage.Connected));
        Assert.NotNull(ended.At(TimelineStage.ReplySent));
    }

    [Theory, BothTransports]
    public async Task APlainRequest_OverAKeptConnection_SaysSo(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        RawPeer? origin = null;
        foreach (bool isReused in new[] { false, true })
        {
            await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\n\r\n");
            origin ??= await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            await client.ReadResponseAsync();
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal((isReused, isReused ? 0 : 1), (ended.ReusedOrigin, ended.Attempts.Count));
            Assert.All([TimelineStage.HeadRead, TimelineStage.Decided, TimelineStage.Connected, TimelineStage.FirstByteUp, TimelineStage.FirstByteDown, TimelineStage.ReplySent], stage => Assert.NotNull(ended.At(stage)));
        }

        Assert.Equal(4, proxy.Proxy.Statistics.BytesDown);
        Assert.Equal(2, proxy.Proxy.Statistics.Outcomes[ProxyOutcome.Forwarded]);
    }

    [Theory, BothTransports]
    public async Task AnOpenTunnel_IsSeenWithWhatHasPassed_AndCanBeClosed(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        (RawPeer other, RawPeer otherOrigin) = await proxy.OpenTunnelAsync(listener);
        await client.SendAsync("12345");
        await origin.ReadAsync(5);

        RequestTimeline open = Assert.Single(await proxy.Proxy.GetOpenRequestsAsync(), request => request.BytesUp == 5);
        Assert.True(open.IsOpen && open.IsTunnel);
        Assert.Equal(1, await proxy.Proxy.CloseRequestsAsync(request => request.Id == open.Id));
        Assert.Equal((SocketError.ConnectionReset, SocketError.ConnectionReset), (await client.ReadEndingAsync(), await origin.ReadEndingAsync()));
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((open.Id, ProxyOutcome.ClosedByOperator, 5L), (ended.Id, ended.Outcome, ended.BytesUp));

        await other.SendAsync("still here");
        Assert.Equal("still here", await otherOrigin.ReadAsync(10));
    }

    [Theory, BothTransports]
    public async Task ADownloadThatIsClosed_DoesNotLookWhole(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\n\r\n");
        using RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        await origin.SendAsync("HTTP/1.0 200 OK\r\n\r\nhalf");
        await client.ReadHeadAsync();
        await client.ReadAsync(4);

        Assert.Equal(1, await proxy.Proxy.CloseRequestsAsync(request => request.Host == "127.0.0.1"));
        Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
        Assert.Equal((ProxyOutcome.ClosedByOperator, 4L), await proxy.EndedAsync() is var ended ? (ended.Outcome, ended.BytesDown) : default);
    }

    [Theory, BothTransports]
    public async Task TheLastThatEnded_AreKept_AsManyAsWanted(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { RecentRequests = 3 });
        using var listener = new RawOrigin();
        List<long> ids = [];
        for (int i = 0; i < 5; i++)
        {
            ids.Insert(0, (await RunTunnelAsync(proxy, listener, "127.0.0.1")).Id);
        }

        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(ids.Take(3), proxy.Proxy.RecentRequests().Select(request => request.Id));
        Assert.Equal(ids.Take(2), proxy.Proxy.RecentRequests(2).Select(request => request.Id));
    }

    [Theory, BothTransports]
    public async Task TheCountersOfBytes_AreThoseOfTheTunnels(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        const int Much = 3_000_000; // spliced where it can be
        Task<byte[]> received = origin.ReadBytesAsync(Much);
        await client.SendAsync(new byte[Much]);
        await received;
        await origin.SendAsync("answer");
        await client.ReadAsync(6);

        // They count once they are handed to the kernel: a moment after the receiver may have them.
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { BytesUp: Much, BytesDown: 6, RequestsOpen: 1 }, "the bytes of an open tunnel are counted");
        client.Reset();
        await origin.ReadEndingAsync();
        Assert.Equal((Much, 6L), await proxy.EndedAsync() is var ended ? (ended.BytesUp, ended.BytesDown) : default);
    }

    private static async Task<RequestTimeline> RunTunnelAsync(ProxyFixture proxy, RawOrigin listener, string host = "origin.test")
    {
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"{host}:{listener.Port}"));
        using RawPeer origin = await listener.AcceptAsync();
        await client.ReadHeadAsync();
        client.FinishSending();
        await origin.ReadToEndAsync();
        origin.FinishSending();
        await client.ReadToEndAsync();
        return await proxy.EndedAsync();
    }
}
