using System.Globalization;

namespace Penstock.Tool.Configuration;

/// <summary>Reads the rules of a configuration file, and what goes with them.</summary>
internal sealed class PolicyReader(ConfigSource source, MapReader root, ConditionReader conditions, NamedLists lists)
{
    private static readonly (string Key, RuleVerdict Verdict)[] Verdicts = [("allow", RuleVerdict.Allow), ("deny", RuleVerdict.Deny), ("report", RuleVerdict.Report)];

    // As much as a line of a log can bear.
    private const int MostWords = 200;

    /// <param name="isForOthers">Whether clients of other machines can use the proxy.</param>
    public PolicyConfig Read(bool isForOthers)
    {
        List<RuleConfig> rules = [];
        if (root.Value("rules") is MapNode one)
        {
            source.Problem(one, "rules", "a list of rules is expected here, as in rules: [{ deny: ads.example.net }]");
        }

        foreach (ConfigNode item in root.Value("rules") is MapNode ? [] : root.Items("rules"))
        {
            if (item is not MapNode map)
            {
                source.Problem(item, "rules", "a rule is expected here, as in - deny: ads.example.net");
            }
            else if (ReadRule(map) is { } rule)
            {
                rules.Add(rule);
            }
        }

        RuleShadows.Tell(rules, source);
        bool isDefaultGiven = root.Has("default");
        return new PolicyConfig
        {
            Rules = rules,
            Default = root.Choice("default", RuleVerdict.Allow, [("allow", RuleVerdict.Allow), ("deny", RuleVerdict.Deny)]),
            DefaultPlace = isDefaultGiven ? source.Place(root.Key("default")!) : null,
            ConnectPorts = ReadConnectPorts(isForOthers),
            OnReload = root.Choice("on-reload", ReloadMode.Keep, [("keep", ReloadMode.Keep), ("close", ReloadMode.Close)]),
        };
    }

    private IReadOnlyList<PortRange>? ReadConnectPorts(bool isForOthers)
    {
        if (!root.Has("connect-ports"))
        {
            return isForOthers ? [new(443, 443), new(563, 563)] : null;
        }

        return root.Is("connect-ports", "any") ? null : root.Each<PortRange>("connect-ports", Ports.TryParse);
    }

    private RuleConfig? ReadRule(MapNode node)
    {
        var map = new MapReader(source, node, "rules", "rules[]");
        (string Key, RuleVerdict Verdict)[] verdicts = [.. Verdicts.Where(verdict => map.Has(verdict.Key))];
        if (verdicts.Length != 1)
        {
            source.Problem(node, "rules", verdicts.Length == 0 ? "a rule needs allow, deny or report" : $"a rule has one verdict, and this has {string.Join(" and ", verdicts.Select(verdict => verdict.Key))}");
            return null;
        }

        (string key, RuleVerdict kind) = verdicts[0];
        List<DestinationPattern> to = [];
        List<HostList> from = [];
        bool isForAll = false;
        IReadOnlyList<ConfigNode> items = map.Items(key);
        foreach (ConfigNode item in items)
        {
            isForAll |= ReadDestination(map, key, item, to, from);
        }

        if (items.Count == 0)
        {
            source.Warning(node, "this rule never matches: it names no destination (write any for all)");
        }

        map.RefuseEmpty("ports", "all ports");
        IReadOnlyList<PortRange> ports = map.Each<PortRange>("ports", Ports.TryParse);
        RuleCondition? when = conditions.Read(map, withWhen: true);
        bool cannotMatch = !isForAll && to.Count == 0 && from.Count == 0;
        return new RuleConfig
        {
            Verdict = kind,
            To = isForAll ? [] : to,
            Lists = isForAll ? [] : cannotMatch ? [new HostListBuilder("").Build()] : from,
            Ports = ports,
            When = when,
            Because = map.Text("because"),
            Place = source.Place(node),
            Text = Words(map, key),
        };
    }

    // True for "any".
    private bool ReadDestination(MapReader map, string key, ConfigNode item, List<DestinationPattern> to, List<HostList> into)
    {
        string path = map.PathOf(key);
        if (item is MapNode include)
        {
            into.AddRange(lists.Includes(include, path));
            return false;
        }

        if (map.Scalar(item, path) is not { } text)
        {
            return false;
        }

        if (text == "any" || text == "*")
        {
            return true;
        }

        if (NamedLists.NoHost(text) is { } why)
        {
            source.Problem(item, path, why);
        }
        else if (text.StartsWith("list:", StringComparison.Ordinal))
        {
            if (lists.List(item, path, text["list:".Length..]) is { } list)
            {
                into.Add(list);
            }
        }
        else if (!DestinationPattern.TryParse(text, out DestinationPattern pattern, out string? problem))
        {
            source.Problem(item, path, MapReader.Shown(problem, 300));
        }
        else if (pattern.ToString() == "any")
        {
            // Any, or any. with a dot: a host of that name is not what is meant, and a rule that never matches protects nobody.
            source.Problem(item, path, $"\"{MapReader.Shown(text)}\" would be a host of that name (write any for all)");
        }
        else if (to.Contains(pattern))
        {
            source.Warning(item, $"{path}: {pattern} is here a second time");
        }
        else
        {
            to.Add(pattern);
        }

        return false;
    }

    // The rule as it was written, in one line.
    private string Words(MapReader map, string key)
    {
        IEnumerable<string> rest = map.Node!.Entries
            .Where(entry => entry.Key.Text != key && entry.Key.Text != "because")
            .Select(entry => $" {entry.Key.Text} {Values(entry.Value)}");
        string words = $"{key} {Values(map.Value(key)!)}{string.Concat(rest)}";
        return Clean(words.Length > MostWords ? words[..MostWords] + "…" : words);
    }

    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    private string Values(ConfigNode node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        ListNode list => string.Join(", ", list.Items.Take(20).Select(Values)) + (list.Items.Count > 20 ? ", …" : ""),
        MapNode map => "(" + string.Join(", ", map.Entries.Take(20).Select(entry => $"{entry.Key.Text} {Values(entry.Value)}")) + ")",
        _ => "",
    };
}

/// <summary>Reads <c>443</c> and <c>8000-8999</c>.</summary>
internal static class Ports
{
    public static bool TryParse(string text, out PortRange range, out string? problem)
    {
        string[] ends = text.Split('-');
        bool read = int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first);
        int last = first;
        read = read && ends.Length <= 2 && (ends.Length == 1 || int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out last));
        read = read && first >= 1 && last <= 65_535 && first <= last;
        range = read ? new PortRange(first, last) : default;
        problem = read ? null : $"\"{MapReader.Shown(text)}\" is not a port or a range of ports (try 443, or 8000-8999)";
        return read;
    }
}
