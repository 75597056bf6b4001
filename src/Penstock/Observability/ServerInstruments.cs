using System.Diagnostics.Metrics;
using System.Runtime.Versioning;
using Penstock.Linux;

namespace Penstock.Observability;

/// <summary>What is asked of a server when somebody wants to know: sums over the counters of its loops. It costs requests nothing.</summary>
internal static class ServerInstruments
{
    // Above this each rule would be a series of its own, and they are the configuration's to make.
    private const int MostRules = 1_000;

    public static void AddTo(Meter meter, ProxyServer server)
    {
        AddConnections(meter, server);
        AddRequests(meter, server);
        AddResources(meter, server);
    }

    private static void AddConnections(Meter meter, ProxyServer server)
    {
        Counter(meter, "penstock.connections.accepted", "{connection}", "Client connections accepted.", () => server.Statistics.ConnectionsAccepted);
        Gauge(meter, "penstock.connections.open", "{connection}", "Client connections open now.", () => server.Statistics.ConnectionsOpen);
        Counter(meter, "penstock.accept.pauses", "{pause}", "How often accepting paused for want of descriptors or memory.", () => server.Statistics.AcceptsPaused);
        Counter(meter, "penstock.tunnels.opened", "{tunnel}", "Tunnels opened.", () => server.Statistics.TunnelsOpened);
        Gauge(meter, "penstock.tunnels.open", "{tunnel}", "Tunnels open now.", () => server.Statistics.TunnelsOpen);
        Counter(meter, "penstock.origin.connections.opened", "{connection}", "Connections to origins opened for plain requests.", () => server.Statistics.OriginConnectionsOpened);
        Counter(meter, "penstock.origin.connections.reused", "{connection}", "How often a plain request went over a connection that had been kept.", () => server.Statistics.OriginConnectionsReused);
        Gauge(meter, "penstock.origin.connections.idle", "{connection}", "Connections to origins kept now for the next plain request.", () => server.Statistics.OriginConnectionsIdle);
    }

    private static void AddRequests(Meter meter, ProxyServer server)
    {
        meter.CreateObservableCounter("penstock.requests", () => Outcomes(server.Statistics.Outcomes), "{request}", "Requests ended, by their outcome.");
        Gauge(meter, "penstock.requests.open", "{request}", "Requests begun and not ended, those of open tunnels among them.", () => server.Statistics.RequestsOpen);
        Counter(meter, "penstock.requests.repeated", "{request}", "How often a request was sent again because the kept connection that it went over had been closed.", () => server.Statistics.RequestsRepeated);
        meter.CreateObservableCounter("penstock.http.rejections", () => Rejections(server.Statistics), "{message}", "Messages that break a rule of HTTP, by the side that sent them and the rule.");
        meter.CreateObservableCounter("penstock.rule.hits", () => RuleHits(server.Rules), "{request}", "Requests that each rule of the configuration has decided.");
        meter.CreateObservableCounter("penstock.bytes", () => Bytes(server.Statistics), "By", "Bytes passed in tunnels and bodies, by direction.");
        meter.CreateObservableCounter("penstock.relay.bytes", () => Relayed(server.Statistics), "By", "Bytes relayed, both directions together, by the way they took.");
    }

    private static void AddResources(Meter meter, ProxyServer server)
    {
        Gauge(meter, "penstock.pipes", "{pipe}", "Pipes in use now: one for each direction that is in a large transfer.", () => server.Statistics.PipesBorrowed);
        Gauge(meter, "penstock.buffers", "{buffer}", "Buffers in use now: one for each copying direction whose receiver is slow.", () => server.Statistics.BuffersHeld);
        Gauge(meter, "penstock.lookup.cache.names", "{name}", "Names in the cache of look-ups.", () => server.CachedNames);
        Counter(meter, "penstock.log.lines.lost", "{line}", "Access log lines lost because the disk was full or too slow.", () => server.Statistics.LogLinesLost);
        meter.CreateObservableGauge(
            "penstock.loop.lag", () => server.LoopLags.Select((lag, index) => new Measurement<double>(lag.TotalSeconds, new KeyValuePair<string, object?>("penstock.loop", index))), "s", "How late a loop ran what was posted to it, the longest of the last minute.");
        if (OperatingSystem.IsLinux())
        {
            AddDescriptors(meter);
        }
    }

    /// <summary>Those that came to pass, and from 0 on those that somebody may want to be alarmed by: the increase of a series that begins with its first is none.</summary>
    internal static IEnumerable<Measurement<long>> Outcomes(IReadOnlyDictionary<ProxyOutcome, long> counts) =>
        Enum.GetValues<ProxyOutcome>()
            .Where(outcome => counts.ContainsKey(outcome) || OutcomeClass.Of(outcome) == OutcomeClass.Failed)
            .Select(outcome => Of(counts.GetValueOrDefault(outcome), "penstock.outcome", outcome.ToString()));

    private static IEnumerable<Measurement<long>> Rejections(ProxyStatistics statistics) =>
        new[] { ("client", statistics.RequestRejections), ("origin", statistics.ResponseRejections) }
            .SelectMany(side => side.Item2.Select(entry => new Measurement<long>(entry.Value, new("penstock.peer", side.Item1), new("penstock.rejection", entry.Key))));

    private static IEnumerable<Measurement<long>> Bytes(ProxyStatistics statistics) =>
        [Of(statistics.BytesUp, "penstock.direction", "up"), Of(statistics.BytesDown, "penstock.direction", "down")];

    private static IEnumerable<Measurement<long>> Relayed(ProxyStatistics statistics) =>
        [Of(statistics.BytesCopied, "penstock.path", "copy"), Of(statistics.BytesSpliced, "penstock.path", "splice")];

    /// <summary>By the rule's place, or its text if it stands nowhere; of a very long list by verdict alone. Rules of one name are one series.</summary>
    internal static IEnumerable<Measurement<long>> RuleHits(IReadOnlyList<RuleStatistics> rules)
    {
        bool isEach = rules.Count <= MostRules + 1;
        return rules
            .Select((rule, index) => (Name: !isEach ? null : index == rules.Count - 1 ? "default" : rule.Place?.ToString() ?? rule.Text, Verdict: VerdictWord.Of(rule.Verdict), rule.Hits))
            .GroupBy(rule => (rule.Name, rule.Verdict), rule => rule.Hits)
            .Select(same => same.Key.Name is { } name
                ? new Measurement<long>(same.Sum(), new("penstock.rule", name), new("penstock.verdict", same.Key.Verdict))
                : Of(same.Sum(), "penstock.verdict", same.Key.Verdict));
    }

    private static Measurement<long> Of(long value, string attribute, string word) => new(value, new KeyValuePair<string, object?>(attribute, word));

    private static void Counter(Meter meter, string name, string unit, string description, Func<long> value) => meter.CreateObservableCounter(name, value, unit, description);

    // What can go down, and of which a sum over processes means something.
    [SupportedOSPlatform("linux")]
    private static void AddDescriptors(Meter meter)
    {
        meter.CreateObservableUpDownCounter(
            "penstock.descriptors.open", () => ProcessDescriptors.Open is { } open ? [new Measurement<long>(open)] : Array.Empty<Measurement<long>>(), "{file_descriptor}", "Descriptors that the process has open.");
        Gauge(meter, "penstock.descriptors.limit", "{file_descriptor}", "Descriptors that the process may have open.", () => ProcessDescriptors.Limit);
    }

    private static void Gauge(Meter meter, string name, string unit, string description, Func<long> value) => meter.CreateObservableUpDownCounter(name, value, unit, description);
}
