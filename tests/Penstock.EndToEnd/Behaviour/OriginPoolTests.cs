using Penstock.EndToEnd.Support;
using static Penstock.EndToEnd.Behaviour.OriginExchange;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The connections to origins that are kept for the next plain request.</summary>
public sealed class OriginPoolTests
{
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
}
