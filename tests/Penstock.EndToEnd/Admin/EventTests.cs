using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;
using Penstock.Tool.Admin;

namespace Penstock.EndToEnd.Admin;

/// <summary>The stream of ticks: what is in them, and who gets them.</summary>
public sealed class EventTests
{
    private const string DroppedEvent = "event: dropped\ndata: {\"error\":\"Ticks were not taken in time; ask /api/v1/requests anew.\"}\n\n";

    [Theory, BothTransports]
    public async Task Tick_HasWhatBeganMovedAndEnded_SinceTheOneBefore(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { RecentRequests = 1000 });
        using var origin = new RawOrigin();
        (RawPeer early, RawPeer earlyServer) = await proxy.OpenTunnelAsync(origin);
        var ticks = new TickMaker(proxy.Proxy, TimeProvider.System);
        await ticks.BeginAsync();

        (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
        (RawPeer brief, RawPeer briefServer) = await proxy.OpenTunnelAsync(origin);
        brief.Dispose();
        briefServer.Dispose();
        long briefId = (await proxy.EndedAsync()).Id;
        await early.SendAsync("12345");
        await earlyServer.ReadAsync(5);
        JsonElement tick = Parse(await ticks.NextAsync());

        JsonElement opened = Assert.Single(tick.GetProperty("opened").EnumerateArray());
        Assert.NotEqual(briefId, opened.GetProperty("id").GetInt64());
        Assert.Equal(briefId, Assert.Single(tick.GetProperty("ended").EnumerateArray()).GetProperty("id").GetInt64());
        JsonElement moved = Assert.Single(tick.GetProperty("progress").EnumerateArray());
        Assert.Equal((5L, 0L), (moved[1].GetInt64(), moved[2].GetInt64()));
        Assert.Equal(2, tick.GetProperty("counters").GetProperty("tunnels_open").GetInt64());
        Assert.Equal(0, tick.GetProperty("skipped").GetInt64());

        client.Dispose();
        server.Dispose();
        Assert.Equal(opened.GetProperty("id").GetInt64(), (await proxy.EndedAsync()).Id);
        tick = Parse(await ticks.NextAsync());
        Assert.Empty(tick.GetProperty("opened").EnumerateArray());
        Assert.Empty(tick.GetProperty("progress").EnumerateArray());
        Assert.Equal(opened.GetProperty("id").GetInt64(), Assert.Single(tick.GetProperty("ended").EnumerateArray()).GetProperty("id").GetInt64());
        early.Dispose();
        earlyServer.Dispose();
    }

