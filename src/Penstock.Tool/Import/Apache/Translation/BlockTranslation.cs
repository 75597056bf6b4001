using System.Net;
using Penstock.Http;
using Penstock.Replies;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>ProxyBlock: a text that no host may have in its name; and if it is a name itself, its addresses, which no host may have either.</summary>
internal sealed class BlockTranslation(TranslationContext translation)
{
    private const int LongestWord = 253; // as the longest name

    public IEnumerable<ImportedRule> Rules(Server server)
    {
        foreach (Directive block in server.Each("ProxyBlock").Where(translation.IsUsable))
        {
            if (block.Words.Count == 0)
            {
                translation.Problem(block, "it takes names, or parts of them");
                continue;
            }

            foreach (ImportedRule rule in Rules(block))
            {
                yield return rule;
            }
        }
    }

    private IEnumerable<ImportedRule> Rules(Directive block)
    {
        // To Apache a word that begins with a star is a star.
        if (block.Words.FirstOrDefault(word => word.StartsWith('*')) is { } all)
        {
            translation.Say(block, ImportOutcome.Translated, all.Length == 1 ? "rules" : $"rules; to Apache \"{all}\" is *, which refuses every request");
            return [Refusal(block)];
        }

        if (block.Words.FirstOrDefault(word => word.Length is 0 or > LongestWord || !word.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')) is { } bad)
        {
            translation.Problem(block, $"\"{bad}\" is no part of a host name");
            return [];
        }

        string[] words = [.. block.Words.Select(word => word.ToLowerInvariant()).Distinct()];
        string[] addresses = [.. words.Where(word => IPAddress.TryParse(word, out IPAddress? address) && address.ToString() == word)];
        string[] names = [.. words.Where(word => !addresses.Contains(word) && HostName.IsName(word))];
        addresses = [.. addresses.Concat(AddressesOf(names, block)).Distinct()];

        // In host:port the word has to come before the colon; in http://host/path it may be in the host or, which is more than Apache asks for, in the path.
        var urls = new Term.Atom(new RuleCondition.Url([.. words.SelectMany(word => (string[])[$"*{word}*:*", $"http://*{word}*/*"])]), block.Origin);
        ImportedRule rule = Refusal(block) with { When = urls };
        return addresses.Length == 0 ? [rule] : [Refusal(block) with { To = addresses }, rule];
    }

    private static ImportedRule Refusal(Directive block) => new(RuleVerdict.Deny, block.Origin) { Because = ApacheReason.Blocked };

    // Apache looks each word up when it starts, and says nothing of those that have no address: they may be meant as parts of names. One with a dot in it hardly is.
    private IEnumerable<string> AddressesOf(string[] names, Directive block)
    {
        const string Anywhere = "rules; a plain URL with the word anywhere is refused too";
        string[] whole = [.. names.Where(name => name.Contains('.', StringComparison.Ordinal))];
        if (translation.LookUp is not { } lookUp)
        {
            translation.Say(block, ImportOutcome.Translated, Anywhere + (whole.Length > 0 ? "; Apache also refuses other names of their addresses, and so does run --apache: list those to refuse them too" : ""));
            return [];
        }

        IReadOnlyList<IPAddress[]> found = lookUp(names);
        string[] missing = [.. whole.Where(name => found[Array.IndexOf(names, name)].Length == 0)];
        if (missing.Length > 0)
        {
            translation.Warn(block, ImportOutcome.Translated, $"{string.Join(", ", missing)} {(missing.Length == 1 ? "has no address now, and is" : "have no addresses now, and are")} refused by name alone");
        }
        else
        {
            translation.Say(block, ImportOutcome.Translated, $"{Anywhere}, and the addresses that the words have now");
        }

        // Without the zone of a link, which no rule has.
        return found.SelectMany(of => of).Select(address => new IPAddress(address.GetAddressBytes()).ToString());
    }
}
