using System.Net.Sockets;
using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using Penstock.EndToEnd.Telemetry;

namespace Penstock.EndToEnd.Load;

/// <summary>Clients that ask for much and never read any of it.</summary>
[Collection(nameof(Alone))]
public sealed class NeverReadingTests
{
    // Of the kernel's buffers, which are not what is looked at here, as little as it gives.
    private const int SmallBuffer = 8 * 1024;

    // What a loop may hold for a receiver that is slow (ARCHITECTURE.md), and a few objects.
    private const double MostPerClientInKiB = 64 + 16;

    private static readonly double s_reserveInMiB = PenstockCommand.IsNative ? 24 : 96;

    [Theory, BothTransports]
    public async Task ClientsThatNeverRead_CostABoundedBufferEach_AndNobodyElseAnything(string transport)
    {
        int count = LoadSize.Choose(100, 1_000);
        await using LoadedProxy proxy = await LoadedProxy.StartAsync(transport);
        await using var origin = new HashOrigin();
        await using TcpServer endless = Endless();
        using var maker = new TunnelMaker(proxy.EndPoint);
        await ServeOthersAsync(proxy, maker, origin);
        await proxy.CountersAsync();
        await proxy.SettleAsync(int.MaxValue - 10);
        (int descriptors, double memory) = (proxy.Descriptors, proxy.MemoryInMiB);

        var stuck = new List<Socket>();
        for (int i = 0; i < count; i++)
        {
            stuck.Add(await AskAsync(proxy, $"127.0.0.1:{endless.Port}", tunnel: i % 2 == 0));
        }

        // All have asked, and nothing passes any more: what can be held is held.
        PrometheusText counters = await proxy.CountersAsync();
        double passed = -1;
        await Eventually.TrueAsync(
            async () =>
            {
                double before = passed;
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
                await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
                counters = await proxy.CountersAsync();
                passed = counters["penstock_bytes_total down"];
                return passed == before && counters["penstock_requests_open"] == count;
            },
            "they are all stuck");
        double held = proxy.MemoryInMiB;
        await ServeOthersAsync(proxy, maker, origin);
        LoadedProxy.Report($"{transport}: {count} clients that never read: {passed / 1048576:0} MiB passed into the kernel's buffers, {counters["penstock_buffers"]} buffers and {counters["penstock_pipes"]} pipes held; PSS {memory:0.0} MiB before, {held:0.0} with them ({(held - memory) * 1024 / count:0.0} KiB each)");
        Assert.InRange(held - memory, 0, (count * MostPerClientInKiB / 1024) + s_reserveInMiB);

        stuck.ForEach(socket => socket.Dispose());
        await proxy.SettleAsync(descriptors + PipesKept(transport));
        await proxy.ReturnsMemoryAsync(memory + s_reserveInMiB);
        await ServeOthersAsync(proxy, maker, origin);
        await proxy.SettleAsync(descriptors + PipesKept(transport));
        LoadedProxy.Report($"{transport}: after they have gone: PSS {proxy.MemoryInMiB:0.0} MiB; descriptors {descriptors} before, {proxy.Descriptors} after");
    }

    // Each loop keeps 32 pipes (PipePool).
    private static int PipesKept(string transport) => transport == "epoll" ? 32 * 2 * Environment.ProcessorCount : 0;

    // It sends as long as it is let, whatever is said to it; a plain request gets a response that ends with the connection.
    private static TcpServer Endless() => new(async (stream, cancellation) =>
    {
        stream.Socket.SendBufferSize = SmallBuffer;
        await stream.ReadExactlyAsync(new byte[1], cancellation);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellation);
        byte[] piece = Content.Random(64 * 1024);
        while (true)
        {
            await stream.WriteAsync(piece, cancellation);
        }
    });

    private static async Task<Socket> AskAsync(LoadedProxy proxy, string authority, bool tunnel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallBuffer };
        await socket.ConnectAsync(proxy.EndPoint).WaitAsync(LoadEnd.Limit);
        string request = tunnel ? $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\nx" : $"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static async Task ServeOthersAsync(LoadedProxy proxy, TunnelMaker maker, HashOrigin origin)
    {
        using LoadClient client = await LoadClient.ConnectAsync(proxy.EndPoint);
        for (int i = 0; i < 50; i++)
        {
            await client.GetAsync(origin.Authority, $"/1024/{i}");
            using LoadTunnel tunnel = await maker.OpenAsync();
            await tunnel.PingAsync(1_000);
            await tunnel.FinishAsync(clientFirst: false);
        }
    }
}
