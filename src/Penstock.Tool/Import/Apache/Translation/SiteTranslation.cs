using Penstock.Tool.Import.Apache.Access;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>What Apache serves to requests for itself: the files of DocumentRoot.</summary>
internal sealed class SiteTranslation(TranslationContext translation, RemainingDirectives remaining)
{
    private static readonly string[] Kinds = ["Directory", "DirectoryMatch", "Files", "FilesMatch", "Location", "LocationMatch"];
    private static readonly string[] Programs = [".cgi", ".pl", ".php", ".py", ".asp", ".aspx", ".jsp", ".shtml", ".cfm"];

    private readonly SiteContent _content = new(translation, remaining);

    public void AddTo(ImportedMap config)
    {
        Server server = translation.Proxies[0];
        Directive[] sections = [.. translation.Involved.SelectMany(one => one.Own).Where(directive => directive.IsSection && directive.IsAny(Kinds))];
        string? root = translation.Setting("DocumentRoot") is { Words.Count: 1 } directive && directive.Value.Length > 0 ? directive.Value : null;
        List<(Directive Section, SiteScope Scope)> scopes = [.. sections.Select(section => (section, SitePath.Of(section, root is null ? "" : translation.HereOf(root))))];
        Array.ForEach(sections, translation.Understand);
        RefuseThoseForProxyRequests(scopes);
        if (root is null)
        {
            foreach (Directive section in scopes.Where(one => one.Scope != SiteScope.ProxyRequests).Select(one => one.Section))
            {
                remaining.SayOfContents(section, ImportOutcome.NotNeeded, "there is no DocumentRoot, and nothing is served");
            }

            return;
        }

        Directive[] own = [.. server.Sections(Kinds)];
        foreach ((Directive section, SiteScope scope) in scopes.Where(one => one.Scope == SiteScope.Nothing || (one.Scope != SiteScope.ProxyRequests && !own.Contains(one.Section))))
        {
            remaining.SayOfContents(section, ImportOutcome.NotNeeded, scope == SiteScope.Nothing ? $"nothing that {section.Text} is about is served" : "only the first proxy's DocumentRoot is served");
        }

        scopes = scopes.FindAll(one => own.Contains(one.Section) && one.Scope is not (SiteScope.Nothing or SiteScope.ProxyRequests));
        Directive rootDirective = translation.Setting("DocumentRoot")!;
        if (Readers(scopes) is not { } readers)
        {
            translation.Say(rootDirective, ImportOutcome.NotNeeded, "nobody may read it");
            return;
        }

        CheckFolder(rootDirective, scopes);
        var site = new ImportedMap();
        site.AddText("root", translation.PathOf(root), rootDirective.Origin);
        translation.Say(rootDirective, ImportOutcome.Translated, "site.root");
        AddIndex(site, server, scopes);
        AddNames(site, server);
        if (readers.Term.IsEverything)
        {
            site.AddWord("clients", "any", readers.Origin);
        }
        else
        {
            site.AddTexts("clients", ImportedRule.Texts(readers.Term.Networks ?? []), readers.Origin);
        }

        config.Add("site", site);
        _content.Check(server);
    }

    // To Apache the path of a proxy request is its whole URL; what begins with / is about none.
    private void RefuseThoseForProxyRequests(List<(Directive Section, SiteScope Scope)> scopes)
    {
        foreach (Directive section in scopes.Where(one => one.Scope == SiteScope.ProxyRequests).Select(one => one.Section))
        {
            AccessRules rules = new AccessReader(translation.Problem, directive => remaining.Say(directive, isGuarded: true)).Read(section);
            if (!rules.IsEmpty)
            {
                translation.Problem(section, "Apache compares it with the whole URL of a proxy request: write it as a <Proxy> section");
            }

            remaining.SayOfContents(section, ImportOutcome.Cannot, $"it is in {section.Text}");
        }
    }

    // Null if nobody may.
    private (Term Term, Origin Origin)? Readers(List<(Directive Section, SiteScope Scope)> scopes)
    {
        // Folders first, the shallow before the deep; then files; then paths.
        List<(Directive Section, SiteScope Scope, AccessRules Rules)> read =
            [.. scopes.OrderBy(one => one.Section.IsAny("Directory", "DirectoryMatch") ? SitePath.Depth(one.Section) : one.Section.IsAny("Files", "FilesMatch") ? 10_000 : 20_000)
                .Select(one => (one.Section, one.Scope, _content.Read(one.Section)))];
        List<AccessRules> whole = [.. read.Where(one => one.Scope == SiteScope.Whole).Select(one => one.Rules)];
        AccessCase general = Case(whole);
        Term term = AccessCondition.Of(general);
        Origin origin = general.Origin ?? new Origin(null, "Apache's default: everybody");
        if (!term.IsEverything && !term.IsNothing && term.Networks is null)
        {
            translation.Problem(whole.FindLast(rules => !rules.IsEmpty)!.Section, "only the addresses of clients can say who may read the site");
        }

        foreach ((Directive section, SiteScope scope, AccessRules rules) in read)
        {
            if (scope != SiteScope.Whole && !rules.IsEmpty)
            {
                CheckPart(section, rules, whole, term);
                continue;
            }

            foreach (Directive directive in rules.Directives)
            {
                translation.Say(directive, ImportOutcome.Translated, "site.clients");
            }
        }

        return term.IsNothing ? null : (term, origin);
    }

