using Penstock.Tool.Import.Apache.Access;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>How the files of a site are served: as they are. What Apache would run, or show otherwise, must not be shown as its source.</summary>
internal sealed class SiteContent(TranslationContext translation, RemainingDirectives remaining)
{
    // A larger tree is somebody's home, and not looked through.
    private const int MostFolders = 2000;

    private static readonly string[] HarmlessHandlers = ["none", "default-handler", "server-status", "server-info", "ldap-status", "send-as-is", "type-map", "balancer-manager"];

    /// <summary>Reads who may read the files of a section, and says of what else is in it.</summary>
    public AccessRules Read(Directive section)
    {
        List<Directive> others = [];
        AccessRules rules = new AccessReader(translation.Problem, others.Add).Read(section);
        foreach (Directive directive in others)
        {
            Say(directive, isGuarded: !rules.IsEmpty);
        }

        return rules;
    }

    /// <summary>Says of the directives of the server itself that are about its files.</summary>
    public void Check(Server server)
    {
        foreach (Directive directive in server.All.Where(directive => !directive.IsSection && DirectiveTable.Find(directive.Name) is { Kind: DirectiveKind.Site } && !translation.IsTold(directive)))
        {
            Say(directive, isGuarded: false);
        }
    }

    /// <summary>A .htaccess in a folder or below it; null if there is none.</summary>
    public static string? FindHtaccess(ConfigFiles files, string root)
    {
        var folders = new Queue<string>([root]);
        for (int i = 0; i < MostFolders && folders.TryDequeue(out string? folder); i++)
        {
            if (files.FileExists($"{folder}/.htaccess"))
            {
                return $"{folder}/.htaccess";
            }

            foreach (string below in files.Names(folder).Select(name => $"{folder}/{name}").Where(files.FolderExists))
            {
                folders.Enqueue(below);
            }
        }

        return null;
    }

    private void Say(Directive directive, bool isGuarded)
    {
        if (directive.IsAny("AllowOverride", "AllowOverrideList", "DirectoryIndex"))
        {
            return; // said where the folder is looked at
        }

        if (directive.Is("RewriteRule"))
        {
            bool refuses = directive.Words.ElementAtOrDefault(2) is { } flags && flags.Trim('[', ']').Split(',').Any(flag => flag.Trim().ToUpperInvariant() is "F" or "FORBIDDEN" or "G" or "GONE");
            translation.Say(directive, refuses ? ImportOutcome.Error : ImportOutcome.Cannot, refuses ? "what it refuses would be served" : "files are served by their own names");
            return;
        }

        if (directive.IsSection || DirectiveTable.Find(directive.Name) is not { Kind: DirectiveKind.Site })
        {
            remaining.Say(directive, isGuarded);
            return;
        }

        (ImportOutcome outcome, string text) = directive.Name.ToUpperInvariant() switch
        {
            "OPTIONS" => OfOptions(directive.Words),
            "SETHANDLER" => OfHandler(directive.Value),
            "ADDHANDLER" => OfHandler(directive.Value),
            "ADDTYPE" when directive.Value.Contains("x-httpd", StringComparison.OrdinalIgnoreCase) => OfHandler(directive.Value),
            "ADDTYPE" => (ImportOutcome.NotNeeded, "types follow the ends of names"),
            "ACTION" or "SCRIPT" => OfHandler(directive.Value),
            _ => OfRedirect(directive),
        };
        translation.Say(directive, outcome, text);
    }

    private static (ImportOutcome, string) OfOptions(IReadOnlyList<string> words)
    {
        string[] on = [.. words.Where(word => !word.StartsWith('-')).Select(word => word.TrimStart('+').ToLowerInvariant())];
        return on.Any(word => word is "execcgi" or "includes" or "includesnoexec") ? (ImportOutcome.Error, "programs would be sent as the text that they are: move them out of DocumentRoot")
            : on.Any(word => word is "indexes" or "all" or "multiviews") ? (ImportOutcome.Cannot, "the files of a folder are not listed, and no variants of one looked for")
            : on.Any(word => word is "followsymlinks" or "symlinksifownermatch") ? (ImportOutcome.SameByDefault, "links are followed that stay in the folder")
            : (ImportOutcome.SameByDefault, "");
    }

    private static (ImportOutcome, string) OfHandler(string handler) =>
        HarmlessHandlers.Contains(handler.ToLowerInvariant())
            ? (ImportOutcome.NotNeeded, handler.Contains('-', StringComparison.Ordinal) ? "there is no such page here" : "files are served as they are")
            : (ImportOutcome.Error, "programs would be sent as the text that they are: move them out of DocumentRoot");

    // A redirection to a status of 400 and more is a refusal.
    private static (ImportOutcome, string) OfRedirect(Directive directive) =>
        directive.Value.Equals("gone", StringComparison.OrdinalIgnoreCase) || (int.TryParse(directive.Value, out int status) && status >= 400)
            ? (ImportOutcome.Error, "what it refuses would be served")
            : (ImportOutcome.Cannot, "the site redirects nobody");
}
