using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>Says of each directive that no part of the translation is about what becomes of it, by the table.</summary>
internal sealed class RemainingDirectives(TranslationContext translation)
{
    /// <summary>All of the servers that matter.</summary>
    public void Say(Server server)
    {
        bool rewrites = server.Own.LastOrDefault(directive => directive.Is("RewriteEngine")) is { } engine && engine.Value.Equals("on", StringComparison.OrdinalIgnoreCase);
        bool isAsked = translation.Proxies.Contains(server);
        foreach (Directive directive in server.Own.Where(directive => !translation.IsTold(directive)))
        {
            if (directive.IsSection)
            {
                SayOfSection(directive);
            }
            else if (directive.IsAny("RewriteRule", "RewriteCond", "RewriteEngine"))
            {
                SayOfRewriting(directive, rewrites, isAsked);
            }
            else if (DirectiveTable.Find(directive.Name) is { Kind: DirectiveKind.Access })
            {
                translation.Problem(directive, "Apache does not take it outside of a section (put it into <Proxy *>)");
            }
            else
            {
                Say(directive, isGuarded: false);
            }
        }
    }

    /// <summary>One in a section, or outside of any.</summary>
    /// <param name="directive">The directive.</param>
    /// <param name="isGuarded">Whether it is in what protects something.</param>
    public void Say(Directive directive, bool isGuarded)
    {
        if (directive.IsSection)
        {
            SayOfSection(directive, isGuarded);
            return;
        }

        if (directive.Is("RequestHeader"))
        {
            bool hides = directive.Value.StartsWith("unset", StringComparison.OrdinalIgnoreCase) || directive.Value.StartsWith("edit", StringComparison.OrdinalIgnoreCase);
            translation.Say(directive, hides ? ImportOutcome.Error : ImportOutcome.Cannot, hides ? "what it takes out of requests would go to their origins" : "fields are added to no request");
            return;
        }

        if (DirectiveTable.Find(directive.Name) is not { } row)
        {
            SayOfUnknown(directive);
            return;
        }

        (ImportOutcome outcome, string text) = row.Kind switch
        {
            DirectiveKind.Same when directive.Words.Count > 0 && directive.Words.All(word => row.Same.Contains(word.ToLowerInvariant())) => (ImportOutcome.SameByDefault, ""),
            DirectiveKind.Protects when directive.Is("RemoteIPProxyProtocol") && directive.Value.Equals("off", StringComparison.OrdinalIgnoreCase) => (ImportOutcome.SameByDefault, ""),
            DirectiveKind.Protects when directive.Is("SSLVerifyClient") && directive.Value.Equals("none", StringComparison.OrdinalIgnoreCase) => (ImportOutcome.SameByDefault, ""),
            DirectiveKind.Protects => (ImportOutcome.Error, row.Text),
            DirectiveKind.Setting when isGuarded && directive.IsAny("RewriteRule", "ProxyRemote") => (ImportOutcome.Error, "it may refuse requests, or change where they go"),
            DirectiveKind.Setting => Leftover(directive),
            DirectiveKind.NotNeeded => (ImportOutcome.NotNeeded, row.Text),
            _ => (ImportOutcome.Cannot, row.Text),
        };
        translation.Say(directive, outcome, text);
    }

    // Apache takes it from a module of somebody else's, and what that refuses nobody here knows; or does not start, and there is nothing to be the same as.
    private void SayOfUnknown(Directive directive)
    {
        string hint = DirectiveTable.Near(directive.Name) is { } near ? $"did you mean {near}?" : "one of another module may protect something: take it out if it does not";
        translation.Problem(directive, $"Apache's own modules have no such directive ({hint})");
    }

