using System.Diagnostics.Metrics;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class ServerInstrumentsTests
{
    [Fact]
    public void RuleHits_AreByPlace_OrByTextIfThereIsNone_AndTheDefaultIsCalledThat()
    {
        RuleStatistics[] rules =
        [
            new("deny a.test", RuleVerdict.Deny, null, new("penstock.yaml", 3, 5), 2, null),
            new("allow b.test", RuleVerdict.Allow, null, null, 3, null),
            new("default: deny", RuleVerdict.Deny, null, new("penstock.yaml", 1), 5, null),
        ];

        Assert.Equal(["2 penstock.rule=penstock.yaml:3 penstock.verdict=deny", "3 penstock.rule=allow b.test penstock.verdict=allow", "5 penstock.rule=default penstock.verdict=deny"], Texts(rules));
    }

    [Fact]
    public void RuleHits_OfOneName_AreOneSeries()
    {
        var rule = new RuleStatistics("deny a.test", RuleVerdict.Deny, null, null, 2, null);

        Assert.Equal("4 penstock.rule=deny a.test penstock.verdict=deny", Texts([rule, rule, rule with { Text = "default: deny" }])[0]);
    }

    [Theory]
    [InlineData(1_000, 1_001)]
    [InlineData(1_001, 2)]
    public void RuleHits_OfVeryManyRules_AreByVerdictAlone(int rules, int series)
    {
        IEnumerable<RuleStatistics> all = Enumerable.Range(1, rules).Select(line => new RuleStatistics("deny x", RuleVerdict.Deny, null, new("penstock.yaml", line), 1, null));

        string[] texts = Texts([.. all, new("default: allow", RuleVerdict.Allow, null, null, 7, null)]);
        Assert.Equal(series, texts.Length);
        Assert.Equal(rules + 7, texts.Sum(text => int.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Failures_AreThereFromZeroOn_SoThatTheFirstIsAnIncrease_AndOthersOnceTheyCameToPass()
    {
        string[] texts = [.. ServerInstruments.Outcomes(new Dictionary<ProxyOutcome, long> { [ProxyOutcome.Forwarded] = 3, [ProxyOutcome.ConnectRefused] = 2 }).Select(Text)];

        Assert.Contains("0 penstock.outcome=InternalError", texts);
        Assert.Contains("2 penstock.outcome=ConnectRefused", texts);
        Assert.Contains("3 penstock.outcome=Forwarded", texts);
        Assert.DoesNotContain(texts, text => text.EndsWith("=Denied", StringComparison.Ordinal));
    }

    private static string[] Texts(IReadOnlyList<RuleStatistics> rules) => [.. ServerInstruments.RuleHits(rules).Select(Text)];

    private static string Text(Measurement<long> measurement) => string.Join(' ', [$"{measurement.Value}", .. measurement.Tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")]);
}
