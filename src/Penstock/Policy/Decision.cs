namespace Penstock.Policy;

/// <summary>What was decided of a request, and by what: made once for each rule, and shared by all that it decides.</summary>
internal sealed class Decision
{
    private readonly string _sentence;

    /// <param name="verdict">What becomes of the request.</param>
    /// <param name="rule">The rule that says so; null for the default.</param>
    /// <param name="place">Where that was written.</param>
    public Decision(RuleVerdict verdict, RuleConfig? rule, ConfigPlace? place)
    {
        Verdict = verdict;
        Rule = rule;
        Place = place;
        Text = rule?.Text ?? $"default: {(verdict == RuleVerdict.Allow ? "allow" : "deny")}";
        string because = rule?.Because is { } reason ? $", \"{reason.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : "";
        _sentence = place is null ? $"{Text}{because}" : $"{place} ({Text}{because})";
    }

    /// <summary>One that no rule makes, but the proxy itself: it is among no rules, and nobody reads how often it was made.</summary>
    /// <param name="why">What forbids it.</param>
    public static Decision Denial(string why) => new(RuleVerdict.Deny, new RuleConfig { Verdict = RuleVerdict.Deny, Text = why }, null);

    public RuleVerdict Verdict { get; }

    public RuleConfig? Rule { get; }

    public ConfigPlace? Place { get; }

    /// <summary>The rule in words.</summary>
    public string Text { get; }

    /// <summary>The requests that it was made of.</summary>
    public RuleHits Hits { get; private set; } = new();

    /// <summary>Goes on with the count of the same rule of the configuration before. A request that began with that one, and ends now, counts here too.</summary>
    public void TakeHitsOf(Decision before) => Hits = before.Hits;

    /// <summary>The rule and its count, now.</summary>
    public RuleStatistics ToStatistics() => new(Text, Verdict, Rule?.Because, Place, Hits.Sum(), Hits.Last());

    /// <summary>As a sentence has it: <c>penstock.yaml:31 (deny *.example.net, "no advertising networks")</c>.</summary>
    public override string ToString() => _sentence;
}
