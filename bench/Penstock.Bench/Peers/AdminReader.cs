namespace Penstock.Bench.Peers;

/// <summary>Looks into a Penstock as an open page and Prometheus do: its files and lists once, its events as they come, its metrics every 5 s.</summary>
internal sealed class AdminReader : IAsyncDisposable
{
    private static readonly TimeSpan s_scrapeInterval = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    private AdminReader(HttpClient client, Stream events)
    {
        _client = client;
        _reading = Task.WhenAll(ReadEventsAsync(events), ReadMetricsAsync());
    }

    /// <exception cref="HttpRequestException">The endpoint does not answer.</exception>
    public static async Task<IAsyncDisposable> OpenAsync(PeerPlace place, CancellationToken cancellation)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{place.SecondPort}"), Timeout = Timeout.InfiniteTimeSpan };
        foreach (string path in (string[])["/", "/app.js", "/api/v1/status", "/api/v1/requests?limit=500"])
        {
            _ = await client.GetByteArrayAsync(path, cancellation);
        }

        return new AdminReader(client, await client.GetStreamAsync("/api/v1/events", cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _reading;
        }
        catch (OperationCanceledException)
        {
        }

        _client.Dispose();
        _end.Dispose();
    }

    // A stream that the proxy ends is a failure of the run: what is measured is a proxy that is read.
    private async Task ReadEventsAsync(Stream events)
    {
        byte[] buffer = new byte[64 * 1024];
        await using (events)
        {
            while (await events.ReadAsync(buffer, _end.Token) > 0)
            {
            }
        }

        throw new InvalidOperationException("The stream of events has ended.");
    }

    private async Task ReadMetricsAsync()
    {
        using var timer = new PeriodicTimer(s_scrapeInterval);
        do
        {
            _ = await _client.GetByteArrayAsync("/metrics", _end.Token);
        }
        while (await timer.WaitForNextTickAsync(_end.Token));
    }
}
