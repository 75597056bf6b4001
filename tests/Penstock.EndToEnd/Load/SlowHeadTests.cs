using System.Text;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Load;

/// <summary>Clients whose requests come a byte a second, and others beside them.</summary>
[Collection(nameof(Alone))]
public sealed class SlowHeadTests
{
    private const int Others = 32;

    // How often others are measured without slow ones and with them, in turn: a machine has better and worse moments.
    private static readonly int s_rounds = LoadSize.Choose(1, 5);

    // Below the limit for a head, 30 s.
    private static readonly TimeSpan s_round = LoadSize.Choose(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));

    [Theory, BothTransports]
    public async Task SlowHeads_HoldUpNobodyElse_AndAreServedInTheEnd(string transport)
    {
        int slow = LoadSize.Choose(200, 2_000);
        await using LoadedProxy proxy = await LoadedProxy.StartAsync(transport);
        await using var origin = new HashOrigin();
        using var maker = new TunnelMaker(proxy.EndPoint);
        await MeasureAsync(proxy, maker, origin);
        await proxy.CountersAsync();
        int descriptors = proxy.Descriptors;

        var without = new List<double>();
        var with = new List<double>();
        for (int round = 0; round < s_rounds; round++)
        {
            without.Add(await MeasureAsync(proxy, maker, origin));
            await using SlowClients clients = await SlowClients.ConnectAsync(proxy, origin.Authority, slow);
            with.Add(await MeasureAsync(proxy, maker, origin));
            await clients.FinishAsync();
        }

        await proxy.SettleAsync(descriptors);
        double ratio = Median(with) / Median(without);
        LoadedProxy.Report($"{transport}: p99 of {Others} clients {Median(without):0.00} ms, beside {slow} slow heads {Median(with):0.00} ms ({ratio:0.00} of it); rounds {string.Join(' ', without.Zip(with, (a, b) => FormattableString.Invariant($"{a:0.00}/{b:0.00}")))}");
        if (LoadSize.IsLong)
        {
            Assert.InRange(ratio, 0, 1.5);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // The p99, in milliseconds, of what 32 clients do at once: a plain request each, and a tunnel from its opening to its end.
    private static async Task<double> MeasureAsync(LoadedProxy proxy, TunnelMaker maker, HashOrigin origin)
    {
        TimeProvider clock = TimeProvider.System;
        long until = clock.GetTimestamp() + (long)(s_round.TotalSeconds * clock.TimestampFrequency);
        double[][] all = await Task.WhenAll(Enumerable.Range(0, Others).Select(number => Task.Run(async () =>
        {
            var times = new List<double>();
            using LoadClient client = await LoadClient.ConnectAsync(proxy.EndPoint);
            for (int i = 0; clock.GetTimestamp() < until; i++)
            {
                long began = clock.GetTimestamp();
                if (i % 2 == 0)
                {
                    await client.GetAsync(origin.Authority, $"/1024/{number}-{i}");
                }
                else
                {
                    using LoadTunnel tunnel = await maker.OpenAsync();
                    await tunnel.PingAsync(64);
                    await tunnel.FinishAsync(clientFirst: true);
                }

                times.Add(clock.GetElapsedTime(began).TotalMilliseconds);
            }

            return times.ToArray();
        })));
        double[] sorted = [.. all.SelectMany(times => times).Order()];
        Assert.NotEmpty(sorted);
        return sorted[(int)(sorted.Length * 0.99)];
    }

    // They send the first line of a request, and then a field byte by byte.
    private sealed class SlowClients : IAsyncDisposable
    {
        private const string Path = "/1024/slow";

        private readonly List<LoadClient> _clients = [];
        private readonly CancellationTokenSource _stop = new();
        private Task _trickling = Task.CompletedTask;

        public static async Task<SlowClients> ConnectAsync(LoadedProxy proxy, string authority, int count)
        {
            var slow = new SlowClients();
            for (int i = 0; i < count; i++)
            {
                LoadClient client = await LoadClient.ConnectAsync(proxy.EndPoint);
                await client.SendAsync(Encoding.ASCII.GetBytes($"GET http://{authority}{Path} HTTP/1.1\r\nHost: {authority}\r\nX-Slow: "));
                slow._clients.Add(client);
            }

            slow._trickling = Task.Run(slow.TrickleAsync);
            return slow;
        }

        public async Task FinishAsync()
        {
            await _stop.CancelAsync();
            await _trickling;
            foreach (LoadClient client in _clients)
            {
                await client.SendAsync("\r\n\r\n"u8.ToArray());
                await client.ReadAsync(HashOrigin.Body(Path));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _trickling;
            _clients.ForEach(client => client.Dispose());
            _stop.Dispose();
        }

        // Each has its turn once a second, and they are spread over it.
        private async Task TrickleAsync()
        {
            const int Ticks = 20;
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / Ticks);
            byte[] one = "s"u8.ToArray();
            try
            {
                for (int tick = 0; await timer.WaitForNextTickAsync(_stop.Token); tick++)
                {
                    for (int i = tick % Ticks; i < _clients.Count; i += Ticks)
                    {
                        await _clients[i].SendAsync(one);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The round is over.
            }
        }
    }
}
