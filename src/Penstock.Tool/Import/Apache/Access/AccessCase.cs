using System.Numerics;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>What the sections say together of the requests that match some patterns.</summary>
/// <param name="Urls">The patterns; none for all requests that no case before is for.</param>
/// <param name="Compat">The section whose Order, Allow, Deny and Satisfy count: the last that has any.</param>
/// <param name="Requires">The Require lines that count.</param>
/// <param name="Auth">The directives about authentication that count, by name.</param>
/// <param name="Origin">The section that decides; null if there is none.</param>
internal sealed record AccessCase(IReadOnlyList<UrlPattern> Urls, AccessRules? Compat, RequireNode? Requires, IReadOnlyDictionary<string, Directive> Auth, Origin? Origin)
{
    // Each section for some URLs may double the cases.
    private const int MostCases = 256;

    private static readonly AccessCase Untouched = new([], null, null, new Dictionary<string, Directive>(), null);

    /// <summary>The cases of sections in their order, the first that matches counting; null if there are too many.</summary>
    public static List<AccessCase>? Of(IEnumerable<(UrlPattern Pattern, AccessRules Rules)> sections)
    {
        List<AccessCase> cases = [Untouched];
        HashSet<string> patterns = [];
        foreach ((UrlPattern pattern, AccessRules rules) in sections.Where(section => !section.Rules.IsEmpty))
        {
            List<AccessCase> changed = [.. cases.Select(one => one.With(rules))];
            if (pattern.IsAll)
            {
                cases = changed;
                continue;
            }

            bool isOne = changed.TrueForAll(one => one.Compat == changed[0].Compat && one.Requires == changed[0].Requires && one.HasSameAuth(changed[0]));
            cases = [.. changed.Skip(isOne ? changed.Count - 1 : 0).Select(one => one with { Urls = [.. one.Urls, pattern] }), .. cases];

            // A pattern that is new takes nothing from any other case.
            cases = patterns.Add(string.Join(' ', pattern.Globs)) ? cases : Reached(cases);
            if (cases.Count > MostCases)
            {
                return null;
            }
        }

        return cases;
    }

    // A case whose patterns are all among those of a later one leaves nothing for that. As bits, since each is compared with each.
    private static List<AccessCase> Reached(List<AccessCase> cases)
    {
        Dictionary<string, int> numbers = [];
        List<(AccessCase Case, BigInteger Patterns)> reached = [];
        foreach (AccessCase one in cases)
        {
            List<UrlPattern> urls = [];
            BigInteger patterns = 0;
            foreach (UrlPattern url in one.Urls)
            {
                string key = string.Join(' ', url.Globs);
                if (!numbers.TryGetValue(key, out int number))
                {
                    numbers.Add(key, number = numbers.Count);
                }

                BigInteger bit = BigInteger.One << number;
                if ((patterns & bit).IsZero)
                {
                    urls.Add(url);
                    patterns |= bit;
                }
            }

            if (!reached.Exists(earlier => (earlier.Patterns & patterns) == earlier.Patterns))
            {
                reached.Add((one with { Urls = urls }, patterns));
            }
        }

        return [.. reached.Select(one => one.Case)];
    }

    private bool HasSameAuth(AccessCase other) => Auth.Count == other.Auth.Count && Auth.All(pair => other.Auth.GetValueOrDefault(pair.Key) == pair.Value);

    // The rules of a later section, merged as each module merges them: mod_access_compat takes the later alone, mod_authz_core too unless AuthMerging says otherwise, and settings of
    // authentication replace each other one by one.
    private AccessCase With(AccessRules rules)
    {
        RequireNode? own = rules.Requires.Count == 0 ? null : new RequireNode.Section(IsAll: false, rules.Requires, IsNegated: false);
        RequireNode? requires = rules.MergesByAnd is { } isAll
            ? Requires is null || own is null ? own ?? Requires : new RequireNode.Section(isAll, [Requires, own], IsNegated: false)
            : own ?? (rules.IsMergingOff ? null : Requires);
        var auth = new Dictionary<string, Directive>(Auth, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Directive directive) in rules.Auth)
        {
            auth[name] = directive;
        }

        return new AccessCase(Urls, rules.HasCompat ? rules : Compat, requires, auth, rules.Origin);
    }
}
