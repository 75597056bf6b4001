using Penstock.Http;

namespace Penstock.Policy;

/// <summary>A <see cref="RuleCondition"/> made ready to be tested. What is not known makes a whole unknown only if it decides: three-valued logic (Kleene's).</summary>
internal abstract class ConditionTest
{
    /// <summary>Whether it matches, by one spelling of the request's URL.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="url">As <see cref="RuleCondition.Url"/> sees it; null if there is none.</param>
    public abstract Match Test(RequestFacts facts, string? url);

    /// <summary>Makes a condition ready.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="isStrict">Whether a URL has to be what the pattern names and nothing else: its path by the case of its letters, its host by itself. An origin may tell /a from /A or not, and nobody knows
    /// which: what a rule allows is what it names, what it refuses is either. So what must not hold of one that allows is not strict, and the other way round.</param>
    public static ConditionTest Of(RuleCondition condition, bool isStrict) => condition switch
    {
        RuleCondition.AllOf all => new All([.. all.Of.Select(of => Of(of, isStrict))]),
        RuleCondition.AnyOf any => new Any([.. any.Of.Select(of => Of(of, isStrict))]),
        RuleCondition.NoneOf none => new None(new Any([.. none.Of.Select(of => Of(of, !isStrict))])),
        RuleCondition.From from => new From(new ClientNetworks(from.Networks)),
        RuleCondition.FromName name => new FromName([.. name.Names.Select(text => text.TrimStart('.').ToLowerInvariant())]),
        RuleCondition.User user => new User([.. user.Names]),
        RuleCondition.Group group => new Group([.. group.Names]),
        RuleCondition.Method method => new Method([.. method.Names]),
        RuleCondition.Url url => new Url([.. url.Patterns.Select(pattern => new Wildcard(pattern))], isStrict),
        RuleCondition.ListenerPort listener => new Listener([.. listener.Ports]),
        RuleCondition.Hours hours => new Hours([.. hours.Spans]),
        _ => throw new ArgumentException($"{condition.GetType()} is no condition."),
    };

    /// <summary>Whether a condition, or one that is part of it, is such a one.</summary>
    public static bool Has(RuleCondition? condition, Func<RuleCondition, bool> test) => condition is not null && (test(condition) || condition switch
    {
        RuleCondition.AllOf all => all.Of.Any(inner => Has(inner, test)),
        RuleCondition.AnyOf any => any.Of.Any(inner => Has(inner, test)),
        RuleCondition.NoneOf none => none.Of.Any(inner => Has(inner, test)),
        _ => false,
    });

    private static Match Of(bool matches) => matches ? Match.Yes : Match.No;

    private sealed class All(ConditionTest[] tests) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url)
        {
            Match result = Match.Yes;
            foreach (ConditionTest test in tests)
            {
                Match match = test.Test(facts, url);
                if (match == Match.No)
                {
                    return Match.No;
                }

                result = result == Match.Yes ? match : result;
            }

            return result;
        }
    }

    private sealed class Any(ConditionTest[] tests) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url)
        {
            Match result = Match.No;
            foreach (ConditionTest test in tests)
            {
                Match match = test.Test(facts, url);
                if (match == Match.Yes)
                {
                    return Match.Yes;
                }

                result = result == Match.No ? match : result;
            }

            return result;
        }
    }

    private sealed class None(ConditionTest any) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) => any.Test(facts, url) switch
        {
            Match.Yes => Match.No,
            Match.No => Match.Yes,
            var unknown => unknown,
        };
    }

    private sealed class From(ClientNetworks networks) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) => Of(networks.Contains(facts.ClientAddress));
    }

    private sealed class FromName(string[] names) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) =>
            facts.ClientNames is not { } known ? Match.NeedsClientName
            : Of(known.Any(name => names.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.'))));
    }

    private sealed class User(string[] names) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) =>
            facts.User is not { } user ? Match.NeedsUser : Of(names.Length == 0 || names.Contains(user));
    }

    private sealed class Group(string[] names) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) =>
            facts.User is not { } user ? Match.NeedsUser : Of(facts.IsMember is { } isMember && names.Any(name => isMember(user, name)));
    }

    private sealed class Method(string[] names) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) => Of(names.Contains(facts.Method));
    }

    private sealed class Url(Wildcard[] patterns, bool isStrict) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url)
        {
            if (url is null)
            {
                return Match.No;
            }

            (int exactFrom, int hostEnd) = isStrict ? (RequestUrl.PathOf(url), RequestUrl.PathOf(url)) : (url.Length, 0);
            foreach (Wildcard pattern in patterns)
            {
                if (pattern.Matches(url, exactFrom, hostEnd))
                {
                    return Match.Yes;
                }
            }

            return Match.No;
        }
    }

    private sealed class Listener(int[] ports) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url) => Of(ports.Contains(facts.ListenerPort));
    }

    private sealed class Hours(HourSpan[] spans) : ConditionTest
    {
        public override Match Test(RequestFacts facts, string? url)
        {
            DateTimeOffset now = facts.LocalTime;
            return Of(spans.Any(span => IsIn(span, (int)now.DayOfWeek, now.TimeOfDay)));
        }

        // A span past midnight belongs to the day on which it begins.
        private static bool IsIn(HourSpan span, int day, TimeSpan time)
        {
            bool today = (span.Days >> day & 1) != 0;
            bool yesterday = (span.Days >> ((day + 6) % 7) & 1) != 0;
            return span.From < span.To
                ? today && time >= span.From && time < span.To
                : (today && time >= span.From) || (yesterday && time < span.To);
        }
    }
}
