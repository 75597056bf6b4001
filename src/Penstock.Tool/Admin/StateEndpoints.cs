using Microsoft.AspNetCore.Http;
using Penstock.Observability.Formats;
using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Admin;

/// <summary>How the proxy is, and what it is told.</summary>
internal sealed class StateEndpoints(AdminHost host, History history)
{
    public static Task HealthAsync(HttpContext context) => AdminAnswer.TextAsync(context, StatusCodes.Status200OK, "ok\n");

    public Task ReadinessAsync(HttpContext context) =>
        host.IsDraining() ? AdminAnswer.TextAsync(context, StatusCodes.Status503ServiceUnavailable, "draining\n") : AdminAnswer.TextAsync(context, StatusCodes.Status200OK, "ready\n");

    public Task StatusAsync(HttpContext context) => AdminAnswer.JsonAsync(context, WriteStatus);

    public Task HistoryAsync(HttpContext context) => AdminAnswer.JsonAsync(context, history.Write);

    public Task ConfigAsync(HttpContext context)
    {
        RunSettings settings = host.Settings();
        string yaml = ConfigWriter.Write(host.Proxy.Config, settings.Tool);
        return AdminAnswer.JsonAsync(context, (ref line) =>
        {
            JsonText.Text(ref line, "{\"yaml\":"u8, yaml);
            JsonText.Text(ref line, ",\"file\":"u8, settings.Path);
            JsonText.List(ref line, ",\"files\":"u8, settings.Files);
            line.Append((byte)'}');
        });
    }

    private void WriteStatus(ref LogLine line)
    {
        JsonText.Text(ref line, "{\"version\":"u8, ProductInfo.Version);
        CounterJson.Number(ref line, ",\"pid\":"u8, Environment.ProcessId);
        JsonText.Text(ref line, ",\"transport\":"u8, host.Proxy.Transport);
        line.Append(",\"started\":"u8);
        JsonText.Time(ref line, history.Started);
        CounterJson.Number(ref line, ",\"uptime_s\":"u8, (long)history.Uptime.TotalSeconds);
        JsonText.Text(ref line, ",\"state\":"u8, host.IsDraining() ? "draining" : "running");
        JsonText.List(ref line, ",\"listeners\":"u8, [.. host.Proxy.Endpoints.Select(ListenerText)]);
        JsonText.Text(ref line, ",\"config\":"u8, host.Settings().Path);
        WriteLoops(ref line);
        line.Append(",\"counters\":"u8);
        CounterJson.Write(ref line, host.Proxy.Statistics);
        line.Append((byte)'}');
    }

    private void WriteLoops(ref LogLine line)
    {
        IReadOnlyList<TimeSpan> lags = host.Proxy.LoopLags;
        IReadOnlyList<long> open = host.Proxy.LoopConnections;
        line.Append(",\"loops\":["u8);
        for (int i = 0; i < open.Count; i++)
        {
            CounterJson.Number(ref line, i == 0 ? "{\"open\":"u8 : ",{\"open\":"u8, open[i]);
            JsonText.Milliseconds(ref line, ",\"lag_ms\":"u8, i < lags.Count ? lags[i] : null);
            line.Append((byte)'}');
        }

        line.Append((byte)']');
    }

    private static string ListenerText(System.Net.EndPoint endPoint) => endPoint is System.Net.IPEndPoint ? $"{endPoint}" : $"unix:{endPoint}";
}
