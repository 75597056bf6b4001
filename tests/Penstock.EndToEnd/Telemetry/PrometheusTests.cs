using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Telemetry;

/// <summary><c>/metrics</c> of the running command, for Prometheus.</summary>
public sealed class PrometheusTests
{
    private const int Requests = 7;
    private const int Bytes = 64 << 10;

    [Theory, BothTransports]
    public async Task Metrics_AreWhatPrometheusReads_AndAgreeWithTheLoad(string transport)
    {
        using var folder = new TempFolder();
        string socket = folder["admin.sock"];
        string config = folder.Write("penstock.yaml", "rules:\n  - deny: ads.test\n");
        byte[] content = Content.Random(Bytes);
        await using var origin = new HttpOrigin();
        origin.Add("/", content);
        await using var server = new TcpServer(async (stream, cancellation) => await stream.WriteAsync(content, cancellation));
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", config, "--admin", $"unix:{socket}"]);
        PrometheusText first = await PrometheusText.ScrapeAsync(socket);
        Assert.True(double.IsNaN(first["penstock_requests_total Forwarded"]), first.Text);
        Assert.Equal(0, first["penstock_requests_total InternalError"]);

        using (var client = new HttpClient(new SocketsHttpHandler { Proxy = new System.Net.WebProxy(penstock.Url) }))
        {
            for (int i = 0; i < Requests; i++)
            {
                Assert.Equal(Bytes, (await client.GetByteArrayAsync(new Uri(origin.Url("/")), TestContext.Current.CancellationToken)).Length);
            }
        }

        for (int i = 0; i < 3; i++)
        {
            using ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken);
            Assert.Equal(Bytes, (await Content.HashToEndAsync(tunnel.Stream, TestContext.Current.CancellationToken)).Length);
        }

        using (RawPeer denied = await RawPeer.ConnectAsync(penstock.EndPoint))
        {
            await denied.SendAsync("CONNECT ads.test:443 HTTP/1.1\r\nHost: ads.test:443\r\n\r\n");
            await denied.ReadResponseAsync();
        }

        PrometheusText after = first;
        await Eventually.TrueAsync(
            async () => (after = await PrometheusText.ScrapeAsync(socket))["penstock_connections_open"] == 0 && after["penstock_tunnels_open"] == 0 && after["penstock_requests_open"] == 0, "everything has ended");
        Assert.Equal(Requests, after["penstock_requests_total Forwarded"]);
        Assert.Equal(1, after["penstock_requests_total Denied"]);
        Assert.Equal(Requests + 3 + 1, after.Names.Where(name => name.StartsWith("penstock_requests_total ", StringComparison.Ordinal)).Sum(name => after[name]));
        Assert.Equal((3, 0), (after["penstock_tunnels_opened_total"], after["penstock_bytes_total up"]));
        Assert.Equal((Requests + 3) * Bytes, after["penstock_bytes_total down"]);
        Assert.Equal((1, Requests + 3), (after[$"penstock_rule_hits_total {config}:2 deny"], after["penstock_rule_hits_total default allow"]));
        Assert.Equal(Requests, after["penstock_request_duration_seconds_count forward ok"]);
        Assert.Equal((1, 3), (after["penstock_request_duration_seconds_count tunnel refused"], after["penstock_request_duration_seconds_count tunnel ok"]));
        Assert.Equal(after["penstock_origin_connections_opened_total"] + 3, after["penstock_connect_duration_seconds_count"]);
        Assert.Contains("penstock_loop_lag_seconds 0", after.Names);
        Assert.DoesNotContain("overflow", after.Text, StringComparison.Ordinal);
        Assert.Contains("penstock_connect_duration_seconds_bucket{le=\"0.0005\"}", after.Text, StringComparison.Ordinal);
        await Command.RunAsync("promtool", ["check", "metrics"], input: after.Text);
    }

    [Fact]
    public Task Alerts_AreRulesOfPrometheus() => Command.RunAsync("promtool", ["check", "rules", Path.Combine(PenstockCommand.Root(), "docs", "prometheus", "alerts.yml")]);
}
