using System.Globalization;
using Penstock.Observability;
using Penstock.Tool.Import;

namespace Penstock.Tool.Configuration;

/// <summary>Writes rules, and what goes with them, as <see cref="PolicyReader"/> reads them.</summary>
internal static class PolicyWriter
{
    public static void Add(ImportedMap root, ProxyConfig config)
    {
        PolicyConfig policy = config.Policy;
        AddLists(root, policy.Rules);
        if (policy.Rules.Count > 0)
        {
            root.Add("rules", new ImportedList([.. policy.Rules.Select(Rule)]));
        }

        if (policy.Default != RuleVerdict.Allow || policy.DefaultPlace is not null)
        {
            root.AddWord("default", VerdictWord.Of(policy.Default), OriginOf(policy.DefaultPlace));
        }

        // With clients beyond this machine, saying nothing means 443 and 563.
        bool mayBeForOthers = config.Clients is not null || config.Listeners.Any(listener => listener.Clients is not null);
        if (policy.ConnectPorts is { } ports)
        {
            root.Add("connect-ports", Ports(ports));
        }
        else if (mayBeForOthers)
        {
            root.AddWord("connect-ports", "any");
        }

        if (policy.OnReload != ReloadMode.Keep)
        {
            root.AddWord("on-reload", "close");
        }
    }

    private static void AddLists(ImportedMap root, IReadOnlyList<RuleConfig> rules)
    {
        var lists = new ImportedMap();
        foreach (HostList list in rules.SelectMany(rule => rule.Lists).Where(list => IsName(list.Name)).DistinctBy(list => list.Name))
        {
            string count = list.Names.ToString("N0", CultureInfo.InvariantCulture);
            lists.Add(list.Name, new ImportedList([]), new Origin(null, $"{count} name{(list.Names == 1 ? "" : "s")}{(list.HasNetworks ? ", and addresses" : "")}, which are not shown"));
        }

        if (lists.Entries.Count > 0)
        {
            root.Add("lists", lists);
        }
    }

    private static ImportedMap Rule(RuleConfig rule)
    {
        var map = new ImportedMap();
        string verdict = VerdictWord.Of(rule.Verdict);
        if (rule.To.Count == 0 && rule.Lists.Count == 0)
        {
            map.AddWord(verdict, "any", OriginOf(rule.Place));
        }
        else
        {
            IEnumerable<ImportedNode> to = [.. rule.To.Select(pattern => new ImportedScalar(pattern.ToString(), isWord: false)), .. rule.Lists.Where(list => list.Name.Length > 0).Select(List)];
            map.Add(verdict, new ImportedList([.. to]), OriginOf(rule.Place));
        }

        if (rule.Ports.Count > 0)
        {
            map.Add("ports", Ports(rule.Ports));
        }

        ConditionWriter.AddToRule(map, rule.When);
        if (rule.Because is { } because)
        {
            map.AddText("because", because);
        }

        return map;
    }

    // One without a name of its own goes by that of its file.
    private static ImportedNode List(HostList list)
    {
        if (IsName(list.Name))
        {
            return new ImportedScalar("list:" + list.Name, isWord: false);
        }

        var include = new ImportedMap(isShort: true);
        include.AddText("include", list.Name);
        return include;
    }

    private static ImportedList Ports(IReadOnlyList<PortRange> ports) => new([.. ports.Select(range => new ImportedScalar(range.ToString(), isWord: true))]);

    private static Origin? OriginOf(ConfigPlace? place) => place is null ? null : new Origin(null, $"{place}");

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
