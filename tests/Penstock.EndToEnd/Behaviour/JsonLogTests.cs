using System.Text.Json;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The records of a JSON access log: of a tunnel at its start, meanwhile, and at its end.</summary>
public sealed class JsonLogTests
{
    [Theory, BothTransports]
    public async Task ALongTunnel_HasARecordAtItsStart_AtEachInterval_AndAtItsEnd(TransportKind transport)
    {
        using var folder = new TempFolder();
        string path = folder["access.log"];
        await using var proxy = new ProxyServer(Config(transport, new AccessLogConfig { Path = path, Format = "json", Start = true, Interval = TimeSpan.FromSeconds(1) }));
        await proxy.StartAsync();
        using var listener = new RawOrigin();
        using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        using RawPeer origin = await listener.AcceptAsync();
        await client.ReadHeadAsync();
        await client.SendAsync("12345");
        await origin.ReadAsync(5);
        await Eventually.TrueAsync(() => Events(path).Count(word => word == "progress") >= 2, "two intervals have their records");
        client.Reset();
        await origin.ReadEndingAsync();
        await proxy.StopAsync();

        List<JsonElement> records = [.. Records(path)];
        Assert.Equal(["start", "progress", "progress"], records.Take(3).Select(Event));
        Assert.Equal("end", Event(records[^1]));
        Assert.Single(records, record => Event(record) == "end");
        Assert.Single(records.Select(record => record.GetProperty("id").GetInt64()).Distinct());
        Assert.Equal([0, 5, 5], records.Take(3).Select(record => record.GetProperty("bytes_up").GetInt32()));
        Assert.False(records[1].TryGetProperty("outcome", out _));
        Assert.Equal("ClientResetTunnel", records[^1].GetProperty("outcome").GetString());
        Assert.InRange(records[2].GetProperty("duration_ms").GetDouble() - records[1].GetProperty("duration_ms").GetDouble(), 500, 10_000);
    }

    [Theory, BothTransports]
    public async Task AReload_CanBeginTheIntervals(TransportKind transport)
    {
        using var folder = new TempFolder();
        string path = folder["access.log"];
        var log = new AccessLogConfig { Path = path, Format = "json" };
        await using var proxy = new ProxyServer(Config(transport, log));
        await proxy.StartAsync();
        using var listener = new RawOrigin();
        using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        using RawPeer origin = await listener.AcceptAsync();
        await client.ReadHeadAsync();
        Assert.Empty(Events(path));

        await proxy.ReloadAsync(proxy.Config with { AccessLogs = [log with { Interval = TimeSpan.FromSeconds(1) }] });
        await Eventually.TrueAsync(() => Events(path).Contains("progress"), "the open tunnel is logged");
    }

