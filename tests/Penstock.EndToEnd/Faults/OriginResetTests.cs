using System.Net.Sockets;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>An origin that resets its connection, at every stage of a request and of a tunnel: what the client gets, and by what name it goes. (The bytes on the wire are rows of Conformance/Origins.)</summary>
public sealed class OriginResetTests
{
    private const string LengthHead = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    private const string ChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    // What it sends before the reset, how the client's response must end, the status, and the outcome.
    public static TheoryData<string, string, int, ProxyOutcome> Stages => new()
    {
        { "", "whole", 502, ProxyOutcome.OriginClosedEarly },
        { "HTTP/1.1 20", "whole", 502, ProxyOutcome.OriginClosedEarly },
        { "HTTP/1.1 200 OK\r\nContent-Le", "whole", 502, ProxyOutcome.OriginClosedEarly },
        { "HTTP/1.1 103 Early Hints\r\n\r\n", "whole", 502, ProxyOutcome.OriginClosedEarly },
        { LengthHead, "broken", 200, ProxyOutcome.ResponseTruncated },
        { LengthHead + "12345", "broken", 200, ProxyOutcome.ResponseTruncated },
        { LengthHead + "123456789", "broken", 200, ProxyOutcome.ResponseTruncated },
        { LengthHead + "1234567890", "whole", 200, ProxyOutcome.Forwarded },
        { ChunkedHead, "broken", 200, ProxyOutcome.ResponseTruncated },
        { ChunkedHead + "5\r\n123", "broken", 200, ProxyOutcome.ResponseTruncated },
        { ChunkedHead + "5\r\n12345\r\n", "broken", 200, ProxyOutcome.ResponseTruncated },
        { ChunkedHead + "5\r\n12345\r\n0\r\n", "broken", 200, ProxyOutcome.ResponseTruncated },
        { ChunkedHead + "5\r\n12345\r\n0\r\n\r\n", "whole", 200, ProxyOutcome.Forwarded },
        { "HTTP/1.1 200 OK\r\n\r\n12345", "broken", 200, ProxyOutcome.ResponseTruncated },
    };

    [Theory, MemberData(nameof(Stages))]
    public async Task Response_ThatIsReset_IsNeverTakenForAWholeOne(string sent, string expected, int status, ProxyOutcome outcome)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            using var listener = new RawOrigin();
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\n\r\n");
            using RawPeer origin = await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync(sent);

            // What goes on to the client must have come there: a reset overtakes what is still on its way.
            string got = outcome == ProxyOutcome.OriginClosedEarly ? "" : await ReadUntilAsync(client, BodyOf(sent));
            if (sent.StartsWith("HTTP/1.1 103", StringComparison.Ordinal))
            {
                await ReadUntilAsync(client, "\r\n\r\n");
            }

