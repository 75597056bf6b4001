using System.Net;

namespace Penstock.Policy;

/// <summary>
/// The rules of a configuration, made ready. They are asked first with what the request says; if one of them is about addresses, and no rule before it decides, again with each address that the
/// name has. Nothing here waits or changes.
/// </summary>
internal sealed class PolicyEvaluator
{
    private readonly Rule[] _rules;
    private readonly int[] _addressRules;
    private readonly RuleIndex _index;
    private readonly Decision _default;
    private readonly PortRange[]? _connectPorts;

    /// <param name="config">The rules.</param>
    /// <param name="before">Those that they take the place of: a rule that is among both goes on counting its hits.</param>
    public PolicyEvaluator(PolicyConfig config, PolicyEvaluator? before = null)
    {
        _rules = [.. config.Rules.Select(rule => new Rule(rule))];
        _index = new RuleIndex(_rules);
        _addressRules = [.. Enumerable.Range(0, _rules.Length).Where(i => _rules[i].LooksAtAddresses)];
        _default = new Decision(config.Default, null, config.DefaultPlace);
        if (before is not null)
        {
            TakeHitsOf(before);
        }

        _connectPorts = config.ConnectPorts is { } ports ? [.. ports] : null;
        IsEmpty = _rules.Length == 0 && _connectPorts is null && config.Default == RuleVerdict.Allow;
        LooksAtClientNames = config.Rules.Any(rule => ConditionTest.Has(rule.When, condition => condition is RuleCondition.FromName));
        OpensByClientNames = _addressRules.Any(index => ConditionTest.Has(_rules[index].Config.When, condition => condition is RuleCondition.FromName));
        LooksAtUsers = config.Rules.Any(rule => ConditionTest.Has(rule.When, condition => condition is RuleCondition.User or RuleCondition.Group));
        LooksAtUrls = config.Rules.Any(rule => ConditionTest.Has(rule.When, condition => condition is RuleCondition.Url));
    }

    /// <summary>What is decided where the rules allow a tunnel, and <see cref="AllowsPort"/> does not.</summary>
    public static Decision PortDenial { get; } = Decision.Denial("CONNECT may not reach that port");

    /// <summary>Everything is allowed: nothing has to be asked.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether <see cref="RequestFacts.Url"/> is needed.</summary>
    public bool LooksAtUrls { get; }

    /// <summary>Whether <see cref="RequestFacts.ClientNames"/> may be needed.</summary>
    public bool LooksAtClientNames { get; }

    /// <summary>Whether <see cref="Opens"/> may need <see cref="RequestFacts.ClientNames"/>, even where the rules have decided by name.</summary>
    public bool OpensByClientNames { get; }

    /// <summary>Whether <see cref="RequestFacts.User"/> may be needed.</summary>
    public bool LooksAtUsers { get; }

    public IReadOnlyList<Rule> Rules => _rules;

    /// <summary>What is decided of requests that no rule matches.</summary>
    public Decision Default => _default;

    /// <summary>The decisions of the rules in their order, and the default's.</summary>
    public IEnumerable<Decision> Decisions => _rules.Select(rule => rule.Decision).Append(_default);

    /// <summary>The ports of <see cref="PolicyConfig.ConnectPorts"/>; null for all.</summary>
    public IReadOnlyList<PortRange>? ConnectPorts => _connectPorts;

    /// <summary>Asks the rules from one on: the first that matches decides.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="address">The address that would be dialled; null as long as that is not known.</param>
    /// <param name="from">The rule to begin with: those before it are known not to match.</param>
    public PolicyResult Evaluate(RequestFacts facts, IPAddress? address = null, int from = 0)
    {
        address ??= facts.Literal;
        RuleIndex.Candidates candidates = _index.For(facts.Host, facts.Literal is null);
        while (candidates.MoveNext(from))
        {
            Rule rule = _rules[candidates.Index];
            Match match = rule.Matches(facts, candidates.NameMatches, address, out bool byAddress);
            if (match != Match.No)
            {
                return new(match, match == Match.Yes ? rule.Decision : null, byAddress, candidates.Index);
            }

            from = candidates.Index + 1;
        }

        return new(Match.Yes, _default, false, _rules.Length);
    }

    /// <summary>Whether a rule that allows names this address: only that opens one that is not global to clients from elsewhere. The first rule that names it decides, and what is not known of
    /// the client opens nothing.</summary>
    public Match Opens(RequestFacts facts, IPAddress address)
    {
        foreach (int index in _addressRules)
        {
            Match match = _rules[index].Matches(facts, nameMatches: false, address, out bool byAddress);
            if (match != Match.No && byAddress)
            {
                return match != Match.Yes ? match : _rules[index].Config.Verdict == RuleVerdict.Allow ? Match.Yes : Match.No;
            }
        }

        return Match.No;
    }

    /// <summary>Whether the port is one that CONNECT may reach: by the decision, if that allows and names ports, or by <see cref="ConnectPorts"/>. A rule that reports opens nothing.</summary>
    public bool AllowsPort(RequestFacts facts, Decision decision)
    {
        if (_connectPorts is null || !facts.IsTunnel || decision.Rule is { Verdict: RuleVerdict.Allow, Ports.Count: > 0 })
        {
            return true;
        }

        foreach (PortRange range in _connectPorts)
        {
            if (range.Contains(facts.Port))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a client that has been refused is to be asked for other credentials: it is so if without any it would not have been refused, or not yet.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="address">The address that would be dialled; null as long as that is not known.</param>
    public bool AsksAgain(RequestFacts facts, IPAddress? address = null)
    {
        if (!facts.AsksUsersAgain || facts.User is not { } user)
        {
            return false;
        }

        facts.User = null;
        Match match = Evaluate(facts, address).Match;
        facts.User = user;
        return match != Match.Yes;
    }

    // The same rule may be written twice, where nothing says where: the first takes the first's.
    private void TakeHitsOf(PolicyEvaluator before)
    {
        var counted = before.Decisions.GroupBy(decision => (decision.Text, decision.Place)).ToDictionary(same => same.Key, same => new Queue<Decision>(same));
        foreach (Decision decision in Decisions)
        {
            if (counted.TryGetValue((decision.Text, decision.Place), out Queue<Decision>? same) && same.TryDequeue(out Decision? earlier))
            {
                decision.TakeHitsOf(earlier);
            }
        }
    }
}
