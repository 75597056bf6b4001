using System.Collections.Concurrent;
using System.Diagnostics;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A request as a span of a trace.</summary>
public sealed class SpanTests : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public SpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Penstock",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Theory, BothTransports]
    public async Task ATunnel_IsASpanOfItsTimeline_AndTheChildOfItsClients(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"CONNECT {listener.EndPoint} HTTP/1.1\r\nHost: {listener.EndPoint}\r\nTraceparent: 00-{Trace}-00f067aa0ba902b7-01\r\n\r\n");
        using RawPeer origin = await listener.AcceptAsync();
        await client.ReadHeadAsync();
        await client.SendAsync("12345");
        await origin.ReadAsync(5);
        client.FinishSending();
        await origin.ReadToEndAsync();
        origin.FinishSending();
        await client.ReadToEndAsync();

        RequestTimeline ended = await proxy.EndedAsync();
        Activity span = SpanTo(listener.Port);
        Assert.Equal(("CONNECT", ActivityKind.Server, Trace, "00f067aa0ba902b7"), (span.DisplayName, span.Kind, span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal((ended.StartedAt.UtcDateTime, ended.Duration), (span.StartTimeUtc, span.Duration));
        Assert.Equal(("CONNECT", "127.0.0.1", 200, "127.0.0.1", "default: allow", "ClientClosedTunnel", 5L), (
            span.GetTagItem("http.request.method"), span.GetTagItem("server.address"), span.GetTagItem("http.response.status_code"), span.GetTagItem("client.address"), span.GetTagItem("penstock.rule"),
            span.GetTagItem("penstock.outcome"), span.GetTagItem("penstock.bytes.up")));
        Assert.Null(span.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal(
            ["accepted", "head_read", "decided", "connected", "reply_sent", "first_byte_up", "client_finished", "origin_finished"],
            span.Events.Where(stage => stage.Name != "first_byte_down").Select(stage => stage.Name));
        Assert.Equal(ended.StartedAt + ended.At(TimelineStage.Connected)!.Value, span.Events.Single(stage => stage.Name == "connected").Timestamp);
    }

    [Theory, BothTransports]
    public async Task ARequestThatFails_IsAnError_WithItsOutcome_AndNoParentThatItDoesNotName(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        int port = RawOrigin.UnusedPort();
        await proxy.AskAsync($"BREW http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x\r\ntraceparent: 00-{Trace}-0000000000000000-01\r\nConnection: close\r\n\r\n");
        await proxy.EndedAsync();

        Activity span = SpanTo(port);
        Assert.Equal(("HTTP", "_OTHER", "ConnectRefused", 502), (span.DisplayName, span.GetTagItem("http.request.method"), span.GetTagItem("error.type"), span.GetTagItem("http.response.status_code")));
        Assert.Equal((ActivityStatusCode.Error, default), (span.Status, span.ParentSpanId));
        Assert.NotEqual(Trace, span.TraceId.ToHexString());
    }

    [Theory, BothTransports]
    public async Task ATunnelOfTls_SaysWhatCouldBeSeenOfIt(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var origin = new HttpsOrigin();
        origin.Add("/", "hello"u8.ToArray(), "text/plain");
        await Command.RunAsync("curl", ["-sS", "--cacert", origin.AuthorityFile, "-x", $"http://{proxy.EndPoint}", origin.Url("/")]);
        await proxy.EndedAsync();

        Activity span = SpanTo(origin.Port);
        Assert.Equal(("tls", "1.3", "localhost"), (span.GetTagItem("tls.protocol.name"), span.GetTagItem("tls.protocol.version"), span.GetTagItem("tls.client.server_name")));
        Assert.Contains(span.Events, stage => stage.Name == "server_hello");
    }

    public void Dispose() => _listener.Dispose();

    // Other tests run at the same time, and their requests are spans too.
    private Activity SpanTo(int port) => Assert.Single(_spans, span => span.GetTagItem("server.port") is int asked && asked == port);
}