            origin.Reset();

            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal((outcome, status), (ended.Outcome, ended.Status));
            if (expected == "broken")
            {
                (string rest, SocketError ending) = await ReadRestAsync(client);
                AssertBroken(got + rest, ending);
            }
            else if (status == 502)
            {
                Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", await client.ReadResponseAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Theory, BothTransports]
    public async Task Request_WhoseOriginResetsBeforeItHasTheBody_Is502(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\nContent-Length: 10\r\n\r\n12345");
        using RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        await origin.ReadAsync(5);
        origin.Reset();

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", await client.ReadResponseAsync(), StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.OriginClosedEarly, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task OriginThatAnswersASynWithAReset_Is502_InBothProtocols(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        string origin = $"127.0.0.1:{RawOrigin.UnusedPort()}";
        foreach (string request in (string[])[ProxyFixture.Connect(origin), $"GET http://{origin}/ HTTP/1.1\r\nHost: {origin}\r\n\r\n"])
        {
            Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", await proxy.AskAsync(request), StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.ConnectRefused, (await proxy.EndedAsync()).Outcome);
        }
    }

    [Theory]
    [InlineData("at once")]
    [InlineData("after the client's first bytes")]
    [InlineData("in the middle of a transfer down")]
    [InlineData("in the middle of a transfer up")]
    [InlineData("after the client's end")]
    [InlineData("after its own end")]
    public async Task Tunnel_ThatItsOriginResets_IsResetForTheClient(string stage)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            using var listener = new RawOrigin();
            (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
            long down = 0;
            using var over = new CancellationTokenSource();
            Task<SocketError> transfer = Task.FromResult(SocketError.Success);
            switch (stage)
            {
                case "after the client's first bytes":
                    await client.SendAsync("first");
                    await origin.ReadAsync(5);
                    break;
                case "in the middle of a transfer down":
                    transfer = FloodAsync(origin, over.Token);
                    down = (await client.ReadBytesAsync(2 << 20)).Length;
                    break;
                case "in the middle of a transfer up":
                    transfer = FloodAsync(client, over.Token);
                    await origin.ReadBytesAsync(2 << 20);
                    break;
                case "after the client's end":
                    client.FinishSending();
                    Assert.Equal("", await origin.ReadToEndAsync());
                    break;
                case "after its own end":
                    origin.FinishSending();
                    Assert.Equal("", await client.ReadToEndAsync());
                    break;
            }

            origin.Reset();

            // Whoever has had the end of what the origin sends, or is sending anyway, learns of the reset by that: the kernel tells of it once.
            SocketError ending = stage switch
            {
                "after its own end" => await SendUntilErrorAsync(client),
                "in the middle of a transfer up" => await transfer.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken),
                _ => await client.ReadEndingAsync(),
            };
            Assert.True(ending is SocketError.ConnectionReset or SocketError.Shutdown, $"{transport}: {ending}");
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal(ProxyOutcome.OriginResetTunnel, ended.Outcome);
            Assert.True(ended.BytesDown >= down, $"{ended.BytesDown} bytes are said to have passed, {down} came");
            await over.CancelAsync();
            await transfer;
            client.Dispose();
            await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { TunnelsOpen: 0, ConnectionsOpen: 0 }, "nothing is held for it any more");
        }
    }

    private static string BodyOf(string response)
    {
        string[] parts = response.Split("\r\n\r\n", 2);
        string data = new([.. parts[1].Where(char.IsAsciiDigit)]);
        return parts[1].Length == 0 ? "\r\n\r\n" : response.Contains("chunked", StringComparison.Ordinal) ? data.Trim('0')[1..] : data;
    }

    private static async Task<string> ReadUntilAsync(RawPeer peer, string what)
    {
        string got = "";
        while (!got.Contains(what, StringComparison.Ordinal))
        {
            got += await peer.ReadAsync(1);
        }

        return got;
    }

    private static async Task<(string Tail, SocketError Ending)> ReadRestAsync(RawPeer peer)
    {
        string rest = "";
        try
        {
            byte[] one = new byte[1];
            while (await peer.Socket.ReceiveAsync(one).WaitAsync(RawPeer.Limit) > 0)
            {
                rest += (char)one[0];
            }

            return (rest, SocketError.Success);
        }
        catch (SocketException e)
        {
            return (rest, e.SocketErrorCode);
        }
    }

    // What says that a body is whole: its length, its last chunk; and where neither is there, an end that is no reset.
    private static void AssertBroken(string response, SocketError ending)
    {
        string[] parts = response.Split("\r\n\r\n", 2);
        if (parts[0].Contains("Content-Length: 10", StringComparison.Ordinal))
        {
            Assert.True(parts[1].Length < 10, response);
        }
        else if (parts[0].Contains("chunked", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("0\r\n\r\n", parts[1], StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(SocketError.ConnectionReset, ending);
        }
    }

    private static async Task<SocketError> FloodAsync(RawPeer peer, CancellationToken over)
    {
        byte[] piece = Content.Random(64 * 1024);
        try
        {
            while (true)
            {
                await peer.Socket.SendAsync(piece, over);
            }
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return SocketError.Success;
        }
    }

    private static async Task<SocketError> SendUntilErrorAsync(RawPeer peer)
    {
        SocketError error = SocketError.Success;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await peer.SendAsync("more");
                    return false;
                }
                catch (SocketException e)
                {
                    error = e.SocketErrorCode;
                    return true;
                }
            },
            "sending fails");
        return error;
    }
}
