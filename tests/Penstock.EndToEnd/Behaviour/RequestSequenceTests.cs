using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Several requests on one connection, and what comes between, before and behind them.</summary>
public sealed class RequestSequenceTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory, BothTransports]
    public async Task ManyRequestsInOnePiece_AreAnsweredInTurn(TransportKind transport)
    {
        const int Count = 500;
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        Task sending = client.SendAsync(string.Concat(Enumerable.Repeat(Get, Count)));
        for (int i = 0; i < Count; i++)
        {
            Assert.StartsWith("HTTP/1.1 200 ", await client.ReadResponseAsync(), StringComparison.Ordinal);
        }

        await sending;
        Assert.Equal(Count, (await proxy.StopAndReadLogAsync()).Length);
    }

    [Theory, BothTransports]
    public async Task ConnectBehindAnotherRequest_OpensItsTunnel(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get + ProxyFixture.Connect(listener.EndPoint.ToString()) + "early");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadResponseAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);

        using RawPeer origin = await listener.AcceptAsync();
        Assert.Equal("early", await origin.ReadAsync(5));
    }

    [Theory]
    [InlineData("HTTP/1.0", "", "close")]
    [InlineData("HTTP/1.1", "Connection: close\r\n", "close")]
    [InlineData("HTTP/1.1", "", "keep-alive")]
    public async Task ConnectionIsKept_AsTheRequestSays(string version, string field, string expected)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync($"CONNECT 127.0.0.1:{RawOrigin.UnusedPort()} {version}\r\nHost: x\r\n{field}\r\n");
            string answer = await client.ReadResponseAsync();

            Assert.Contains($"\r\nConnection: {expected}\r\n", answer, StringComparison.Ordinal);
            Assert.Equal(expected == "close", client.Socket.Poll(TimeSpan.FromMilliseconds(expected == "close" ? 20_000 : 100), SelectMode.SelectRead));
        }
    }

    [Theory, BothTransports]
    public async Task ClientThatIsSilentAfterARefusal_IsLetGo(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithTimeouts(t => t with { KeepAlive = TimeSpan.FromMilliseconds(200) }));
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get);
        await client.ReadResponseAsync();

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Single(await proxy.StopAndReadLogAsync());
    }

    [Theory, BothTransports]
    public async Task HeadThatTricklesIn_MeetsTheLimitAllTheSame(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithTimeouts(t => t with { Head = TimeSpan.FromMilliseconds(500) }));
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("CONNECT example.com:443 HTTP/1.1\r\nX: ");
        await Eventually.TrueAsync(
            async () =>
            {
                await client.SendAsync("x");
                return client.Socket.Available > 0;
            },
            "it was answered");

        Assert.StartsWith("HTTP/1.1 408 ", await client.ReadResponseAsync(), StringComparison.Ordinal);
        Assert.InRange((await proxy.EndedAsync()).Duration, TimeSpan.FromMilliseconds(490), TimeSpan.FromSeconds(3));
    }

    [Theory, BothTransports]
    public async Task AnswerIsRead_ByAClientThatGoesOnSending(TransportKind transport)
    {
        // To close with unread bytes in the socket sends a reset, and a reset can overtake the answer.
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"127.0.0.1:{RawOrigin.UnusedPort()}") + "early");
        await client.SendAsync(new byte[300_000]);

        Assert.StartsWith("HTTP/1.1 502 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Single(await proxy.StopAndReadLogAsync());
    }

    [Theory, BothTransports]
    public async Task ClientThatNeverStopsSending_IsCutOff(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("NONSENSE\r\n\r\n");
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true)
            {
                await client.SendAsync(new byte[64 * 1024]);
            }
        });

        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.ConnectionsOpen == 0, "nothing is held for it");
    }

    [Theory, BothTransports]
    public async Task EmptyLineBeforeARequest_IsSkipped(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        Assert.StartsWith("HTTP/1.1 200 ", await proxy.AskAsync("\r\n" + Get), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task HostileRequestLine_IsOneEscapedLineOfTheLog(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await proxy.AskAsync("CONNECT a\"b\\c\x1b[31m\xff:443 HTTP/1.1\r\n\r\n");
        await proxy.EndedAsync();

        Assert.Matches(@"^127\.0\.0\.1 - - \[[^]]+\] ""CONNECT a\\""b\\\\c(\\x1b\[31m\\xff:443 HTTP/1\.1)?"" 400 \d+$", Assert.Single(await proxy.StopAndReadLogAsync()));
    }

    private static Func<ProxyConfig, ProxyConfig> WithTimeouts(Func<TimeoutConfig, TimeoutConfig> change) => config => config with { Timeouts = change(config.Timeouts) };
}