    private void CheckPart(Directive section, AccessRules rules, List<AccessRules> whole, Term general)
    {
        Term term = AccessCondition.Of(Case([.. whole, rules]));
        bool isPage = section.Children.Exists(directive => directive.IsAny("SetHandler", "ProxyPass"));
        (ImportOutcome outcome, string text) = isPage ? (ImportOutcome.NotNeeded, "there is no such page here")
            : term.Key == general.Key || general.IsNothing ? (ImportOutcome.NotNeeded, "it is for whom the whole site is for")
            : term.IsEverything ? (ImportOutcome.Cannot, "it is for whom the whole site is for, and nobody else")
            : (ImportOutcome.Error, "all of a site is for the same clients: move what it protects out of DocumentRoot");
        translation.Say(section, outcome, text);
        remaining.SayOfContents(section, outcome == ImportOutcome.Error ? ImportOutcome.Cannot : outcome, outcome == ImportOutcome.Error ? $"it is in {section.Text}" : text);
    }

    private static AccessCase Case(IEnumerable<AccessRules> rules) => AccessCase.Of(rules.Select(one => (new UrlPattern([]), one)))![^1];

    private void CheckFolder(Directive root, List<(Directive Section, SiteScope Scope)> scopes)
    {
        string here = translation.HereOf(root.Value);
        if (!translation.Files.FolderExists(here))
        {
            bool isWindows = root.Value is [_, ':', ..] && !OperatingSystem.IsWindows();
            translation.Say(root, ImportOutcome.Error, $"there is no such folder here; {(isWindows ? "it is a path of Windows: write that of the folder on this machine" : "make it")}, or take the directive out to serve no files", onlyToRun: true);
        }

        Directive[] overriding = [.. scopes.SelectMany(one => one.Section.Children).Where(directive => directive.IsAny("AllowOverride", "AllowOverrideList"))];
        string? found = overriding.Any(directive => !IsNone(directive)) ? SiteContent.FindHtaccess(translation.Files, here) : null;
        foreach (Directive directive in overriding)
        {
            (ImportOutcome outcome, string text) = IsNone(directive) ? (ImportOutcome.SameByDefault, "")
                : found is null ? (ImportOutcome.NotNeeded, "there is no .htaccess in DocumentRoot")
                : (ImportOutcome.Error, $"{found} may protect something, and is not read: move what it says here");
            translation.Say(directive, outcome, text);
        }
    }

    private static bool IsNone(Directive directive) => directive.Value.Equals("none", StringComparison.OrdinalIgnoreCase);

    private void AddIndex(ImportedMap site, Server server, List<(Directive Section, SiteScope Scope)> scopes)
    {
        Directive? index = scopes.Where(one => one.Scope == SiteScope.Whole).SelectMany(one => one.Section.Children).LastOrDefault(directive => directive.Is("DirectoryIndex")) ?? server.Find("DirectoryIndex");
        if (index is null || !translation.IsUsable(index))
        {
            return;
        }

        string[] files = [.. index.Words.Where(word => !word.Contains('/', StringComparison.Ordinal) && !Array.Exists(Programs, end => word.EndsWith(end, StringComparison.OrdinalIgnoreCase)) && word != "disabled")];
        if (files.Length == 0)
        {
            translation.Say(index, ImportOutcome.Cannot, "index.html is served for a folder, and no program is run");
            return;
        }

        bool isSame = files is ["index.html"];
        translation.Say(index, isSame ? ImportOutcome.SameByDefault : ImportOutcome.Translated, isSame ? "" : files.Length < index.Words.Count ? "site.index, without what is a program" : "site.index");
        if (!isSame)
        {
            site.AddTexts("index", files, index.Origin);
        }
    }

    private void AddNames(ImportedMap site, Server server)
    {
        List<Directive> directives = [.. server.Own.Where(directive => directive.IsAny("ServerName", "ServerAlias"))];
        string[] names = [.. server.Names];
        string[] usable = [.. names.Where(name => Http.HostName.IsName(name.TrimEnd('.')))];
        foreach (Directive directive in directives.Where(translation.IsUsable))
        {
            translation.Say(directive, usable.Length == names.Length ? ImportOutcome.Translated : ImportOutcome.NotNeeded, usable.Length == names.Length ? "site.names" : "without names, the site is served by every name");
        }

        if (usable.Length > 0 && usable.Length == names.Length)
        {
            site.AddTexts("names", usable, directives[0].Origin);
        }
    }
}
