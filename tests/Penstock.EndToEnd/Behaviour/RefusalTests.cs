using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What is answered to requests that cannot be carried out, and what becomes of their connection.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string> BadTargets =>
    [
        "example.com", "example.com:", ":443", "example.com:0", "example.com:65536", "example.com:99999999999", "example.com:44a", "example.com:-1", "example.com: 443",
        "http://example.com:443", "example.com:443/", "example.com/:443", "/example.com:443", "user@example.com:443", "user:password@example.com:443", "exa%6dple.com:443",
        "example..com:443", ".example.com:443", "-example.com:443", "example-.com:443", "exam!ple.com:443", "ex\u00e4mple.com:443", $"{new string('a', 64)}.com:443",
        $"{string.Concat(Enumerable.Repeat("abcdefg.", 32))}com:443", "127.1:443", "0x7f000001:443", "2130706433:443", "0177.0.0.1:443", "127.0.0.1.:443", "1.2.3.4.5:443", "256.1.1.1:443",
        "1.2.3.0x4:443", "::1:443", "[::1]", "[::1]:", "[::1:443", "::1]:443", "[127.0.0.1]:443", "[example.com]:443", "[fe80::1%25lo]:443", "[::ffff:127.1]:443", "[::1]x:443", "*", "*:443",
        "example.com:443#x", "example.com:443?x",
    ];

    [Theory, MemberData(nameof(BadTargets))]
    public async Task BadTarget_Is400(string target)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            string answer = await proxy.AskAsync($"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n");

            Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nProxy-Status: penstock; error=http_request_error; details=\"HeadRejected: ", answer, StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.HeadRejected, (await proxy.EndedAsync()).Outcome);
        }
    }

    [Theory, BothTransports]
    public async Task MalformedHead_Is400AndNothingBehindItIsParsed(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("CONNECT  example.com:443 HTTP/1.1\r\n\r\n" + ProxyFixture.Connect("127.0.0.1:1"));
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Single(await proxy.StopAndReadLogAsync());
    }

    [Theory, BothTransports]
    public async Task BytesBehindARefusedConnect_AreNeverParsed(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"127.0.0.1:{RawOrigin.UnusedPort()}") + ProxyFixture.Connect("127.0.0.1:1"));
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Single(await proxy.StopAndReadLogAsync());
    }

    [Theory, BothTransports]
    public async Task ConnectionAfterARefusedConnect_CanBeUsedAgain(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"127.0.0.1:{RawOrigin.UnusedPort()}"));
        Assert.Contains("\r\nConnection: keep-alive\r\n", await client.ReadResponseAsync(), StringComparison.Ordinal);
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ClientThatNeverStopsAsking_HoldsUpNobody(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using RawPeer greedy = await proxy.ConnectAsync();
        using var end = new CancellationTokenSource();
        string requests = string.Concat(Enumerable.Repeat("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 4000));
        Task asking = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await greedy.SendAsync(requests);
            }
        }, TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1024 * 1024];
        Task reading = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested && await greedy.Socket.ReceiveAsync(buffer, end.Token) > 0)
            {
            }
        }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.Requests > 1000, "it is being served");
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            Assert.StartsWith("HTTP/1.1 200 ", await proxy.AskAsync("GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        }

        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        await end.CancelAsync();
        greedy.Dispose();
        await Task.WhenAll(asking, reading).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.True(took < TimeSpan.FromSeconds(5), $"20 requests of others took {took}");
    }

    [Theory, BothTransports]
    public async Task OtherScheme_IsRefusedWithASentence_AndNothingIsDialled(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var origin = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET https://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\nHEAD ftp://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");
        string first = await client.ReadResponseAsync();
        string second = await client.ReadHeadAsync();

        Assert.StartsWith("HTTP/1.1 400 ", first, StringComparison.Ordinal);
        Assert.Contains("use CONNECT", first, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 501 ", second, StringComparison.Ordinal);
        client.FinishSending();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.False(origin.HasCaller);
    }

    [Theory, BothTransports]
    public async Task BodyOfARefusedRequest_IsNeverParsed(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        string body = ProxyFixture.Connect("127.0.0.1:1");
        await client.SendAsync($"POST http://127.0.0.1:{RawOrigin.UnusedPort()}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Assert.Equal(1, (await client.ReadToEndAsync()).Split("HTTP/1.1 ").Length - 1);
    }

    [Theory]
    [InlineData("Host: other.example", 200)]
    [InlineData("Host: other.example:99", 200)]
    [InlineData("Host:", 200)]
    [InlineData("X-None: 1", 200)]
    [InlineData("Content-Length: 0", 200)]
    [InlineData("Host: a\r\nHost: a", 400)]
    [InlineData("Host: a b", 400)]
    [InlineData("Content-Length: 5", 400)]
    [InlineData("Transfer-Encoding: chunked", 400)]
    [InlineData("Bad Name: x", 400)]
    [InlineData("Name : x", 400)]
    [InlineData(" Folded: x", 400)]
    [InlineData("NoColon", 400)]
    [InlineData("X: a\0b", 400)]
    [InlineData("X: a\nY: b", 400)]
    public async Task FieldOfAConnect_IsHarmlessOrRefused(string field, int status)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync($"CONNECT {listener.EndPoint} HTTP/1.1\r\n{field}\r\n\r\n");

            Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            Assert.Equal(status == 200, listener.HasCaller);
        }
    }

    [Theory]
    [InlineData(8192, 400)] // read in full, and then no host name
    [InlineData(8193, 414)]
    public async Task TargetOf8KiB_IsTheLongest(int length, int status)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            Assert.StartsWith($"HTTP/1.1 {status} ", await proxy.AskAsync($"CONNECT {new string('a', length)} HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(32 * 1024, 200)]
    [InlineData((32 * 1024) + 1, 431)]
    public async Task HeadOf32KiB_IsTheLargest(int length, int status)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            string start = $"CONNECT {listener.EndPoint} HTTP/1.1\r\nHost: x\r\nX: ";
            await client.SendAsync(start + new string('x', length - start.Length - 4) + "\r\n\r\n");

            Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task MoreThan100Fields_Are431(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);

        Assert.StartsWith("HTTP/1.1 431 ", await proxy.AskAsync($"CONNECT a:1 HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 101))}\r\n"), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task VersionTwo_Is505(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);

        Assert.StartsWith("HTTP/1.1 505 ", await proxy.AskAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task SlowHead_Is408(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithTimeouts(t => t with { Head = TimeSpan.FromMilliseconds(200) }));
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("CONNECT example.com:443 HT");
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.HeadTimedOut, (await proxy.EndedAsync()).Outcome);
        Assert.Matches(@" ""-"" 408 \d+$", Assert.Single(await proxy.StopAndReadLogAsync()));
    }

    [Theory, BothTransports]
    public async Task SilentClient_IsLetGoWithoutAWord(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithTimeouts(t => t with { KeepAlive = TimeSpan.FromMilliseconds(200) }));
        using RawPeer client = await proxy.ConnectAsync();

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Empty(await proxy.StopAndReadLogAsync());
    }

    [Theory, BothTransports]
    public async Task TlsOnThePlainPort_IsClosedCleanly(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("\x16\x03\x01\x02\x00\x01\x00\x01\xfc" + new string('x', 508));

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("TlsOnPlainPort", (await proxy.EndedAsync()).Detail);
    }

    [Theory, BothTransports]
    public async Task ClientThatMayNot_Is403(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Clients = [IPNetwork.Parse("127.0.0.2/32")] });
        using var listener = new RawOrigin();
        string answer = await proxy.AskAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Status: penstock; error=http_request_denied; ", answer, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", answer, StringComparison.Ordinal);
        Assert.False(listener.HasCaller);
        Assert.Equal(ProxyOutcome.ClientNotAllowed, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task ClientThatResetsWhileItsHeadIsRead_DisturbsNobody(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        RawPeer gone = await proxy.ConnectAsync();
        await gone.SendAsync("CONNECT exam");
        gone.Reset();
        Assert.Equal(ProxyOutcome.ClientGone, (await proxy.EndedAsync()).Outcome);

        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await client.SendAsync("on");
        Assert.Equal("on", await origin.ReadAsync(2));
    }

    private static Func<ProxyConfig, ProxyConfig> WithTimeouts(Func<TimeoutConfig, TimeoutConfig> change) => config => config with { Timeouts = change(config.Timeouts) };
}
