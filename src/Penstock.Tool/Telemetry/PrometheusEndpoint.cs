using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Penstock.Tool.Telemetry;

/// <summary><c>/metrics</c>: everything that docs/metrics.md lists, in Prometheus' text. Nothing of it is there, and nothing costs, until somebody asks for the first time.</summary>
internal sealed class PrometheusEndpoint(IServiceProvider services) : IDisposable
{
    public const string Path = "/metrics";

    private readonly Lock _gate = new();
    private MeterProvider? _provider;
    private RequestDelegate? _scrape;

    public Task AnswerAsync(HttpContext context) => (_scrape ?? Begin())(context);

    public void Dispose() => _provider?.Dispose();

    private RequestDelegate Begin()
    {
        lock (_gate)
        {
            if (_scrape is null)
            {
                _provider = Sdk.CreateMeterProviderBuilder()
                    .AddPenstock()
                    .AddPrometheusExporter(options =>
                    {
                        // Whoever asks twice in a moment wants to know what has changed.
                        options.ScrapeResponseCacheDurationMilliseconds = 0;
                        options.ScopeInfoEnabled = false;
                    })
                    .Build();
                var app = new ApplicationBuilder(services);
                app.UseOpenTelemetryPrometheusScrapingEndpoint(_provider, predicate: null, Path, configureBranchedPipeline: null, optionsName: null);
                _scrape = app.Build();
            }

            return _scrape;
        }
    }
}
