using System.Net;
using Penstock.Http;

namespace Penstock.Policy;

/// <summary>A <see cref="RuleConfig"/> made ready to be matched.</summary>
internal sealed class Rule
{
    private readonly HostList[] _lists;
    private readonly AddressRanges? _networks;
    private readonly PortRange[] _ports;
    private readonly ConditionTest? _when;
    private readonly bool _looksAtUrls;

    public Rule(RuleConfig config)
    {
        Config = config;
        _lists = [.. config.Lists];
        _ports = [.. config.Ports];
        _when = config.When is null ? null : ConditionTest.Of(config.When, isStrict: config.Verdict == RuleVerdict.Allow);
        _looksAtUrls = ConditionTest.Has(config.When, condition => condition is RuleCondition.Url);
        _networks = NetworksOf(config.To);
        IsForAll = config.To.Count == 0 && _lists.Length == 0;
        LooksAtAddresses = _networks is not null || _lists.Any(list => list.HasNetworks);
        Decision = new Decision(config.Verdict, config, config.Place);
    }

    public RuleConfig Config { get; }

    /// <summary>It names no destination, and so is for each.</summary>
    public bool IsForAll { get; }

    public bool LooksAtAddresses { get; }

    /// <summary>Whether it can match a name that is not among its own patterns.</summary>
    public bool IsBeyondNames => IsForAll || LooksAtAddresses || _lists.Length > 0;

    /// <summary>What it decides of the requests that it matches.</summary>
    public Decision Decision { get; }

    /// <summary>Whether it matches.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="nameMatches">Whether one of its own patterns matches the name.</param>
    /// <param name="address">The address that would be dialled; null as long as that is not known.</param>
    /// <param name="byAddress">Whether it matches because of the address.</param>
    public Match Matches(RequestFacts facts, bool nameMatches, IPAddress? address, out bool byAddress)
    {
        byAddress = false;
        if (_ports.Length > 0 && !HasPort(facts.Port))
        {
            return Match.No;
        }

        Match destination = MatchDestination(facts, nameMatches, address, out byAddress);
        if (destination == Match.No || _when is null)
        {
            return destination;
        }

        // Whether the rule is about this address is known sooner than who the client is, and perhaps nobody has to be asked.
        Match when = TestCondition(_when, facts);
        return when == Match.No || destination == Match.Yes ? when : destination;
    }

    /// <summary>Whether the name is one of its own patterns. Slow: the index knows it.</summary>
    public bool MatchesName(string host) => Config.To.Any(pattern => pattern.Name is { } name
        && ((pattern.MatchesItself && host == name)
            || (pattern.MatchesBelow && host.Length > name.Length && host.EndsWith(name, StringComparison.Ordinal) && host[^(name.Length + 1)] == '.')));

    private static AddressRanges? NetworksOf(IReadOnlyList<DestinationPattern> patterns)
    {
        var ranges = new AddressRanges();
        foreach (DestinationPattern pattern in patterns)
        {
            if (pattern.Network is { } network)
            {
                ranges.Add(network);
            }
        }

        ranges.Merge();
        return ranges.IsEmpty ? null : ranges;
    }

    // A URL can be written in many ways, and which of them the origin goes by is not known: a rule that refuses does so if any of the spellings matches, one that allows only if all do. Of the case of letters
    // in a path the same is true, and the condition knows it.
    private Match TestCondition(ConditionTest when, RequestFacts facts)
    {
        RequestUrl? url = _looksAtUrls ? facts.Url : null;
        Match match = when.Test(facts, url?.Written);
        if (url is null)
        {
            return match;
        }

        if (url.Normalised != url.Written)
        {
            match = Both(match, when.Test(facts, url.Normalised));
        }

        // An escaped slash in the name of one thing below what is allowed (/@scope%2Fname) is no other place.
        return url.WithSlashes is { } slashed && (Config.Verdict != RuleVerdict.Allow || url.HasHiddenDots) ? Both(match, when.Test(facts, slashed)) : match;
    }

    private Match Both(Match one, Match other)
    {
        Match decides = Config.Verdict == RuleVerdict.Allow ? Match.No : Match.Yes;
        return one == decides || other == decides ? decides : one is Match.Yes or Match.No ? other : one;
    }

    private bool HasPort(int port)
    {
        foreach (PortRange range in _ports)
        {
            if (range.Contains(port))
            {
                return true;
            }
        }

        return false;
    }

    // The address comes first where it is known: that a rule names it is what opens an address that is not global.
    private Match MatchDestination(RequestFacts facts, bool nameMatches, IPAddress? address, out bool byAddress)
    {
        byAddress = address is not null && LooksAtAddresses && HasAddress(address);
        if (byAddress || IsForAll || nameMatches)
        {
            return Match.Yes;
        }

        if (facts.Literal is null)
        {
            foreach (HostList list in _lists)
            {
                if (list.Contains(facts.Host))
                {
                    return Match.Yes;
                }
            }
        }

        return LooksAtAddresses && address is null ? Match.NeedsAddress : Match.No;
    }

    // A rule that refuses IPv4 addresses is not got round by a form of IPv6 that leads to them. What a rule allows is what it names, and no more.
    private bool HasAddress(IPAddress address)
    {
        bool isForOthers = Config.Verdict != RuleVerdict.Allow;
        if (_networks is not null && (_networks.Contains(address) || (isForOthers && _networks.ContainsOther(address))))
        {
            return true;
        }

        foreach (HostList list in _lists)
        {
            if (list.HasNetworks && (list.Contains(address) || (isForOthers && list.ContainsOther(address))))
            {
                return true;
            }
        }

        return false;
    }
}
