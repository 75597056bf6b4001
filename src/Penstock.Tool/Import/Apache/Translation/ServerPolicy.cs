using Penstock.Tool.Import.Apache.Access;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>Which proxy requests one server carries out.</summary>
/// <param name="Server">The server.</param>
/// <param name="Blocks">What ProxyBlock refuses.</param>
/// <param name="Cases">What the <c>&lt;Proxy&gt;</c> sections say, each case with who passes.</param>
internal sealed record ServerPolicy(Server Server, IReadOnlyList<ImportedRule> Blocks, IReadOnlyList<(AccessCase Case, Term Term)> Cases)
{
    /// <summary>Who passes, if that is the same for all requests.</summary>
    public Term? Simple => Cases.Count == 1 ? Cases[0].Term : null;

    /// <summary>Networks outside of which nobody passes; null if that cannot be said.</summary>
    public IReadOnlyList<System.Net.IPNetwork>? Bound => Term.Either(Cases.Select(one => one.Term)).Bound;

    /// <summary>The rules that say the same; the last refuses, or allows, what is left.</summary>
    public IEnumerable<ImportedRule> Rules => Blocks.Concat(Cases.SelectMany(one => ImportedRule.Ladder(one.Term, one.Case.Origin ?? Unguarded).Select(rule => rule with { When = Term.Both([.. Urls(one.Case), rule.When]) })));

    /// <summary>The same for servers that carry out the same requests.</summary>
    public string Key => string.Join('\n', Rules.Select(rule => $"{rule.Verdict} {string.Join(' ', rule.To)} {rule.When.Key}"));

    private Origin Unguarded => new(Server.Find("ProxyRequests")?.Place, "ProxyRequests On, and no <Proxy> section says who may use it");

    /// <summary>What the comment behind <c>clients</c> says.</summary>
    public Origin Origin => Cases[^1].Case.Origin ?? Unguarded;

    private static IEnumerable<Term> Urls(AccessCase access) => access.Urls.Select(url => new Term.Atom(new RuleCondition.Url(url.Globs), access.Origin));
}

/// <summary>Reads the policy of servers, each once.</summary>
internal sealed class ServerPolicyReader(TranslationContext translation, RemainingDirectives remaining)
{
    private readonly Dictionary<Server, ServerPolicy> _read = [];
    private readonly Dictionary<Directive, (UrlPattern Pattern, AccessRules Rules)?> _sections = [];

    public ServerPolicy Read(Server server)
    {
        if (_read.TryGetValue(server, out ServerPolicy? policy))
        {
            return policy;
        }

        List<(UrlPattern, AccessRules)> sections = [.. server.Sections("Proxy", "ProxyMatch").Select(ReadSection).OfType<(UrlPattern, AccessRules)>()];
        List<AccessCase>? cases = AccessCase.Of(sections);
        if (cases is null)
        {
            translation.Problem(server.Sections("Proxy", "ProxyMatch").Last(), "these sections are too many to be put together");
        }

        List<(AccessCase Case, Term Term)> terms = [.. (cases ?? AccessCase.Of([])!).Select(one => (one, AccessCondition.Of(one)))];
        while (terms is [.., var (_, last), var (_, rest)] && last.Key == rest.Key)
        {
            terms.RemoveAt(terms.Count - 2); // the URLs make no difference
        }

        policy = new ServerPolicy(server, [.. new BlockTranslation(translation).Rules(server)], terms);
        _read.Add(server, policy);
        return policy;
    }

    private (UrlPattern, AccessRules)? ReadSection(Directive section)
    {
        if (_sections.TryGetValue(section, out (UrlPattern, AccessRules)? known))
        {
            return known;
        }

        translation.Understand(section);
        bool isExpression = section.Is("ProxyMatch") || section.Value == "~";
        string pattern = section.Value == "~" ? section.Words.ElementAtOrDefault(1) ?? "" : section.Value;
        AccessRules rules = new AccessReader(translation.Problem, directive => remaining.Say(directive, isGuarded: true)).Read(section);
        UrlPattern? url = isExpression ? UrlPattern.ReadExpression(pattern) : UrlPattern.Read(pattern);
        if (!translation.IsUsable(section))
        {
            url = null;
        }
        else if (url is not null)
        {
            SayOf(section, rules);
        }
        else if (isExpression && !rules.IsEmpty)
        {
            translation.Problem(section, "this expression is more than shell wildcards can say (try a <Proxy> with * and ?)");
        }
        else
        {
            remaining.SayOfContents(section, ImportOutcome.NotNeeded, "no request for a forward proxy has such a URL");
            translation.Say(section, ImportOutcome.NotNeeded, rules.IsEmpty ? "it says nothing of who may use the proxy" : "no request for a forward proxy has such a URL");
        }

        (UrlPattern, AccessRules)? read = url is null ? null : (url, rules);
        _sections.Add(section, read);
        return read;
    }

    private void SayOf(Directive section, AccessRules rules)
    {
        foreach (Directive directive in rules.Directives)
        {
            string below = directive.Words.Any(word => word.StartsWith('.')) && directive.IsAny("Allow", "Deny", "Require") ? "; a client whose name is that itself counts too" : "";
            string local = directive.Is("Require") && directive.Words.Contains("local") ? "; clients by another address of this machine do not count" : "";
            string key = directive.Name.StartsWith("Auth", StringComparison.OrdinalIgnoreCase) && !directive.Is("AuthMerging") ? "users" : "who may use the proxy";
            translation.Say(directive, ImportOutcome.Translated, key + below + local);
        }

        if (rules.IsEmpty)
        {
            translation.Say(section, ImportOutcome.NotNeeded, "it says nothing of who may use the proxy");
        }
    }
}