    // What counts only once counts where it stands last, or in the first server.
    private (ImportOutcome, string) Leftover(Directive directive)
    {
        if (directive.IsAny("ServerName", "ServerAlias", "DocumentRoot", "DirectoryIndex"))
        {
            return (ImportOutcome.NotNeeded, translation.Setting("DocumentRoot") is null ? "there is no DocumentRoot, and nothing is served" : "only the first proxy's DocumentRoot is served");
        }

        Directive? other = translation.Proxies.Select(server => server.Find(directive.Name)).FirstOrDefault(found => found is not null && found != directive);
        return directive.Is("LoadModule") && ModulesOfOthers.GuardsByItself(directive.Value) ? (ImportOutcome.Error, "it refuses requests that Penstock would carry out, without any directive")
            : directive.Is("LoadModule") ? (ImportOutcome.NotNeeded, "Penstock has no modules")
            : directive.Is("ServerRoot") ? (ImportOutcome.Translated, "where relative paths begin")
            : directive.Is("Listen") ? (ImportOutcome.Translated, "listen, at the addresses of its VirtualHosts")
            : translation.Proxies.Skip(1).Any(server => server.Find(directive.Name) == directive) && translation.Proxies[0].Find(directive.Name) is null
                ? (ImportOutcome.Cannot, $"what {translation.Proxies[0].Title} has counts for all, and that is Apache's default")
            : other is null ? (ImportOutcome.NotNeeded, "nothing that is translated looks at it")
            : other.Arguments == directive.Arguments && other.Is(directive.Name) ? (ImportOutcome.NotNeeded, $"{other.Place} says the same")
            : translation.Proxies.Any(server => server.Find(directive.Name) == directive) ? (ImportOutcome.Cannot, $"{other.Text} in {other.Place} counts for all")
            : (ImportOutcome.NotNeeded, $"{other.Text} in {other.Place} replaces it");
    }

    private void SayOfRewriting(Directive directive, bool rewrites, bool isAsked)
    {
        (ImportOutcome outcome, string text) = !isAsked ? (ImportOutcome.NotNeeded, "a VirtualHost does not inherit it")
            : !rewrites ? (ImportOutcome.NotNeeded, "RewriteEngine is off")
            : directive.Is("RewriteRule") ? (ImportOutcome.Error, "it may refuse requests, or change where they go")
            : (ImportOutcome.NotNeeded, "what counts is the RewriteRule");
        translation.Say(directive, outcome, text);
    }

    private void SayOfSection(Directive section, bool isGuarded = false)
    {
        DirectiveRow? row = DirectiveTable.Find(section.Name);
        bool isTranslated = row is { IsSection: true } && !section.IsAny("If", "ElseIf", "Else", "Macro");
        bool protects = isGuarded || row is null || section.Is("Macro") || Descendants(section).Any(directive =>
            DirectiveTable.Find(directive.Name) is null or { Kind: DirectiveKind.Access or DirectiveKind.Protects } || directive.IsAny("RewriteRule", "RequestHeader", "ProxyRequests"));
        translation.Say(
            section,
            protects && !section.IsAny("AuthnProviderAlias", "AuthzProviderAlias") ? ImportOutcome.Error : ImportOutcome.Cannot,
            section.IsAny("Limit", "LimitExcept", "RequireAll", "RequireAny", "RequireNone") ? "Apache does not take it outside of a section such as <Proxy *>"
                : section.Is("Macro") ? "macros are not read: write out what they stand for"
                : section.IsAny("If", "ElseIf", "Else") ? "expressions are not evaluated"
                : isTranslated ? "it cannot be here"
                : "sections of this kind are not read");
        SayOfContents(section, ImportOutcome.Cannot, $"it is in {section.Text}");
    }

    /// <summary>Says the same of all that is in a section and of which nothing has been said.</summary>
    public void SayOfContents(Directive section, ImportOutcome outcome, string text)
    {
        foreach (Directive directive in Descendants(section).Where(directive => !translation.IsTold(directive)))
        {
            translation.Say(directive, outcome, text);
        }
    }

    /// <summary>The same, but of its sections nothing: they are no more than what is in them.</summary>
    public void SayOfDirectives(Directive section, ImportOutcome outcome, string text)
    {
        foreach (Directive directive in Descendants(section).Where(directive => !directive.IsSection && !translation.IsTold(directive)))
        {
            translation.Say(directive, outcome, text);
        }
    }

    private static IEnumerable<Directive> Descendants(Directive section) => section.Children.SelectMany(child => Descendants(child).Prepend(child));
}
