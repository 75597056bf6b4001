using System.Diagnostics.Metrics;

namespace Penstock.Observability;

/// <summary>The instruments of one server, on the meter <c>Penstock</c>: they are asked, never told, and cost a request nothing.</summary>
internal sealed class ProxyMetrics : IDisposable
{
    private const string MeterName = "Penstock";

    private readonly Meter _meter = new(MeterName, ProductInfo.Version);

    public ProxyMetrics(Func<ProxyStatistics> statistics)
    {
        _meter.CreateObservableCounter(
            "penstock.http.rejections",
            () => Rejections(statistics()),
            "{message}",
            "Messages that break a rule of HTTP, by the side that sent them (penstock.peer: client or origin) and the rule (penstock.rule).");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Rejections(ProxyStatistics statistics) =>
        Of("client", statistics.RequestRejections).Concat(Of("origin", statistics.ResponseRejections));

    private static IEnumerable<Measurement<long>> Of(string peer, IReadOnlyDictionary<string, long> rejections) =>
        rejections.Select(entry => new Measurement<long>(entry.Value, new("penstock.peer", peer), new("penstock.rule", entry.Key)));
}
