using System.Net.Sockets;
using System.Security.Cryptography;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What passes through an open tunnel, and how it ends.</summary>
public sealed class TunnelTests
{
    [Theory, BothTransports]
    public async Task Connect_ToAnOrigin_IsAnswered200AndRelaysBothWays(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        using RawPeer origin = await listener.AcceptAsync();

        Assert.Equal($"HTTP/1.1 200 Connection Established\r\nProxy-Agent: {ProductInfo.NameAndVersion}\r\n\r\n", await client.ReadHeadAsync());
        await client.SendAsync("question");
        Assert.Equal("question", await origin.ReadAsync(8));
        await origin.SendAsync("the answer");
        Assert.Equal("the answer", await client.ReadAsync(10));
        client.FinishSending();
        Assert.Equal("", await origin.ReadToEndAsync());
        origin.FinishSending();
        Assert.Equal("", await client.ReadToEndAsync());

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.ClientClosedTunnel, 200, 8L, 10L), (ended.Outcome, ended.Status, ended.BytesUp, ended.BytesDown));
        Assert.Equal(listener.EndPoint, ended.OriginEndPoint);
        Assert.Matches($@"^127\.0\.0\.1 - - \[[^]]+\] ""CONNECT 127\.0\.0\.1:{listener.Port} HTTP/1\.1"" 200 10$", Assert.Single(await proxy.StopAndReadLogAsync()));
    }

    [Theory, BothTransports]
    public async Task BytesBehindTheHead_ReachTheOriginFirst(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()) + "early ");
        using RawPeer origin = await listener.AcceptAsync();
        await client.ReadHeadAsync();
        await client.SendAsync("late");

        Assert.Equal("early late", await origin.ReadAsync(10));
        client.Dispose();
        origin.Dispose();
        Assert.Equal(10, (await proxy.EndedAsync()).BytesUp);
    }

    [Theory, BothTransports]
    public async Task UrgentData_LosesNothingBehindIt(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        Task<string> received = origin.ReadToEndAsync();
        await client.SendAsync(new byte[4 * 1024 * 1024]); // spliced where it can be
        client.Socket.Send("!"u8, SocketFlags.OutOfBand);
        await client.SendAsync(new string('b', 50_000));
        client.FinishSending();

        // The urgent byte itself is nobody's: it stands outside of the stream.
        Assert.Equal(50_000, (await received).Count(c => c == 'b'));
    }

    // The mark of urgent data is told of once, and here while the receiver is waited for; what is behind it must not need another word of the sender.
    [Theory, BothTransports]
    public async Task UrgentData_WhileTheReceiverIsSlow_HoldsNothingBack(TransportKind transport)
    {
        const string Behind = "what is behind";
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        long sent = await FillAsync(client.Socket);
        Task rest = Task.Run(async () =>
        {
            client.Socket.Blocking = true;
            await client.SendAsync("!");
            client.Socket.Send("!"u8, SocketFlags.OutOfBand);
            await client.SendAsync(Behind);
        }, TestContext.Current.CancellationToken);

        byte[] received = await origin.ReadBytesAsync((int)sent + 1 + Behind.Length);
        await rest;
        Assert.Equal(Behind, System.Text.Encoding.ASCII.GetString(received, received.Length - Behind.Length, Behind.Length));
    }

    // A server that answers early, and closes with the rest unread: what it said came before its reset, and arrives as it does without a proxy.
    [Theory, BothTransports]
    public async Task AnswerBeforeAReset_IsDelivered_ThoughTheClientStillSends(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await FillAsync(client.Socket);
        const string Answer = "HTTP/1.1 413 Content Too Large\r\n\r\n";
        await origin.SendAsync(Answer);
        origin.Reset();

        Assert.Equal(Answer, await client.ReadAsync(Answer.Length));
        Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
        Assert.Equal(ProxyOutcome.OriginResetTunnel, (await proxy.EndedAsync()).Outcome);
    }

    // Both directions are full: what the origin had said is taken by nobody, and nobody waits for it.
    [Theory, BothTransports]
    public async Task ResetOfATunnelThatIsFullBothWays_EndsItSoon(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await FillAsync(client.Socket);
        await FillAsync(origin.Socket);
        origin.Reset();

        Assert.Equal(ProxyOutcome.OriginResetTunnel, (await proxy.EndedAsync()).Outcome);
        client.Socket.Blocking = true;
        Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
    }

    // Sends until nothing more is taken by anybody on the way; how much.
    private static async Task<long> FillAsync(Socket socket)
    {
        socket.Blocking = false;
        byte[] bytes = new byte[256 * 1024];
        long sent = 0;
        for (int full = 0; full < 20;)
        {
            int taken = socket.Send(bytes, SocketFlags.None, out SocketError error);
            sent += error == SocketError.Success ? taken : 0;
            full = error == SocketError.Success ? 0 : full + 1;
            if (full > 0)
            {
                // Room that comes within this time is filled; there is none for ever.
                await Task.Run(() => socket.Poll(20_000, SelectMode.SelectWrite));
            }
        }

        return sent;
    }

    [Theory, BothTransports]
    public async Task TwoHeadsInOnePacket_TheSecondIsTheOrigins(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        string second = ProxyFixture.Connect("127.0.0.1:1");
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()) + second);
        using RawPeer origin = await listener.AcceptAsync();

        Assert.Equal(second, await origin.ReadAsync(second.Length));
    }

    [Theory, BothTransports]
    public async Task HeadInPiecesOfOneByte_IsUnderstood(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        foreach (char c in ProxyFixture.Connect(listener.EndPoint.ToString()) + "x")
        {
            await client.SendAsync(c.ToString());
        }

        using RawPeer origin = await listener.AcceptAsync();
        Assert.Equal("x", await origin.ReadAsync(1));
    }

    [Theory, BothTransports]
    public async Task ServerThatSpeaksFirst_IsHeard(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await origin.SendAsync("220 ready\r\n");

        Assert.Equal("220 ready\r\n", await client.ReadAsync(11));
    }

    [Theory, BothTransports]
    public async Task HalfCloseByTheClient_LeavesTheOtherDirectionOpen(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await client.SendAsync("request");
        client.FinishSending();
        Assert.Equal("request", await origin.ReadToEndAsync());

        byte[] answer = RandomNumberGenerator.GetBytes(3_000_000);
        Task sent = origin.SendAsync(answer);
        byte[] received = await client.ReadBytesAsync(answer.Length);
        await sent;
        origin.FinishSending();

        Assert.Equal(answer, received);
        Assert.Equal("", await client.ReadToEndAsync());
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.ClientClosedTunnel, 7L, 3_000_000L), (ended.Outcome, ended.BytesUp, ended.BytesDown));
    }

    [Theory, BothTransports]
    public async Task HalfCloseByTheOrigin_LeavesTheOtherDirectionOpen(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await origin.SendAsync("greeting");
        origin.FinishSending();
        Assert.Equal("greeting", await client.ReadToEndAsync());
        await client.SendAsync("still here");

        Assert.Equal("still here", await origin.ReadAsync(10));
        client.FinishSending();
        Assert.Equal("", await origin.ReadToEndAsync());
        Assert.Equal(ProxyOutcome.OriginClosedTunnel, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task ResetByTheClient_ReachesTheOriginAsAReset(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        client.Reset();

        Assert.Equal(SocketError.ConnectionReset, await origin.ReadEndingAsync());
        Assert.Equal(ProxyOutcome.ClientResetTunnel, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task ResetByTheOrigin_ReachesTheClientAsAReset(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        origin.Reset();

        Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
        Assert.Equal(ProxyOutcome.OriginResetTunnel, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task ResetAfterAHalfClose_IsStillPassedOn(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        client.FinishSending();
        Assert.Equal("", await origin.ReadToEndAsync());
        origin.Reset();

        Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
        Assert.Equal(ProxyOutcome.OriginResetTunnel, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task UnixSocketListener_Serves(TransportKind transport)
    {
        string path = Path.Combine(Path.GetTempPath(), $"penstock-{Guid.NewGuid():N}.sock");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new($"unix:{path}")] });
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await client.SendAsync("hello");

        Assert.Equal("hello", await origin.ReadAsync(5));
        client.Dispose();
        origin.Dispose();
        Assert.Null((await proxy.EndedAsync()).ClientAddress);
        Assert.StartsWith("- - - [", Assert.Single(await proxy.StopAndReadLogAsync()), StringComparison.Ordinal);
        Assert.False(File.Exists(path), "the file of the socket goes with its listener");
    }

    [Theory, BothTransports]
    public async Task Connect_OverIPv6_IsRelayed(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Listeners = [new("[::1]:0")] });
        using var listener = new RawOrigin(System.Net.IPAddress.IPv6Loopback);
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await client.SendAsync("six");

        Assert.Equal("six", await origin.ReadAsync(3));
    }
}
