using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Observability;
using Penstock.Tests.Repository;

namespace Penstock.Tests.Observability;

/// <summary>What is written about the metrics is what the meter publishes, and what the dashboard and the alerts ask for is there.</summary>
public sealed partial class MetricsDocumentTests
{
    [Fact]
    public async Task Page_HasEveryInstrumentOfTheMeter_WithItsUnitAndKind()
    {
        string[] written = [.. Row().Matches(RepositoryFiles.Read("docs/metrics.md")).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}").Order(StringComparer.Ordinal)];

        Assert.Equal((await InstrumentsAsync()).Select(instrument => $"{instrument.Name} {KindOf(instrument)} {instrument.Unit}").Order(StringComparer.Ordinal), written);
    }

    [Fact]
    public async Task Page_SaysWhatPrometheusCallsEach()
    {
        string[] written = [.. Row().Matches(RepositoryFiles.Read("docs/metrics.md")).Select(row => row.Groups[4].Value).Order(StringComparer.Ordinal)];

        Assert.Equal((await InstrumentsAsync()).Select(PrometheusName).Order(StringComparer.Ordinal), written);
    }

    [Theory]
    [InlineData("docs/grafana/penstock.json")]
    [InlineData("docs/prometheus/alerts.yml")]
    public async Task WhatIsAskedOfPrometheus_IsThere(string path)
    {
        string text = RepositoryFiles.Read(path);
        HashSet<string> known = [.. (await InstrumentsAsync()).SelectMany(instrument =>
            instrument is Histogram<double> ? (IEnumerable<string>)[PrometheusName(instrument) + "_bucket", PrometheusName(instrument) + "_sum", PrometheusName(instrument) + "_count"] : [PrometheusName(instrument)])];

        known.UnionWith(Attribute().Matches(RepositoryFiles.Read("docs/metrics.md")).Select(row => row.Groups[1].Value.Replace('.', '_')));
        string[] asked = [.. Name().Matches(text).Select(match => match.Value).Distinct()];
        Assert.True(asked.Length >= 5, string.Join(", ", asked));
        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public void OutcomesThatAlertsName_ArePublishedBeforeTheyComeToPass()
    {
        string[] named = [.. OutcomeNames().Matches(RepositoryFiles.Read("docs/prometheus/alerts.yml")).SelectMany(match => match.Groups[1].Value.Split('|')).Distinct()];

        Assert.Contains("InternalError", named);
        Assert.Empty(named.Except(ServerInstruments.Outcomes(new Dictionary<ProxyOutcome, long>()).Select(measurement => (string)measurement.Tags[0].Value!)));
    }

    [Fact]
    public void Dashboard_IsJson_WithAQueryInEachPanel()
    {
        using JsonDocument dashboard = JsonDocument.Parse(RepositoryFiles.Read("docs/grafana/penstock.json"));
        JsonElement[] panels = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()];

        Assert.True(panels.Length >= 10);
        Assert.All(panels, panel => Assert.NotEqual("", panel.GetProperty("targets")[0].GetProperty("expr").GetString()));
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
    }

    private static async Task<List<Instrument>> InstrumentsAsync()
    {
        await using var proxy = new ProxyServer(new ProxyConfig { Listeners = [new("127.0.0.1:0")] });
        List<Instrument> instruments = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == proxy)
                {
                    instruments.Add(instrument);
                }
            },
        };
        listener.Start();
        return instruments;
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        ObservableCounter<long> => "counter",
        ObservableUpDownCounter<long> => "up-down",
        _ => "gauge",
    };

    // As the exporter makes it: the unit, if it is one, is put behind the name, and a counter ends in _total.
    private static string PrometheusName(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_');
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name + (name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit) + (instrument is ObservableCounter<long> ? "_total" : "");
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)` \| (counter|up-down|gauge|histogram) \| `([^`]+)` \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // Of the table of attributes: its second column is no kind.
    [GeneratedRegex(@"^\| `([a-z_.]+)` \| (?!counter|up-down|gauge|histogram)", RegexOptions.Multiline)]
    private static partial Regex Attribute();

    [GeneratedRegex("penstock_outcome=~?\"([^\"]+)\"")]
    private static partial Regex OutcomeNames();

    [GeneratedRegex(@"\bpenstock_[a-z_]+")]
    private static partial Regex Name();
}
