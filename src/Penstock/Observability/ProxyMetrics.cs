using System.Diagnostics.Metrics;
using Penstock.Connecting;

namespace Penstock.Observability;

/// <summary>The instruments of one server, on the meter <c>Penstock</c>; docs/metrics.md has them all. The durations are told here; everything else is asked (<see cref="ServerInstruments"/>).</summary>
/// <remarks>Telling costs a comparison as long as nobody listens.</remarks>
internal sealed class ProxyMetrics : IDisposable
{
    private const string MeterName = "Penstock";

    // Each step about twice the one before, from what is near to what nobody waits for.
    private static readonly double[] s_networkSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    // The same for tunnels, which may be open for hours; few, since each is a series for each kind and result.
    private static readonly double[] s_requestSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200];

    private readonly Meter _meter;
    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _connects;
    private readonly Histogram<double> _lookUps;

    /// <param name="scope">The server: of several in one process, a listener can tell whose the meter is.</param>
    public ProxyMetrics(ProxyServer scope)
    {
        _meter = new Meter(new MeterOptions(MeterName) { Version = ProductInfo.Version, Scope = scope });
        _requests = Histogram("penstock.request.duration", "From the first byte of a request to the end of its answer, or of its tunnel.", s_requestSeconds);
        _connects = Histogram("penstock.connect.duration", "From an attempt to connect to an address to its result; attempts that lost a race are left out.", s_networkSeconds);
        _lookUps = Histogram("penstock.lookup.duration", "From a question to name servers, or to the operating system, to its answer; names found in the cache or the hosts file are left out.", s_networkSeconds);
    }

    /// <summary>Publishes what is asked of the server, once that can answer.</summary>
    public void Observe(ProxyServer server) => ServerInstruments.AddTo(_meter, server);

    /// <summary>A request has ended.</summary>
    public void RequestEnded(RequestTimeline request)
    {
        if (_requests.Enabled)
        {
            _requests.Record(request.Duration.TotalSeconds, new("penstock.kind", KindOf(request)), new("penstock.result", OutcomeClass.Of(request.Outcome)));
        }
    }

    /// <summary>The dialling for a request is over.</summary>
    public void Dialled(RequestTimeline request)
    {
        if (!_connects.Enabled)
        {
            return;
        }

        TraceReading trace = request.HowConnected;
        for (int i = 0; i < trace.AttemptCount; i++)
        {
            TracedAttempt attempt = trace.AttemptAt(i);
            if (attempt.End is { } end && attempt.Result is { } result and not "abandoned")
            {
                Record(_connects, end - attempt.Start, result == "connected" ? null : result);
            }
        }
    }

    /// <summary>A question has its answer.</summary>
    public void LookedUp(LookUpResult answer, TimeSpan duration)
    {
        if (_lookUps.Enabled)
        {
            Record(_lookUps, duration, answer.Status switch
            {
                LookUpStatus.Found => null,
                LookUpStatus.NameUnknown => nameof(ProxyOutcome.NameUnknown),
                LookUpStatus.TimedOut => nameof(ProxyOutcome.NameLookUpTimedOut),
                _ => nameof(ProxyOutcome.NameLookUpFailed),
            });
        }
    }

    public void Dispose() => _meter.Dispose();

    private static string KindOf(RequestTimeline request) => request.IsTunnel || request.Method == "CONNECT" ? "tunnel" : request.Host is not null ? "forward" : "own";

    private static void Record(Histogram<double> histogram, TimeSpan duration, string? error)
    {
        if (error is null)
        {
            histogram.Record(duration.TotalSeconds);
        }
        else
        {
            histogram.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("error.type", error));
        }
    }

    private Histogram<double> Histogram(string name, string description, double[] bounds) =>
        _meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
