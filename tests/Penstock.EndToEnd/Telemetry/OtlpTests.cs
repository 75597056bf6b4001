using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Telemetry;

/// <summary>What the running command sends to a collector.</summary>
public sealed class OtlpTests
{
    [Theory, BothTransports]
    public async Task MetricsAndTraces_GoToTheCollector_AndWhatIsLeftAtTheEndToo(string transport)
    {
        await using var collector = new OtlpCollector(FreePort.Take());
        using var folder = new TempFolder();
        string config = folder.Write("penstock.yaml", $"admin: off\notlp:\n  endpoint: {collector.Url}\n  headers: {{ Authorization: \"Bearer a=b, c\" }}\n  interval: 1s\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", config], new Dictionary<string, string> { ["http_proxy"] = "http://127.0.0.1:1" });
        await Eventually.TrueAsync(() => collector.Messages.Any(message => message.Path == "/v1/metrics"), "metrics come by themselves");
        await AskAsync(penstock);
        await penstock.StopAsync();

        OtlpMessage[] metrics = [.. collector.Messages.Where(message => message.Path == "/v1/metrics")];
        Assert.All(collector.Messages, message => Assert.Equal(("application/x-protobuf", "Bearer a=b, c"), (message.ContentType, message.Authorization)));
        Assert.All((string[])["penstock.requests", "penstock.request.duration", "penstock.bytes", "service.name", "Answered"], word => Assert.Contains(word, metrics[^1].Body, StringComparison.Ordinal));
        OtlpMessage span = Assert.Single(collector.Messages, message => message.Path == "/v1/traces");
        Assert.All((string[])["GET", "penstock.outcome", "Answered", "head_read", "http.response.status_code", "client.address"], word => Assert.Contains(word, span.Body, StringComparison.Ordinal));
    }

    // What the client says of sampling is not what counts.
    [Theory, InlineData(null, 1), InlineData("parentbased_always_on", 0)]
    public async Task ARequestThatIsNotToBeSampled_IsASpanAllTheSame_UnlessTheOperatorSaysOtherwise(string? sampler, int spans)
    {
        await using var collector = new OtlpCollector(FreePort.Take());
        Dictionary<string, string> environment = sampler is null ? [] : new() { ["OTEL_TRACES_SAMPLER"] = sampler };
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", "off", "--otlp", collector.Url.ToString()], environment);
        await AskAsync(penstock, "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\r\n");
        await penstock.StopAsync();
        Assert.Equal(spans, collector.Messages.Count(message => message.Path == "/v1/traces"));
    }

    [Theory, BothTransports]
    public async Task TheOption_NamesACollector_AndOneThatIsNotThereHoldsNothingUp(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--admin", "off", "--otlp", $"http://127.0.0.1:{RawOrigin.UnusedPort()}"]);
        await AskAsync(penstock);
        await penstock.StopAsync();
        Assert.StartsWith("stopped after 1 requests", penstock.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndpointThatIsNone_IsAMistake()
    {
        CommandResult result = await PenstockCommand.RunAsync(["run", "--listen", "127.0.0.1:0", "--otlp", "collector:4318"], exitCode: 64);
        Assert.Contains("--otlp: \"collector:4318\" is not the URL of a collector (try http://127.0.0.1:4318)", result.Error, StringComparison.Ordinal);
    }

    private static async Task AskAsync(PenstockProcess penstock, string field = "")
    {
        using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: x\r\n{field}Connection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
