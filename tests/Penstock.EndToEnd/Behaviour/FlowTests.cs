using System.Net.Sockets;
using System.Security.Cryptography;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Large flows, slow receivers, idle tunnels: what is held for them, and for how long.</summary>
[Collection(nameof(Alone))]
public sealed class FlowTests
{
    private const int MiB = 1024 * 1024;

    [Theory, BothTransports]
    public async Task LargeTransfer_IsSplicedWhereItCanBe_AndArrivesIntact(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        byte[] content = RandomNumberGenerator.GetBytes(64 * MiB);
        foreach ((RawPeer from, RawPeer to) in ((RawPeer, RawPeer)[])[(origin, client), (client, origin)])
        {
            Task sending = from.SendAsync(content);
            Assert.Equal(SHA256.HashData(content), SHA256.HashData(await to.ReadBytesAsync(content.Length)));
            await sending;
        }

        // They count once they are handed to the kernel: a moment after the receiver may have them.
        await Eventually.TrueAsync(() => Moved(proxy.Proxy.Statistics) >= 128L * MiB, "all bytes are counted");
        ProxyStatistics statistics = proxy.Proxy.Statistics;
        Assert.Equal(128L * MiB, Moved(statistics));
        Assert.InRange(statistics.BytesSpliced, transport == TransportKind.Epoll ? 120L * MiB : 0, transport == TransportKind.Epoll ? 128L * MiB : 0);

        // The flows have paused: nothing is kept for them.
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { PipesBorrowed: 0, BuffersHeld: 0 }, "an idle tunnel holds no pipe and no buffer");
        Assert.Equal(1, proxy.Proxy.Statistics.TunnelsOpen);

        client.Dispose();
        origin.Dispose();
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((64L * MiB, 64L * MiB), (ended.BytesUp, ended.BytesDown));
    }

    [Theory, BothTransports]
    public async Task StalledReader_StopsItsSender_AndLittleIsHeld(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        client.Socket.ReceiveBufferSize = 64 * 1024;
        // A GiB is offered; all that is taken is what the kernel's buffers and one pipe or buffer of the proxy hold.
        origin.Socket.Blocking = false;
        byte[] block = new byte[MiB];
        long taken = 0;
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        await Eventually.TrueAsync(
            () =>
            {
                int sent;
                while (taken < 1024L * MiB && (sent = origin.Socket.Send(block, SocketFlags.None, out _)) > 0)
                {
                    taken += sent;
                }

                return HasStalled(proxy);
            },
            "the sender was stopped");

        Assert.InRange(taken, 1, 64L * MiB);
        ProxyStatistics statistics = proxy.Proxy.Statistics;
        Assert.Equal(1, statistics.PipesBorrowed + statistics.BuffersHeld);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, MiB);

        // The reader wakes up, and all that was taken arrives.
        origin.Socket.Blocking = true;
        origin.FinishSending();
        Assert.Equal(taken, (await client.ReadToEndAsync()).Length);
    }

    [Theory, BothTransports]
    public async Task BothSidesFullAndStuck_CountsAsIdle(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithIdleLimit(TimeSpan.FromSeconds(1)));
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        _ = FillAsync(client);
        _ = FillAsync(origin);

        Assert.Equal(ProxyOutcome.TunnelIdle, (await proxy.EndedAsync()).Outcome);
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics is { PipesBorrowed: 0, BuffersHeld: 0, TunnelsOpen: 0 }, "nothing is held for it any more");
    }

    [Theory, BothTransports]
    public async Task ResetOfASideThatNobodyReads_EndsTheTunnel(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        _ = FillAsync(client);
        await Eventually.TrueAsync(() => HasStalled(proxy), "the origin takes no more");
        client.Reset();

        Assert.Equal(ProxyOutcome.ClientResetTunnel, (await proxy.EndedAsync()).Outcome);
        GC.KeepAlive(origin); // a socket that nobody holds is closed by its finalizer, with a reset
    }

    [Theory, BothTransports]
    public async Task IdleTunnel_EndsAtItsLimit_AndTrafficKeepsItOpen(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithIdleLimit(TimeSpan.FromMilliseconds(600)));
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        long began = TimeProvider.System.GetTimestamp();
        int sent = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                await client.SendAsync("x");
                await origin.ReadAsync(1);
                sent++;
                return TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMilliseconds(1500);
            },
            "it was used for longer than the limit");

        Assert.Equal(SocketError.Success, await client.ReadEndingAsync());
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.TunnelIdle, (long)sent), (ended.Outcome, ended.BytesUp));
        Assert.InRange(ended.Duration, TimeSpan.FromMilliseconds(2000), TimeSpan.FromSeconds(10));
    }

    [Theory, BothTransports]
    public async Task SmallMessages_AreCountedToTheByte(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        for (int size = 1; size <= 1000; size++)
        {
            await client.SendAsync(new byte[size]);
            await origin.ReadBytesAsync(size);
        }

        client.Dispose();
        origin.Dispose();
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((500_500L, 0L), (ended.BytesUp, ended.BytesDown));
        Assert.Equal(500_500L, proxy.Proxy.Statistics.BytesCopied);
    }

    // Nothing has been relayed for a while, and something is held because its receiver takes nothing.
    private static bool HasStalled(ProxyFixture proxy)
    {
        ProxyStatistics before = proxy.Proxy.Statistics;
        bool isQuiet = !SpinWait.SpinUntil(() => Moved(proxy.Proxy.Statistics) != Moved(before), 100);
        return isQuiet && Moved(before) > 0 && before.PipesBorrowed + before.BuffersHeld > 0;
    }

    private static long Moved(ProxyStatistics statistics) => statistics.BytesCopied + statistics.BytesSpliced;

    private static async Task FillAsync(RawPeer peer)
    {
        try
        {
            byte[] block = new byte[64 * 1024];
            while (true)
            {
                await peer.Socket.SendAsync(block);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private static Func<ProxyConfig, ProxyConfig> WithIdleLimit(TimeSpan limit) => config => config with { Timeouts = config.Timeouts with { TunnelIdle = limit } };
}