    [Theory, BothTransports]
    public async Task Tick_TellsAgainOfWhatIsOpen_WhenMoreIsKnownOfIt(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var origin = new RawOrigin();
        (RawPeer client, RawPeer server) = await proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            var ticks = new TickMaker(proxy.Proxy, TimeProvider.System);
            await ticks.BeginAsync();
            await server.SendAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
            await client.ReadAsync(32);

            JsonElement tick = Parse(await ticks.NextAsync());
            JsonElement changed = Assert.Single(tick.GetProperty("changed").EnumerateArray());
            Assert.Equal(("SSH", 32L), (changed.GetProperty("summary").GetString(), changed.GetProperty("bytes_down").GetInt64()));
            Assert.Empty(tick.GetProperty("opened").EnumerateArray());
            Assert.Equal(32, Assert.Single(tick.GetProperty("progress").EnumerateArray())[2].GetInt64());
            Assert.Empty(Parse(await ticks.NextAsync()).GetProperty("changed").EnumerateArray());
        }
    }

    [Fact]
    public async Task Tick_IsBounded_AndSaysHowManyWereLeftOut()
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(TransportKind.Epoll, config => config with { RecentRequests = 1000 });
        var ticks = new TickMaker(proxy.Proxy, TimeProvider.System);
        await ticks.BeginAsync();
        for (int i = 0; i < 260; i++)
        {
            await proxy.AskAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            await proxy.EndedAsync();
        }

        JsonElement tick = Parse(await ticks.NextAsync());

        Assert.Equal((250, 10L), (tick.GetProperty("ended").GetArrayLength(), tick.GetProperty("skipped").GetInt64()));
        long[] ids = [.. proxy.Proxy.RecentRequests(250).Select(request => request.Id).Reverse()];
        Assert.Equal(ids, tick.GetProperty("ended").EnumerateArray().Select(request => request.GetProperty("id").GetInt64()));
    }

    [Theory, BothTransports]
    public async Task Stream_SendsATickASecond_ToEveryReader(TransportKind transport)
    {
        var time = new ManualTime();
        await using AdminFixture admin = await AdminFixture.StartAsync(transport, time: time);
        using StreamReader one = await OpenAsync(admin);
        using StreamReader other = await OpenAsync(admin);
        using var origin = new RawOrigin();
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            time.Fire();

            string first = await ReadTickAsync(one);
            Assert.Single(JsonDocument.Parse(first).RootElement.GetProperty("opened").EnumerateArray());
            Assert.Equal(first, await ReadTickAsync(other));
            time.Fire();
            Assert.Empty(JsonDocument.Parse(await ReadTickAsync(one)).RootElement.GetProperty("opened").EnumerateArray());
        }
    }

    [Fact]
    public async Task AReaderThatTakesNothing_IsClosed_AndTheOthersGoOn()
    {
        // The buffers of a Unix socket are of a fixed size, so it is soon known who does not read.
        using var folder = new TempFolder();
        var time = new ManualTime();
        await using AdminFixture admin = await AdminFixture.StartAsync(admin: config => config with { Listen = new($"unix:{folder["admin.sock"]}") }, time: time);
        using StreamReader reader = await OpenAsync(admin);
        using RawPeer lazy = await RawPeer.ConnectAsync(admin.EndPoint);
        await lazy.SendAsync("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        await lazy.ReadHeadAsync();

        // Some 700 bytes each, and one at a time, as the other takes them.
        for (int i = 0; i < 3000; i++)
        {
            time.Fire();
            await ReadTickAsync(reader);
        }

        // It has an end, where a stream has none; and what there was is far less than what was sent.
        string had = await ReadAllAsync(lazy);
        Assert.InRange(had.Length, 1, 1_500_000);
        time.Fire();
        Assert.Contains("counters", await ReadTickAsync(reader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReaderThatIsTooSlow_IsToldSo_IfItReadsOn()
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(TransportKind.Sockets);
        var time = new ManualTime();
        using var hub = new EventHub(proxy.Proxy, time);
        var wire = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(wire.Writer.AsStream()));
        Task streaming = new EventEndpoint(hub).StreamAsync(context);

        using Stream reading = wire.Reader.AsStream();
        using var text = new StreamReader(reading);
        Assert.Equal(": one tick a second", await text.ReadLineAsync(TestContext.Current.CancellationToken));
        EventReader quick = (await hub.JoinAsync(TestContext.Current.CancellationToken))!;

        // One tick fills the wire, one waits behind it, and there is no place for a third.
        for (int i = 0; i < 3; i++)
        {
            time.Fire();
            await quick.TakeAsync(TestContext.Current.CancellationToken);
        }

        Task<string> rest = text.ReadToEndAsync(TestContext.Current.CancellationToken);
        await streaming.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);
        await wire.Writer.CompleteAsync();
        Assert.EndsWith(DroppedEvent, await rest, StringComparison.Ordinal);
    }

    // What it has missed does not come again: it may not go on as if nothing had been.
    [Fact]
    public async Task AReaderThatWasTooSlow_IsToldSo_ThoughItReadsOnByThen()
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(TransportKind.Sockets);
        var time = new ManualTime();
        using var hub = new EventHub(proxy.Proxy, time);
        using var wire = new GatedStream();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(wire));
        Task streaming = new EventEndpoint(hub).StreamAsync(context);

        // It waits with its first line, no tick taken, and takes all at once later.
        await wire.IsReached.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);
        EventReader quick = (await hub.JoinAsync(TestContext.Current.CancellationToken))!;
        for (int i = 0; i < 3; i++)
        {
            time.Fire();
            await quick.TakeAsync(TestContext.Current.CancellationToken);
        }

        wire.Open();
        await streaming.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);
        Assert.EndsWith(DroppedEvent, Encoding.UTF8.GetString(wire.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_WithATickWaiting_IsDroppedAtTheNext()
    {
        var reader = new EventReader();

        reader.Offer([1]);
        Assert.False(reader.Dropped.IsCompleted);
        reader.Offer([2]);

        Assert.True(reader.Dropped.IsCompleted);
    }

    [Fact]
    public async Task MoreReadersThan32_AreTurnedAway_UntilOneLeaves()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        List<StreamReader> readers = [];
        for (int i = 0; i < 32; i++)
        {
            readers.Add(await OpenAsync(admin));
        }

        using (HttpResponseMessage refused = await admin.Client.GetAsync(new Uri("/api/v1/events", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        readers[0].Dispose();
        await Eventually.TrueAsync(async () => await TryOpenAsync(admin), "there is room again");
        readers.ForEach(reader => reader.Dispose());
    }

    private static JsonElement Parse(byte[] tick)
    {
        string text = System.Text.Encoding.UTF8.GetString(tick);
        Assert.StartsWith("event: tick\ndata: {", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Count(c => c == '\n'));
        return JsonDocument.Parse(text["event: tick\ndata: ".Length..]).RootElement;
    }

    private static async Task<StreamReader> OpenAsync(AdminFixture admin)
    {
        var stream = new StreamReader(await admin.Client.GetStreamAsync(new Uri("/api/v1/events", UriKind.Relative)));
        Assert.StartsWith(":", await stream.ReadLineAsync(), StringComparison.Ordinal);
        return stream;
    }

    private static async ValueTask<bool> TryOpenAsync(AdminFixture admin)
    {
        using HttpResponseMessage response = await admin.Client.GetAsync(new Uri("/api/v1/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<string> ReadTickAsync(StreamReader stream)
    {
        string? line;
        while (!(line = await stream.ReadLineAsync().WaitAsync(RawPeer.Limit))!.StartsWith("data: ", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("dropped", line, StringComparison.Ordinal);
        }

        return line["data: ".Length..];
    }

    private static async Task<string> ReadAllAsync(RawPeer peer)
    {
        var text = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await peer.Socket.ReceiveAsync(buffer).WaitAsync(RawPeer.Limit)) > 0;)
            {
                text.Write(buffer, 0, read);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // A reset is an end too.
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Takes nothing until it is opened, and then everything.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsReached => _reached.Task;

        public void Open() => _open.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _open.Task;
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
