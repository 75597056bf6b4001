using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What happens to one plain request when either side is slow, goes away, or changes its mind; and what is written down about it.</summary>
public sealed class ForwardingTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory, BothTransports]
    public async Task Request_IsInTheLogAndInItsTimeline(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "POST", "Content-Length: 4\r\n", "body");
        await origin.SendAsync("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 201 Created\r\n", await client.ReadHeadAsync(), StringComparison.Ordinal);

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.Forwarded, 201, 4, 5), (ended.Outcome, ended.Status, ended.BytesUp, ended.BytesDown));
        Assert.Equal((listener.EndPoint, "127.0.0.1", listener.Port), (ended.OriginEndPoint, ended.Host, ended.Port));
        Assert.EndsWith($"\"POST http://{listener.EndPoint}/ HTTP/1.1\" 201 5", Assert.Single(await proxy.StopAndReadLogAsync()), StringComparison.Ordinal);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task OriginThatDoesNotAnswer_Is504(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, new() { ResponseHead = TimeSpan.FromMilliseconds(200) });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        string answer = await client.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("error=http_response_timeout", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: keep-alive\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("", await origin.ReadToEndAsync());
        Assert.Equal(ProxyOutcome.ResponseTimedOut, (await proxy.EndedAsync()).Outcome);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task ClientThatStopsInItsBody_Is408(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, new() { BodyIdle = TimeSpan.FromMilliseconds(200) });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "POST", "Content-Length: 4\r\n", "bo");
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("bo", await origin.ReadToEndAsync());
        Assert.Equal(ProxyOutcome.ClientTooSlow, (await proxy.EndedAsync()).Outcome);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task OriginThatStopsInItsBody_LeavesTheClientATruncatedResponse(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, new() { BodyIdle = TimeSpan.FromMilliseconds(200) });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo");

        Assert.EndsWith("\r\n\r\nbo", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.ResponseTruncated, (await proxy.EndedAsync()).Outcome);
        Close(client, origin, listener);
    }

    // To close at once, with requests unread that came behind, would be a reset, which overtakes what the client has not read yet.
    [Theory, BothTransports]
    public Task OriginThatStopsInItsBody_LeavesWhatThereWas_ToAClientThatHasAskedForMore(TransportKind transport) => CutOffAsync(transport, TimeSpan.FromMilliseconds(200), ends: false);

    [Theory, BothTransports]
    public Task OriginThatEndsInItsBody_LeavesWhatThereWas_ToAClientThatHasAskedForMore(TransportKind transport) => CutOffAsync(transport, TimeSpan.FromMinutes(1), ends: true);

    private static async Task CutOffAsync(TransportKind transport, TimeSpan bodyIdle, bool ends)
    {
        await using ProxyFixture proxy = await StartAsync(transport, new() { BodyIdle = bodyIdle });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        client.Socket.ReceiveBufferSize = 4096;
        await client.SendAsync(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 3)));
        string body = new('x', 60_000);
        await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body);
        if (ends)
        {
            origin.FinishSending();
        }

        Assert.Equal(ProxyOutcome.ResponseTruncated, (await proxy.EndedAsync()).Outcome);
        Assert.EndsWith("\r\n\r\n" + body, await client.ReadToEndAsync(), StringComparison.Ordinal);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task ClientThatResets_TakesItsRequestWithIt(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        client.Reset();

        Assert.Equal("", await origin.ReadToEndAsync());
        Assert.Equal(ProxyOutcome.ClientGone, (await proxy.EndedAsync()).Outcome);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task ClientThatHasFinishedSending_GetsItsResponse(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        client.FinishSending();
        await origin.SendAsync(Ok);

        Assert.EndsWith("\r\n\r\nok", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task Stopping_LetsARequestFinish_AndTellsItsClientThatItWasTheLast(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        Task stopped = proxy.Proxy.StopAsync();
        await origin.SendAsync(Ok);
        string answer = await client.ReadToEndAsync();
        client.Dispose();
        await stopped.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);

        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.Forwarded, (await proxy.EndedAsync()).Outcome);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task StoppingNow_EndsARequest(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        await proxy.Proxy.DisposeAsync();

        Assert.Equal(ProxyOutcome.ProxyStopped, (await proxy.EndedAsync()).Outcome);
        Assert.Equal("", await origin.ReadToEndAsync());
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task ClientWithTooManyConnections_Is429_UntilOneIsClosed(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Limits = new() { MaxConnectionsPerClient = 2 } });
        const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        RawPeer first = await proxy.ConnectAsync();
        using RawPeer second = await proxy.ConnectAsync();
        await first.SendAsync(Get);
        await first.ReadResponseAsync();
        await second.SendAsync(Get);
        await second.ReadResponseAsync();
        using (RawPeer third = await proxy.ConnectAsync())
        {
            // It need not ask: one that says nothing would hold its connection for as long as one that may have it.
            Assert.StartsWith("HTTP/1.1 429 Too Many Requests\r\n", await third.ReadToEndAsync(), StringComparison.Ordinal);
        }

        first.Dispose();
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.ConnectionsOpen == 1, "only the second is left");
        Assert.StartsWith("HTTP/1.1 200 ", await proxy.AskAsync(Get), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task SlowReader_HoldsTheOriginBack_AndLittleIsKeptForIt(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET");
        const int Length = 64 << 20;
        byte[] block = new byte[1 << 20];
        await origin.SendAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Length:x}\r\n");
        long sent = 0;
        using var stop = new CancellationTokenSource();
        Task sending = Task.Run(async () =>
        {
            while (sent < Length)
            {
                sent += await origin.Socket.SendAsync(block, stop.Token);
            }
        }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.BuffersHeld == 1, "the client takes no more");
        Assert.False(sending.IsCompleted);

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Proxy.Statistics.BuffersHeld);
        client.Reset();
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { BuffersHeld: 0, ConnectionsOpen: 0 }, "nothing is kept");
        await stop.CancelAsync();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        Close(client, origin, listener);
    }

    [Theory]
    [InlineData(ViaMode.Off, "", "1.1 a")]
    [InlineData(ViaMode.On, "1.1 test", "1.1 a, 1.1 test")]
    [InlineData(ViaMode.Full, "1.1 test (Penstock/0.1.0)", "1.1 a, 1.1 test (Penstock/0.1.0)")]
    [InlineData(ViaMode.Block, "", "")]
    public async Task Via_IsDoneWithAsItIsSet(ViaMode mode, string added, string both)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Via = mode, ViaPseudonym = "test" });
            foreach ((string fields, string expected) in new[] { ("", added), ("Via: 1.1 a\r\n", both) })
            {
                using var listener = new RawOrigin();
                using RawPeer client = await proxy.ConnectAsync();
                await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\n{fields}\r\n");
                using RawPeer origin = await listener.AcceptAsync();
                Assert.Equal(expected, Via(await origin.ReadHeadAsync()));
                await origin.SendAsync($"HTTP/1.1 200 OK\r\n{fields}Content-Length: 0\r\n\r\n");
                Assert.Equal(expected, Via(await client.ReadHeadAsync()));
            }
        }
    }

    [Theory]
    [InlineData(ForwardedMode.Off, "")]
    [InlineData(ForwardedMode.Forwarded, "Forwarded: for=127.0.0.1\r\n")]
    [InlineData(ForwardedMode.XForwardedFor, "X-Forwarded-For: 127.0.0.1\r\n")]
    public async Task Origin_IsToldWhoAsked_IfThatIsSet(ForwardedMode mode, string expected)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Forwarded = mode, Via = ViaMode.Off });
            (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "GET", head => Assert.EndsWith($"\r\nHost: {head.Host}\r\n{expected}\r\n", head.Text, StringComparison.Ordinal));
            Close(client, origin, listener);
        }
    }

    // A client that takes nothing fills its way to the brim with one response, and the next ends while even its first bytes wait. How much fits depends on the system: so several amounts.
    [Theory, BothTransports]
    public async Task ClientThatTakesNothing_NeverSeesACleanEndOfHalfAResponse(TransportKind transport)
    {
        for (int firstBytes = 100_000; firstBytes < 200_000; firstBytes += 20_000)
        {
            await using ProxyFixture proxy = await StartAsync(transport, new() { BodyIdle = TimeSpan.FromMilliseconds(200) });
            using var listener = new RawOrigin();
            using RawPeer client = await ConnectByNarrowWayAsync(proxy);
            string get = $"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n";
            await client.SendAsync(get + get);
            using RawPeer origin = await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {firstBytes}\r\n\r\n{new string('1', firstBytes)}");
            if (await IsAskedAgainAsync(origin))
            {
                await origin.SendAsync($"HTTP/1.1 200 OK\r\n\r\n{new string('2', 60_000)}");
                await proxy.EndedAsync();
                Assert.NotEqual(ProxyOutcome.Forwarded, (await proxy.EndedAsync()).Outcome);
                Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
            }
        }
    }

    // Where the first response did not fit, its connection is given up: by a reset, if some of it was never read.
    private static async Task<bool> IsAskedAgainAsync(RawPeer origin)
    {
        try
        {
            return await origin.Socket.ReceiveAsync(new byte[1024]).WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken) > 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return false;
        }
    }

    // Its own buffer is small, and so, for small segments, is the sender's.
    private static async Task<RawPeer> ConnectByNarrowWayAsync(ProxyFixture proxy)
    {
        const int Tcp = 6;
        const int MaximumSegment = 2;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2_304 };
        socket.SetRawSocketOption(Tcp, MaximumSegment, BitConverter.GetBytes(536));
        await socket.ConnectAsync(proxy.EndPoint).WaitAsync(RawPeer.Limit);
        return new RawPeer(socket);
    }

    // The limit for the answer counts from the end of the request, however long the body was on its way.
    [Theory, BothTransports]
    public async Task OriginThatDoesNotAnswerAfterALongBody_IsGivenUpInTime(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, new() { ResponseHead = TimeSpan.FromMilliseconds(200), BodyIdle = TimeSpan.FromMinutes(10), KeepAlive = TimeSpan.FromMilliseconds(500) });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "POST", "Content-Length: 4\r\n", "bo");
        Assert.Equal("bo", await origin.ReadAsync(2));
        await KeepAliveIsOverAsync(proxy);
        await client.SendAsync("dy");

        Assert.StartsWith("HTTP/1.1 504 ", await client.ReadResponseAsync(), StringComparison.Ordinal);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task ClientThatSendsNothingAfterALate100_IsGivenUpInTime(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, new() { ResponseHead = TimeSpan.FromMinutes(10), BodyIdle = TimeSpan.FromMilliseconds(200), KeepAlive = TimeSpan.FromMilliseconds(500) });
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, "POST", "Content-Length: 4\r\nExpect: 100-continue\r\n");
        await KeepAliveIsOverAsync(proxy);
        await origin.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Close(client, origin, listener);
    }

    [Theory, BothTransports]
    public async Task ManyProtocolsOffered_AFewGoOn(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        string offer = string.Join(',', Enumerable.Repeat("a", 7_000));
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(
            proxy, "GET", head => Assert.Contains("\r\nUpgrade: " + string.Join(", ", Enumerable.Repeat("a", 16)) + "\r\n", head.Text, StringComparison.Ordinal), $"Connection: upgrade\r\nUpgrade: {offer}\r\n");
        await origin.SendAsync(Ok);

        Assert.EndsWith("\r\n\r\nok", await client.ReadResponseAsync(), StringComparison.Ordinal);
        Close(client, origin, listener);
    }

    private static string Via(string head) =>
        string.Join(", ", head.Split("\r\n").Where(line => line.StartsWith("Via: ", StringComparison.Ordinal)).Select(line => line[5..]));

    private static Task<ProxyFixture> StartAsync(TransportKind transport, TimeoutConfig timeouts) =>
        ProxyFixture.StartAsync(transport, config => config with { Timeouts = timeouts });

    // The proxy's own clock has gone on by a limit that another client is let go at.
    private static async Task KeepAliveIsOverAsync(ProxyFixture proxy)
    {
        using RawPeer silent = await proxy.ConnectAsync();
        Assert.Equal("", await silent.ReadToEndAsync());
    }

    // A request that has reached its origin, head and body.
    private static async Task<(RawPeer Client, RawPeer Origin, RawOrigin Listener)> AskAsync(ProxyFixture proxy, string method, string fields = "", string body = "")
    {
        (RawPeer client, RawPeer origin, RawOrigin listener) = await AskAsync(proxy, method, _ => { }, fields, body);
        Assert.Equal(body.Length == 4 ? body : "", await origin.ReadAsync(body.Length == 4 ? 4 : 0));
        return (client, origin, listener);
    }

    private static async Task<(RawPeer Client, RawPeer Origin, RawOrigin Listener)> AskAsync(
        ProxyFixture proxy, string method, Action<(string Host, string Text)> check, string fields = "", string body = "")
    {
        var listener = new RawOrigin();
        RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"{method} http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\n{fields}\r\n{body}");
        RawPeer origin = await listener.AcceptAsync();
        check((listener.EndPoint.ToString(), await origin.ReadHeadAsync()));
        return (client, origin, listener);
    }

    private static void Close(RawPeer client, RawPeer origin, RawOrigin listener)
    {
        client.Dispose();
        origin.Dispose();
        listener.Dispose();
    }
}
