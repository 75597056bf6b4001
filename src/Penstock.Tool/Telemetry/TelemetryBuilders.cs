using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Penstock.Tool.Telemetry;

/// <summary>What every exporter is told of: the meter and the source of the library, and who it is that they are of.</summary>
internal static class TelemetryBuilders
{
    private const string Name = "Penstock";

    // The SDK takes memory for as many series as an instrument may have, 2,000 if nobody says otherwise: 10 MiB for ours. What there is of each has a bound (docs/metrics.md).
    private const int MostSeries = 64;
    private const int MostSeriesOfLoopsAndRejections = 300;
    private const int MostSeriesOfRules = 1_100;

    public static MeterProviderBuilder AddPenstock(this MeterProviderBuilder builder) => builder
        .AddMeter(Name)
        .SetResourceBuilder(Resource())
        .AddView(static instrument => new MetricStreamConfiguration
        {
            CardinalityLimit = instrument.Name switch
            {
                "penstock.rule.hits" => MostSeriesOfRules,
                "penstock.loop.lag" or "penstock.http.rejections" => MostSeriesOfLoopsAndRejections,
                _ => MostSeries,
            },
        });

    public static TracerProviderBuilder AddPenstock(this TracerProviderBuilder builder)
    {
        builder.AddSource(Name).SetResourceBuilder(Resource());

        // Of itself the SDK leaves out what the client's traceparent says is not sampled: whether it is traced is the operator's to say, by the variable that the SDK reads.
        return string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER")) ? builder.SetSampler(new AlwaysOnSampler()) : builder;
    }

    // What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say comes with it, and wins.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty().AddService("penstock", serviceVersion: ProductInfo.Version).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
