using System.Net;
using Penstock.Policy;

namespace Penstock.Tool.Configuration;

/// <summary>Finds rules that are never reached, because an earlier one matches everything that they would match. It warns only where that is certain, but for spellings.</summary>
internal static class RuleShadows
{
    // Each pair is looked at: a file of more rules is made by a program.
    private const int MostRules = 3_000;

    public static void Tell(IReadOnlyList<RuleConfig> rules, ConfigSource source)
    {
        for (int later = 1; later < Math.Min(rules.Count, MostRules); later++)
        {
            RuleConfig rule = rules[later];
            RuleConfig? shadow = rules.Take(later).FirstOrDefault(earlier => Covers(earlier, rule));
            if (shadow is not null && rule.Place is not null)
            {
                source.Warning(rule.Place, HasOtherSpellings(shadow, rule)
                    ? $"this rule is hardly ever reached: {shadow.Place} already matches every request it would match, but for what is spelled in another way"
                    : $"this rule is never reached: {shadow.Place} already matches every request it would match");
            }
        }
    }

    // What refuses takes in other spellings of a URL and other addresses that lead to the one it names, which what allows does not.
    private static bool HasOtherSpellings(RuleConfig earlier, RuleConfig later) => earlier.Verdict == RuleVerdict.Allow && later.Verdict != RuleVerdict.Allow
        && (ConditionTest.Has(earlier.When, condition => condition is RuleCondition.Url)
            || ((earlier.To.Count > 0 || earlier.Lists.Count > 0) && (later.To.Any(pattern => pattern.Network is not null) || later.Lists.Any(list => list.HasNetworks))));

    private static bool Covers(RuleConfig earlier, RuleConfig later) =>
        CoversDestinations(earlier, later) && CoversPorts(earlier.Ports, later.Ports) && CoversCondition(earlier.When, later.When);

    private static bool CoversDestinations(RuleConfig earlier, RuleConfig later)
    {
        bool isForAll = later.To.Count == 0 && later.Lists.Count == 0;
        return (earlier.To.Count == 0 && earlier.Lists.Count == 0)
            || (!isForAll && later.Lists.All(list => earlier.Lists.Contains(list))
                && later.To.All(pattern => earlier.To.Any(covering => Covers(covering, pattern)) || (pattern is { Name: { } name, MatchesBelow: false } && earlier.Lists.Any(list => list.Contains(name)))));
    }

    private static bool Covers(DestinationPattern earlier, DestinationPattern later)
    {
        if (earlier.Network is { } outer && later.Network is { } inner)
        {
            return Contains(outer, inner);
        }

        if (earlier.Name is not { } above || later.Name is not { } name)
        {
            return false;
        }

        return above == name
            ? (earlier.MatchesItself || !later.MatchesItself) && (earlier.MatchesBelow || !later.MatchesBelow)
            : earlier.MatchesBelow && name.EndsWith("." + above, StringComparison.Ordinal);
    }

    private static bool CoversPorts(IReadOnlyList<PortRange> earlier, IReadOnlyList<PortRange> later) =>
        earlier.Count == 0 || (later.Count > 0 && later.All(range => earlier.Any(outer => outer.First <= range.First && outer.Last >= range.Last)));

    private static bool CoversCondition(RuleCondition? earlier, RuleCondition? later) => earlier switch
    {
        null => true,
        RuleCondition.AllOf all => all.Of.All(part => CoversCondition(part, later)),
        _ => later is RuleCondition.AllOf parts ? parts.Of.Any(part => CoversPart(earlier, part)) : CoversPart(earlier, later),
    };

    private static bool CoversPart(RuleCondition earlier, RuleCondition? later) => (earlier, later) switch
    {
        (RuleCondition.From outer, RuleCondition.From inner) => inner.Networks.Count > 0 && inner.Networks.All(network => outer.Networks.Any(wide => Contains(wide, network))),
        (RuleCondition.Method outer, RuleCondition.Method inner) => inner.Names.Count > 0 && inner.Names.All(outer.Names.Contains),
        (RuleCondition.Url outer, RuleCondition.Url inner) => inner.Patterns.Count > 0 && inner.Patterns.All(outer.Patterns.Contains),
        (RuleCondition.User outer, RuleCondition.User inner) => outer.Names.Count == 0 || (inner.Names.Count > 0 && inner.Names.All(outer.Names.Contains)),
        (RuleCondition.Group outer, RuleCondition.Group inner) => inner.Names.Count > 0 && inner.Names.All(outer.Names.Contains),
        (RuleCondition.ListenerPort outer, RuleCondition.ListenerPort inner) => inner.Ports.Count > 0 && inner.Ports.All(outer.Ports.Contains),
        (RuleCondition.Hours outer, RuleCondition.Hours inner) => inner.Spans.Count > 0 && inner.Spans.All(outer.Spans.Contains),
        _ => false,
    };

    private static bool Contains(IPNetwork outer, IPNetwork inner)
    {
        IPAddress first = AddressClassifier.Normalise(inner.BaseAddress);
        return outer.BaseAddress.AddressFamily == first.AddressFamily && outer.PrefixLength <= inner.PrefixLength && outer.Contains(first);
    }
}
