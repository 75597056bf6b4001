using System.Security.Cryptography;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Relaying under traffic that nobody planned: every byte arrives, in its order, and no tunnel holds up another.</summary>
[Collection(nameof(Alone))]
public sealed class RelayTests
{
    private const int MiB = 1024 * 1024;

    [Theory, BothTransports]
    public async Task RandomTraffic_ArrivesAsItWasSent(TransportKind transport)
    {
        const int Tunnels = 24;
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        var traffic = new List<Task<(long Up, long Down)>>();
        for (int seed = 0; seed < Tunnels; seed++)
        {
            (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
            traffic.Add(ExchangeAsync(client, origin, new Random(seed)));
        }

        (long Up, long Down)[] sent = await Task.WhenAll(traffic);
        var counted = new List<(long Up, long Down)>();
        for (int i = 0; i < Tunnels; i++)
        {
            RequestTimeline ended = await proxy.EndedAsync();
            counted.Add((ended.BytesUp, ended.BytesDown));
        }

        Assert.Equal(sent.Order(), counted.Order());
        ProxyStatistics statistics = proxy.Proxy.Statistics;
        Assert.Equal(sent.Sum(s => s.Up + s.Down), statistics.BytesCopied + statistics.BytesSpliced);
        Assert.Equal((0L, 0L, 0L), (statistics.TunnelsOpen, statistics.PipesBorrowed, statistics.BuffersHeld));
    }

    [Theory, BothTransports]
    public async Task MuchBehindTheHead_ArrivesInItsOrder(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        byte[] content = RandomNumberGenerator.GetBytes(3 * MiB);
        byte[] head = System.Text.Encoding.ASCII.GetBytes(ProxyFixture.Connect(listener.EndPoint.ToString()));
        Task sending = client.SendAsync((byte[])[.. head, .. content]);
        using RawPeer origin = await listener.AcceptAsync();

        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await origin.ReadBytesAsync(content.Length)));
        await sending;
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task BothSidesFinishAtOnce_WithEverythingDelivered(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        for (int i = 0; i < 50; i++)
        {
            (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
            await Task.WhenAll(FinishAsync(client, "from the client"), FinishAsync(origin, "from the origin"));
            Assert.Equal("from the client", await origin.ReadToEndAsync());
            Assert.Equal("from the origin", await client.ReadToEndAsync());
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Contains(ended.Outcome, (ProxyOutcome[])[ProxyOutcome.ClientClosedTunnel, ProxyOutcome.OriginClosedTunnel]);
            Assert.Equal((15L, 15L), (ended.BytesUp, ended.BytesDown));
        }

        static async Task FinishAsync(RawPeer peer, string text)
        {
            await peer.SendAsync(text);
            peer.FinishSending();
        }
    }

    [Theory, BothTransports]
    public async Task TunnelThatIsStuck_HoldsUpNoOtherOnItsLoop(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using var listener = new RawOrigin();
        (RawPeer stuckClient, RawPeer stuckOrigin) = await proxy.OpenTunnelAsync(listener);
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        Task filling = stuckOrigin.Socket.SendAsync(new byte[64 * MiB], CancellationToken.None).AsTask();
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { BuffersHeld: 1 } or { PipesBorrowed: 1 }, "one is stuck");
        await PingPongAsync(client, origin, 200);

        stuckClient.Reset();
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => filling);
        Assert.Equal(ProxyOutcome.ClientResetTunnel, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task TunnelThatFloods_LetsTheOthersOnItsLoopHaveTheirTurn(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Loops = 1 });
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        (RawPeer floodClient, RawPeer floodOrigin) = await proxy.OpenTunnelAsync(listener);
        using var stop = new CancellationTokenSource();
        Task flood = Task.WhenAll(FloodAsync(floodOrigin, stop.Token), DrainAsync(floodClient));
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { BytesCopied: > 8 * MiB } or { BytesSpliced: > 8 * MiB }, "the flood runs");
        long before = Moved(proxy);

        // A newcomer is served as well as one that is there.
        await PingPongAsync(client, origin, 200);
        (RawPeer late, RawPeer lateOrigin) = await proxy.OpenTunnelAsync(listener);
        await PingPongAsync(late, lateOrigin, 20);
        Assert.True(Moved(proxy) > before, "and the flood goes on");
        await stop.CancelAsync();
        await flood;
    }

    private static long Moved(ProxyFixture proxy) => proxy.Proxy.Statistics.BytesCopied + proxy.Proxy.Statistics.BytesSpliced;

    private static async Task PingPongAsync(RawPeer client, RawPeer origin, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await client.SendAsync("ping");
            Assert.Equal("ping", await origin.ReadAsync(4));
            await origin.SendAsync("pong");
            Assert.Equal("pong", await client.ReadAsync(4));
        }
    }

    private static async Task FloodAsync(RawPeer from, CancellationToken stop)
    {
        byte[] block = new byte[256 * 1024];
        while (!stop.IsCancellationRequested)
        {
            await from.SendAsync(block);
        }

        from.FinishSending();
    }

    private static async Task DrainAsync(RawPeer to)
    {
        byte[] buffer = new byte[256 * 1024];
        while (await to.Socket.ReceiveAsync(buffer) > 0)
        {
        }
    }

    // Both directions at once, each in pieces of its own, each ended by a FIN; the tunnel ends with the second.
    private static async Task<(long Up, long Down)> ExchangeAsync(RawPeer client, RawPeer origin, Random random)
    {
        (Random up, Random down) = (new Random(random.Next()), new Random(random.Next()));
        long[] sent = await Task.WhenAll(SendAndCompareAsync(client, origin, up), SendAndCompareAsync(origin, client, down));
        client.Dispose();
        origin.Dispose();
        return (sent[0], sent[1]);
    }

    private static async Task<long> SendAndCompareAsync(RawPeer from, RawPeer to, Random random)
    {
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Task<(long Length, byte[] Hash)> reading = ReadSlowlyAsync(to, new Random(random.Next()));
        long length = 0;
        for (int pieces = random.Next(1, 60); pieces > 0; pieces--)
        {
            // From single bytes to more than a pipe holds.
            byte[] piece = new byte[(int)Math.Pow(2, random.NextDouble() * 20)];
            random.NextBytes(piece);
            expected.AppendData(piece);
            await from.SendAsync(piece);
            length += piece.Length;
        }

        from.FinishSending();
        Assert.Equal((length, Convert.ToHexString(expected.GetHashAndReset())), ((await reading).Length, Convert.ToHexString((await reading).Hash)));
        return length;
    }

    // Now fast, now a little at a time: the kernel's buffers are full at one moment and empty at the next.
    private static async Task<(long Length, byte[] Hash)> ReadSlowlyAsync(RawPeer from, Random random)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[256 * 1024];
        long length = 0;
        while (true)
        {
            int most = (int)Math.Pow(2, 9 + (random.NextDouble() * 9));
            int read = await from.Socket.ReceiveAsync(buffer.AsMemory(0, most)).AsTask().WaitAsync(RawPeer.Limit);
            if (read == 0)
            {
                return (length, hash.GetHashAndReset());
            }

            hash.AppendData(buffer, 0, read);
            length += read;
            if (random.Next(8) == 0)
            {
                await Task.Yield();
            }
        }
    }
}
