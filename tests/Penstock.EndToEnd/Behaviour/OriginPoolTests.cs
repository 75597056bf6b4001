using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The connections to origins that are kept for the next plain request.</summary>
public sealed class OriginPoolTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory, BothTransports]
    public async Task Connection_CarriesTheRequestsOfSeveralClients(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer first = await proxy.ConnectAsync();
        await first.SendAsync(Get(listener));
        using RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, first);
        using RawPeer second = await proxy.ConnectAsync();
        await second.SendAsync(Get(listener));
        await AnswerAsync(origin, second);
        await first.SendAsync(Get(listener));
        await AnswerAsync(origin, first);

        Assert.False(listener.HasCaller);
        Assert.Equal((1, 2), (proxy.Proxy.Statistics.OriginConnectionsOpened, proxy.Proxy.Statistics.OriginConnectionsReused));
    }

    [Theory]
    [InlineData("Authorization: NTLM TlRMTVNTUAAB")]
    [InlineData("authorization: negotiate YII=")]
    public async Task ConnectionThatAuthenticatesItsClient_IsNobodyElses(string field)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\n{field}\r\n\r\n");
            using RawPeer origin = await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync(Ok);
            await client.ReadResponseAsync();
            using RawPeer other = await proxy.ConnectAsync();
            await other.SendAsync(Get(listener));
            using RawPeer anotherOrigin = await listener.AcceptAsync();

            Assert.Equal("", await origin.ReadToEndAsync());
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")]
    [InlineData("HTTP/1.1 204 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nX")]
    public async Task AfterAnythingUnclear_TheConnectionIsClosed_AndTheClientGoesOn(string answer)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(Get(listener));
            using RawPeer origin = await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync(answer);
            Assert.StartsWith("HTTP/1.1 20", await client.ReadHeadAsync(), StringComparison.Ordinal);
            await origin.ReadEndingAsync();
            Assert.Equal(0, proxy.Proxy.Statistics.OriginConnectionsIdle);

            await client.SendAsync(Get(listener));
            using RawPeer next = await listener.AcceptAsync();
            await next.ReadHeadAsync();
            await next.SendAsync(Ok);
            string rest = "";
            while (!rest.EndsWith("\r\n\r\nok", StringComparison.Ordinal) || !rest.Contains("Content-Length: 2\r\nDate", StringComparison.Ordinal))
            {
                rest += await client.ReadAsync(1);
            }

            Assert.DoesNotContain("evil", rest, StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task BytesThatComeWhileNobodyAsked_EndTheConnection(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.OriginConnectionsIdle == 1, "it is kept");
        await origin.SendAsync(Ok);
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.OriginConnectionsIdle == 0, "it is not kept any longer");

        await client.SendAsync(Get(listener));
        using RawPeer next = await listener.AcceptAsync();
        await AnswerAsync(next, client);
    }

    // What an origin says before it is asked is no answer (RFC 9112, section 9.2), even if it comes an instant before the next request.
    [Theory, BothTransports]
    public async Task BytesThatComeJustBeforeARequest_AreNoAnswerToIt(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);
        using (var hold = new LoopHold(proxy))
        {
            await hold.HeldAsync();
            await client.SendAsync(Get(listener));
            await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        }

        using RawPeer another = await listener.AcceptAsync();
        await AnswerAsync(another, client);
    }

    [Theory, BothTransports]
    public async Task ConnectionThatIsIdleForTooLong_IsClosed(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Timeouts = new() { OriginIdle = TimeSpan.FromMilliseconds(100) } });
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);

        Assert.Equal("", await origin.ReadToEndAsync());
        Assert.Equal(0, proxy.Proxy.Statistics.OriginConnectionsIdle);
    }

    [Theory, BothTransports]
    public async Task OfTooManyConnections_TheOldestGoes(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Limits = new() { MaxIdleOrigins = 2 } });
        var origins = new List<(RawOrigin Listener, RawPeer Peer)>();
        using RawPeer client = await proxy.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            var listener = new RawOrigin();
            await client.SendAsync(Get(listener));
            origins.Add((listener, await listener.AcceptAsync()));
            await AnswerAsync(origins[i].Peer, client);
        }

        Assert.Equal("", await origins[0].Peer.ReadToEndAsync());
        Assert.Equal(2, proxy.Proxy.Statistics.OriginConnectionsIdle);
        await client.SendAsync(Get(origins[1].Listener));
        await AnswerAsync(origins[1].Peer, client);
        origins.ForEach(origin => origin.Peer.Dispose());
        origins.ForEach(origin => origin.Listener.Dispose());
    }

    [Theory, BothTransports]
    public async Task OfOneOrigin_OnlySoManyAreKept(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Limits = new() { MaxIdlePerOrigin = 1 } });
        using var listener = new RawOrigin();
        using RawPeer first = await proxy.ConnectAsync();
        using RawPeer second = await proxy.ConnectAsync();
        await first.SendAsync(Get(listener));
        using RawPeer firstOrigin = await listener.AcceptAsync();
        await second.SendAsync(Get(listener));
        using RawPeer secondOrigin = await listener.AcceptAsync();
        await AnswerInOneTurnAsync(proxy, (firstOrigin, first), (secondOrigin, second));
        await Task.WhenAny(firstOrigin.ReadToEndAsync(), secondOrigin.ReadToEndAsync());
        Assert.Equal(1, proxy.Proxy.Statistics.OriginConnectionsIdle);
    }

    [Theory, BothTransports]
    public async Task RequestThatMayBeRepeated_IsSentAgain_IfItsConnectionHadBeenClosed(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);

        // The request reaches it, and it closes without a word: so it does when its own idle limit strikes at that moment.
        await client.SendAsync(Get(listener));
        await origin.ReadHeadAsync();
        origin.Dispose();
        using RawPeer next = await listener.AcceptAsync();
        await AnswerAsync(next, client);

        Assert.Equal(1, proxy.Proxy.Statistics.RequestsRepeated);
    }

    [Theory, BothTransports]
    public async Task NewConnectionThatIsClosedWithoutAnAnswer_Is502_AndNothingIsRepeated(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        origin.Dispose();

        string answer = await client.ReadResponseAsync();
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("error=http_response_incomplete", answer, StringComparison.Ordinal);
        Assert.False(listener.HasCaller);
    }

    // It serves one connection after the other, as simple servers do: one that is kept idle keeps it from the next.
    [Theory, BothTransports]
    public async Task OriginThatServesOneConnectionAtATime_ServesRequestsThatMayNotBeRepeated(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal("", await origin.ReadToEndAsync());
            origin.Dispose();
            origin = await listener.AcceptAsync();
            await AnswerAsync(origin, client);
        }

        origin.Dispose();
    }

    [Theory, BothTransports]
    public async Task OriginThatServesOneConnectionAtATime_ServesTheClientsOfEachLoop(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 2, Timeouts = new() { OriginIdle = TimeSpan.FromMinutes(5) } });
        using var listener = new RawOrigin();
        _ = ServeOneAtATimeAsync(listener);

        // Which loop a client comes to is chance.
        for (int i = 0; i < 12; i++)
        {
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(Get(listener));
            Assert.EndsWith("\r\n\r\nok", await client.ReadResponseAsync(), StringComparison.Ordinal);
        }
    }

    // What keeps it from the new connection is idle only later than that was first found silent; the body of the request comes by itself.
    [Theory, BothTransports]
    public async Task OriginThatServesOneConnectionAtATime_ComesToTheNextOnceTheFirstIsIdle(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer first = await listener.AcceptAsync();
        using RawPeer other = await proxy.ConnectAsync();
        await other.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        using RawPeer second = await listener.AcceptAsync();
        await second.ReadHeadAsync();
        await other.SendAsync("hi");
        await second.ReadAsync(2);
        await AnswerAsync(first, client);

        Assert.Equal("", await first.ReadToEndAsync());
        await second.SendAsync(Ok);
        Assert.EndsWith("\r\n\r\nok", await other.ReadResponseAsync(), StringComparison.Ordinal);
    }

    // It may take the body for its next request, and somebody else would get the answer to what the first client has written.
    [Theory]
    [InlineData("", false)]
    [InlineData("Expect: 100-continue\r\n", true)]
    public async Task OriginThatAnswersBeforeItHasAskedForTheBody_GetsNoOtherRequest(string field, bool bodyComesFirst)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n{field}\r\n{(bodyComesFirst ? "hello" : "")}");
            using RawPeer origin = await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            if (bodyComesFirst)
            {
                await origin.ReadAsync(5);
            }

            await origin.SendAsync(Ok);
            Assert.EndsWith("\r\n\r\nok", await client.ReadResponseAsync(), StringComparison.Ordinal);
            if (!bodyComesFirst)
            {
                await client.SendAsync("hello");
                Assert.Equal("hello", await origin.ReadAsync(5));
            }

            Assert.Equal("", await origin.ReadToEndAsync());
            await client.SendAsync(Get(listener));
            using RawPeer another = await listener.AcceptAsync();
            await AnswerAsync(another, client);
        }
    }

    [Theory, BothTransports]
    public async Task RequestThatMayNotBeRepeated_GetsAConnectionOfItsOwn(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);
        await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        using RawPeer second = await listener.AcceptAsync();
        await AnswerAsync(second, client);
        Assert.Equal("hi", await second.ReadAsync(2));

        // It takes the place of the one that was idle.
        Assert.Equal("", await origin.ReadToEndAsync());
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.OriginConnectionsIdle == 1, "it is kept");
    }

    [Theory, BothTransports]
    public async Task OriginThatServesSeveralConnections_KeepsAsManyAsItServedAtOnce(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer first = await listener.AcceptAsync();
        using RawPeer other = await proxy.ConnectAsync();
        await other.SendAsync(Get(listener));
        using RawPeer second = await listener.AcceptAsync();
        await AnswerInOneTurnAsync(proxy, (first, client), (second, other));
        _ = (await proxy.EndedAsync(), await proxy.EndedAsync());
        var others = new List<RawPeer>();
        for (int i = 0; i < 3; i++)
        {
            // It has a connection of its own, and the two are kept beside it; then it takes the place of one.
            await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            RawPeer third = await listener.AcceptAsync();
            others.Add(third);
            await third.ReadHeadAsync();
            Assert.Equal(2, proxy.Proxy.Statistics.OriginConnectionsIdle);
            await third.SendAsync(Ok);
            await client.ReadResponseAsync();
            _ = await proxy.EndedAsync();
            Assert.Equal(2, proxy.Proxy.Statistics.OriginConnectionsIdle);
        }

        others.ForEach(connection => connection.Dispose());
    }

    // While one is silent for too long, what is idle is let go of: so neither is before the other.
    private static async Task AnswerInOneTurnAsync(ProxyFixture proxy, params (RawPeer Origin, RawPeer Client)[] requests)
    {
        foreach ((RawPeer origin, _) in requests)
        {
            await origin.ReadHeadAsync();
        }

        using (var hold = new LoopHold(proxy))
        {
            await hold.HeldAsync();
            foreach ((RawPeer origin, _) in requests)
            {
                await origin.SendAsync(Ok);
            }
        }

        foreach ((_, RawPeer client) in requests)
        {
            await client.ReadResponseAsync();
        }
    }

    private static async Task ServeOneAtATimeAsync(RawOrigin listener)
    {
        while (true)
        {
            using RawPeer origin = await listener.AcceptAsync();
            var buffer = new byte[4096];
            while (await origin.Socket.ReceiveAsync(buffer) > 0)
            {
                await origin.SendAsync(Ok);
            }
        }
    }

    // Idle connections are kept for longer than a test waits: what closes one is what the test is about.
    private static Task<ProxyFixture> StartAsync(TransportKind transport, Func<ProxyConfig, ProxyConfig>? configure = null) =>
        ProxyFixture.StartAsync(transport, config =>
        {
            config = config with { Loops = 1, Timeouts = new() { OriginIdle = TimeSpan.FromMinutes(5) } };
            return configure?.Invoke(config) ?? config;
        });

    private static string Get(RawOrigin origin) => $"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n";

    private static async Task AnswerAsync(RawPeer origin, RawPeer client)
    {
        await origin.ReadHeadAsync();
        await origin.SendAsync(Ok);
        string answer = await client.ReadResponseAsync();
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }
}
