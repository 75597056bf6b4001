using Penstock.EndToEnd.Support;
using Penstock.EndToEnd.Telemetry;

namespace Penstock.EndToEnd.Load;

/// <summary>Plain requests without end, on connections that are kept.</summary>
[Collection(nameof(Alone))]
public sealed class ManyRequestsTests
{
    private const int Clients = 64;
    private const int Bytes = 1024;

    // Between the first quarter, in which the last 10,000 requests come to be kept, and the end: what a collection leaves now and then.
    private static readonly double s_riseInMiB = PenstockCommand.IsNative ? 8 : 64;

    [Theory, BothTransports]
    public async Task Requests_AreAllAnsweredWithWhatIsTheirs_AndMemoryStaysFlat(string transport)
    {
        int requests = LoadSize.Choose(60_000, transport == "epoll" ? 1_000_000 : 200_000);
        await using LoadedProxy proxy = await LoadedProxy.StartAsync(transport);
        await using var origin = new HashOrigin();
        await proxy.CountersAsync();
        int descriptors = proxy.Descriptors;
        var clients = new List<LoadClient>();
        for (int i = 0; i < Clients; i++)
        {
            clients.Add(await LoadClient.ConnectAsync(proxy.EndPoint));
        }

        var memory = new List<double>();
        int next = 0;
        for (int quarter = 1; quarter <= 4; quarter++)
        {
            int end = requests / 4 * quarter;
            await Task.WhenAll(clients.Select(client => Task.Run(async () =>
            {
                for (int number; (number = Interlocked.Increment(ref next)) <= end;)
                {
                    await client.GetAsync(origin.Authority, $"/{Bytes}/{number}");
                }
            })));
            next = end;
            memory.Add(proxy.MemoryInMiB);
        }

        clients.ForEach(client => client.Dispose());
        await proxy.SettleAsync(descriptors);
        PrometheusText counters = await proxy.CountersAsync();
        LoadedProxy.Report($"{transport}: {requests} requests; PSS after each quarter {string.Join(", ", memory.Select(at => FormattableString.Invariant($"{at:0.0}")))} MiB; {counters["penstock_origin_connections_opened_total"]} connections to the origin; descriptors {descriptors} before, {proxy.Descriptors} after");
        Assert.Equal((requests, (long)requests * Bytes), ((int)counters["penstock_requests_total Forwarded"], (long)counters["penstock_bytes_total down"]));
        Assert.InRange(memory[^1], 0, memory[0] + s_riseInMiB);
        await proxy.StopAsync(requests, (long)requests * Bytes);
    }
}
