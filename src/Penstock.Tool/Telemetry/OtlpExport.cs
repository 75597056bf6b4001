using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Telemetry;

/// <summary>Sends metrics and traces to a collector, as long as the proxy runs. What a collector does not take in time is lost; the proxy waits for none.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const int TimeoutMilliseconds = 5_000;

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private OtlpExport(MeterProvider? metrics, TracerProvider? traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    /// <summary>Begins to export; nothing if there is nowhere to.</summary>
    public static OtlpExport? Start(OtlpConfig config)
    {
        if (config.Endpoint is null)
        {
            return null;
        }

        MeterProvider? metrics = !config.Metrics ? null : Sdk.CreateMeterProviderBuilder()
            .AddPenstock()
            .AddOtlpExporter((exporter, reader) =>
            {
                Set(exporter, config, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)config.Interval.TotalMilliseconds;
            })
            .Build();
        TracerProvider? traces = !config.Traces ? null : Sdk.CreateTracerProviderBuilder().AddPenstock().AddOtlpExporter(exporter => Set(exporter, config, "v1/traces")).Build();
        return new OtlpExport(metrics, traces);
    }

    /// <summary>Sends what is left, and ends.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Set(OtlpExporterOptions exporter, OtlpConfig config, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{config.Endpoint!.AbsoluteUri.TrimEnd('/')}/{path}");
        exporter.TimeoutMilliseconds = TimeoutMilliseconds;

        exporter.HttpClientFactory = () => MakeClient(config);
    }

    private static HttpClient MakeClient(OtlpConfig config)
    {
        // The variables that name a proxy may well name this one.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMilliseconds(TimeoutMilliseconds) };
        foreach ((string name, string value) in config.Headers)
        {
            // The exporter's own text of headers has no way to write a comma.
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return client;
    }
}