    [Theory, BothTransports]
    public async Task Queries_AreLeftOut_IfThatIsWanted(TransportKind transport)
    {
        using var folder = new TempFolder();
        string path = folder["access.log"];
        await using var proxy = new ProxyServer(Config(transport, new AccessLogConfig { Path = path, Format = "json" }) with
        {
            AccessLogs = [new AccessLogConfig { Path = path, Format = "json" }, new AccessLogConfig { Path = folder["combined.log"], Format = "combined" }], RedactQueries = true, RecentRequests = 1,
        });
        await proxy.StartAsync();
        using var listener = new RawOrigin();
        using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await client.SendAsync($"GET http://{listener.EndPoint}/a?token=hunter2 HTTP/1.1\r\nHost: {listener.EndPoint}\r\nReferer: http://a.test/b?token=hunter2\r\nConnection: close\r\n\r\n");
        using RawPeer origin = await listener.AcceptAsync();
        Assert.StartsWith("GET /a?token=hunter2 HTTP/1.1", await origin.ReadHeadAsync(), StringComparison.Ordinal);
        await origin.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await client.ReadToEndAsync();
        await proxy.StopAsync();

        JsonElement record = Assert.Single(Records(path));
        Assert.Equal($"http://{listener.EndPoint}/a?***", record.GetProperty("target").GetString());
        Assert.DoesNotContain("hunter2", record.ToString(), StringComparison.Ordinal);
        Assert.Contains("/a?*** HTTP/1.1\" 204 - \"http://a.test/b?***\" ", await File.ReadAllTextAsync(folder["combined.log"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task AClientThatEndsInTheMiddleOfItsHead_IsSaidToHaveSentAFin_OrAReset(TransportKind transport)
    {
        using var folder = new TempFolder();
        string path = folder["access.log"];
        await using var proxy = new ProxyServer(Config(transport, new AccessLogConfig { Path = path, Format = "json" }));
        await proxy.StartAsync();
        using RawPeer finishes = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await finishes.SendAsync("GET /a");
        finishes.FinishSending();
        await Eventually.TrueAsync(() => Records(path).Any(), "it is logged");
        using RawPeer resets = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await resets.SendAsync("GET /a");
        await Eventually.TrueAsync(() => proxy.Statistics.RequestsOpen == 1, "its request has begun");
        resets.Reset();
        await Eventually.TrueAsync(() => Records(path).Count() == 2, "it is logged too");

        Assert.Equal(["fin", "reset"], Records(path).Select(record => record.GetProperty("ended_with").GetString()));
        Assert.All(Records(path), record => Assert.Equal(("ClientGone", "client"), (record.GetProperty("outcome").GetString(), record.GetProperty("ended_by").GetString())));
    }

    [Theory, BothTransports]
    public async Task AResponseThatIsCutOff_SaysHowItsOriginEnded(TransportKind transport)
    {
        using var folder = new TempFolder();
        string path = folder["access.log"];
        ProxyConfig config = Config(transport, new AccessLogConfig { Path = path, Format = "json" });
        await using var proxy = new ProxyServer(config with { Timeouts = config.Timeouts with { BodyIdle = TimeSpan.FromSeconds(1) } });
        await proxy.StartAsync();
        using var listener = new RawOrigin();
        foreach (Action<RawPeer> end in (Action<RawPeer>[])[origin => origin.FinishSending(), origin => origin.Reset(), _ => { }])
        {
            using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
            await client.SendAsync($"GET http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");
            using RawPeer origin = await listener.AcceptAsync();
            await origin.ReadHeadAsync();
            await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            await client.ReadHeadAsync();
            await client.ReadAsync(4);
            end(origin);
            await client.ReadEndingAsync();
        }

        await proxy.StopAsync();
        Assert.All(Records(path), record => Assert.Equal("ResponseTruncated", record.GetProperty("outcome").GetString()));
        Assert.Equal(
            [("origin", "fin", true), ("origin", "reset", false), ("proxy", "limit", false)],
            Records(path).Select(record => (record.GetProperty("ended_by").GetString(), record.GetProperty("ended_with").GetString(), record.GetProperty("stages").TryGetProperty("origin_finished", out _))));
    }

    [Theory, BothTransports]
    public async Task AClientThatEndsInTheMiddleOfItsBody_IsSaidToHaveSentAFin(TransportKind transport)
    {
        using var folder = new TempFolder();
        string path = folder["access.log"];
        await using var proxy = new ProxyServer(Config(transport, new AccessLogConfig { Path = path, Format = "json" }));
        await proxy.StartAsync();
        using var listener = new RawOrigin();
        using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
        using RawPeer origin = await listener.AcceptAsync();
        await origin.ReadHeadAsync();
        client.FinishSending();
        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await proxy.StopAsync();

        JsonElement record = Assert.Single(Records(path));
        Assert.Equal(("BodyRejected", "proxy", "refusal"), (record.GetProperty("outcome").GetString(), record.GetProperty("ended_by").GetString(), record.GetProperty("ended_with").GetString()));
        Assert.True(record.GetProperty("stages").TryGetProperty("client_finished", out _));
    }

    // One loop: the records of several have no order, though their requests have one for whoever sent them.
    private static ProxyConfig Config(TransportKind transport, AccessLogConfig log) =>
        new() { Listeners = [new("127.0.0.1:0")], Transport = transport, Loops = 1, AccessLogs = [log] };

    private static IEnumerable<string?> Events(string path) => Records(path).Select(Event);

    private static string? Event(JsonElement record) => record.GetProperty("event").GetString();

    private static IEnumerable<JsonElement> Records(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        // A line that is being written has no end yet.
        string text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
