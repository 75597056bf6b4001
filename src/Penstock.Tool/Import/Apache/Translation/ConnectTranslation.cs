using System.Globalization;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>The ports that CONNECT may reach, and Via.</summary>
internal sealed class ConnectTranslation(TranslationContext translation)
{
    private static readonly string[] ViaWords = ["off", "on", "full", "block"];

    public void AddTo(ImportedMap config)
    {
        List<Directive> first = Allowed(translation.Proxies[0]);
        CheckNone();
        foreach (Server other in translation.Proxies.Skip(1).Where(other => Words(Allowed(other)) != Words(first)))
        {
            translation.Problem(
                Allowed(other).Except(first).Concat(Allowed(translation.Proxies[0]).Except(Allowed(other))).First(),
                $"{translation.Proxies[0].Title} and {other.Title} let CONNECT reach different ports, and there is one list of them for all");
        }

        List<string> ports = Ports(translation.Proxies.SelectMany(Allowed).Distinct());
        config.Add(
            "connect-ports",
            new ImportedList([.. (first.Count == 0 ? ["443", "563"] : ports).Select(port => new ImportedScalar(port, isWord: true))]),
            first.Count == 0 ? new Origin(null, "Apache's default") : first[0].Origin);
    }

    public void AddViaTo(ImportedMap config)
    {
        Directive? via = translation.Setting("ProxyVia");
        string word = via?.Value.ToLowerInvariant() ?? "off";
        if (via is not null && (via.Words.Count != 1 || !ViaWords.Contains(word)))
        {
            translation.Problem(via, $"it takes one of {string.Join(", ", ViaWords)}");
            return;
        }

        if (via is not null)
        {
            translation.Say(via, ImportOutcome.Translated, "via");
        }

        config.AddWord("via", word, via?.Origin ?? new Origin(null, "Apache's default"));
    }

    // A VirtualHost adds to the ports of the main server; but None is all that counts where it stands, and counts no more below where there are ports.
    private static List<Directive> Allowed(Server server)
    {
        List<Directive> own = Own(server);
        List<Directive> inherited = server.Main is { } main ? Own(main) : [];
        return own.Exists(IsNone) || (own.Count > 0 && inherited.Exists(IsNone)) ? own : [.. inherited, .. own];
    }

    private static List<Directive> Own(Server server) => [.. server.Own.Where(directive => !directive.IsSection && directive.Is("AllowCONNECT"))];

    private static bool IsNone(Directive directive) => directive.Words.Any(IsNone);

    private static bool IsNone(string word) => word.Equals("none", StringComparison.OrdinalIgnoreCase);

    private static string Words(IEnumerable<Directive> directives) => string.Join(' ', directives.SelectMany(directive => directive.Words).Select(word => word.ToLowerInvariant()).Order(StringComparer.Ordinal).Distinct());

    private void CheckNone()
    {
        foreach (List<Directive> own in translation.Involved.Select(Own).Where(own => own.Exists(IsNone)))
        {
            if (own.Find(directive => !directive.Words.All(IsNone)) is { } mixed)
            {
                translation.Problem(mixed, "None goes with no port (leave out the one or the other)");
            }
        }

        List<Directive> counting = [.. translation.Proxies.SelectMany(Allowed)];
        foreach (Directive replaced in translation.Involved.SelectMany(Own).Where(directive => !counting.Contains(directive) && !translation.IsTold(directive)))
        {
            translation.Say(replaced, ImportOutcome.NotNeeded, "what its VirtualHosts say replaces it");
        }
    }

    // Ranges without a port in them are taken by Apache, and allow nothing.
    private List<string> Ports(IEnumerable<Directive> directives)
    {
        List<string> ports = [];
        foreach (Directive directive in directives.Where(translation.IsUsable))
        {
            foreach (string word in directive.Words.DefaultIfEmpty("").Where(word => !IsNone(word)))
            {
                string[] ends = word.Split('-');
                if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last))
                {
                    translation.Problem(directive, $"\"{word}\" is no port and no range of ports (try 443 8000-8999)");
                    break;
                }

                (first, last) = (Math.Max(first, 1), Math.Min(last, 65_535));
                if (first <= last)
                {
                    ports.Add(new PortRange(first, last).ToString());
                }
            }

            if (!translation.IsTold(directive))
            {
                translation.Say(directive, ImportOutcome.Translated, "connect-ports");
            }
        }

        return [.. ports.Distinct()];
    }

    private static bool TryParse(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
