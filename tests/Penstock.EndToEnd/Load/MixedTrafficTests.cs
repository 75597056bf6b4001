using Penstock.EndToEnd.Support;
using Penstock.EndToEnd.Telemetry;

namespace Penstock.EndToEnd.Load;

/// <summary>Thousands of tunnels that say something now and then, large transfers among them, tunnels that end and others that begin, and plain requests, all at once.</summary>
[Collection(nameof(Alone))]
public sealed class MixedTrafficTests
{
    private const int Workers = 64;

    // One of each hundred actions, and one of each thousand: a tunnel ends and another begins; much goes both ways.
    private const double Renewing = 0.01;
    private const double Streaming = 0.003;
    private const double Asking = 0.1;

    // What a collector keeps for the next allocations: two generations of some MiB, and what is not full of the regions that hold something.
    private static readonly double s_reserveInMiB = PenstockCommand.IsNative ? 24 : 96;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private long _plain;
    private long _up;
    private long _down;

    [Theory, BothTransports]
    public async Task ManyTunnels_LoseNothing_AndLeaveNothingBehind(string transport)
    {
        int count = LoadSize.Choose(1_000, 9_000);
        TimeSpan time = LoadSize.Choose(TimeSpan.FromSeconds(5), transport == "epoll" ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(1));
        await using LoadedProxy proxy = await LoadedProxy.StartAsync(transport);
        await using var origin = new HashOrigin();
        using var maker = new TunnelMaker(proxy.EndPoint);

        // Before anything is measured, what is kept for the next is there: pipes above all, and the last 10,000 requests.
        await WarmUpAsync(proxy, maker, origin);
        await proxy.CountersAsync();
        await proxy.SettleAsync(int.MaxValue - 10);
        (int descriptors, double memory) = (proxy.Descriptors, proxy.MemoryInMiB);

        (double begun, double held) = await RunAsync(proxy, maker, origin, count, time);
        await proxy.SettleAsync(descriptors + PipesKept(transport));
        double closed = proxy.MemoryInMiB;
        await proxy.ReturnsMemoryAsync(memory + s_reserveInMiB);
        double returned = proxy.MemoryInMiB;

        // As many at once again: what a tunnel leaves behind would be there twice.
        await RunAsync(proxy, maker, origin, count, s_pause);
        await proxy.SettleAsync(descriptors + PipesKept(transport));
        await proxy.ReturnsMemoryAsync(memory + s_reserveInMiB);
        PrometheusText counters = await proxy.CountersAsync();
        LoadedProxy.Report($"{transport}: {count} tunnels for {time}: {maker.Opened} opened, {_plain} plain requests, {_up / 1048576.0:0} MiB up, {_down / 1048576.0:0} MiB down; PSS {memory:0.0} MiB before, {begun:0.0} all open, {held:0.0} after that time, {closed:0.0} all closed, {returned:0.0} some seconds later, {proxy.MemoryInMiB:0.0} after as many again; descriptors {descriptors} before, {proxy.Descriptors} after");
        Assert.InRange(held, 0, (begun * 1.1) + s_reserveInMiB);
        Assert.Equal((maker.Opened, _plain), ((long)counters["penstock_tunnels_opened_total"], (long)counters["penstock_requests_total Forwarded"]));
        Assert.Equal((_up, _down), ((long)counters["penstock_bytes_total up"], (long)counters["penstock_bytes_total down"]));
        Assert.Equal(0, counters["penstock_log_lines_lost_total"]);
        Assert.Equal(maker.Opened + _plain, counters.Names.Where(name => name.StartsWith("penstock_requests_total ", StringComparison.Ordinal)).Sum(name => counters[name]));
        await proxy.StopAsync(maker.Opened + _plain, _down);
    }

    // Each loop keeps 32 pipes (PipePool); it may not have had all of them in hand before.
    private static int PipesKept(string transport) => transport == "epoll" ? 32 * 2 * Environment.ProcessorCount : 0;

    private async Task WarmUpAsync(LoadedProxy proxy, TunnelMaker maker, HashOrigin origin)
    {
        for (int i = 0; i < LoadSize.Choose(10, 160); i++)
        {
            await RunAsync(proxy, maker, origin, Workers, TimeSpan.Zero);
        }
    }

    // Returns the memory when all were open, and at the end, when they still were.
    private async Task<(double Begun, double Held)> RunAsync(LoadedProxy proxy, TunnelMaker maker, HashOrigin origin, int count, TimeSpan time)
    {
        var workers = new List<Worker>();
        try
        {
            for (int i = 0; i < Workers; i++)
            {
                workers.Add(new Worker(this, maker, origin, await LoadClient.ConnectAsync(proxy.EndPoint)));
            }

            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.OpenAsync(count / Workers))));
            double begun = proxy.MemoryInMiB;
            long until = TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);
            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.WorkAsync(until))));
            double held = proxy.MemoryInMiB;
            await Task.WhenAll(workers.Select(worker => Task.Run(worker.FinishAsync)));
            return (begun, held);
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    // One of those who do things, one thing at a time, with tunnels of its own.
    private sealed class Worker(MixedTrafficTests totals, TunnelMaker maker, HashOrigin origin, LoadClient client) : IDisposable
    {
        private readonly List<LoadTunnel> _tunnels = [];
        private int _asked;

        public async Task OpenAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _tunnels.Add(await maker.OpenAsync());
            }
        }

        public async Task WorkAsync(long until)
        {
            while (TimeProvider.System.GetTimestamp() < until)
            {
                int which = Random.Shared.Next(_tunnels.Count);
                await ActAsync(which, Random.Shared.NextDouble());
                await Task.Delay(s_pause * Random.Shared.NextDouble(), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        public async Task FinishAsync()
        {
            for (int i = 0; i < _tunnels.Count; i++)
            {
                await _tunnels[i].PingAsync(8);
                await EndAsync(i);
            }
        }

        public void Dispose()
        {
            client.Dispose();
            _tunnels.ForEach(tunnel => tunnel.Dispose());
        }

        private async Task ActAsync(int which, double dice)
        {
            if (dice < Streaming)
            {
                await _tunnels[which].StreamAsync(Random.Shared.Next(4 << 20), Random.Shared.Next(4 << 20));
            }
            else if (dice < Streaming + Renewing)
            {
                await EndAsync(which);
                _tunnels[which] = await maker.OpenAsync();
            }
            else if (dice < Streaming + Renewing + Asking)
            {
                int bytes = Random.Shared.Next(100_000);
                await client.GetAsync(origin.Authority, $"/{bytes}/{GetHashCode()}-{_asked++}");
                Interlocked.Increment(ref totals._plain);
                Interlocked.Add(ref totals._down, bytes);
            }
            else
            {
                await _tunnels[which].PingAsync(1 + Random.Shared.Next(2_000));
            }
        }

        private async Task EndAsync(int which)
        {
            using LoadTunnel tunnel = _tunnels[which];
            await tunnel.FinishAsync(clientFirst: Random.Shared.Next(2) == 0);
            Interlocked.Add(ref totals._up, tunnel.Client.BytesSent);
            Interlocked.Add(ref totals._down, tunnel.Origin.BytesSent);
        }
    }
}
