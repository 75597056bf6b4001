using System.Globalization;
using System.Text;
using Penstock.Http;

namespace Penstock.Tool.Configuration;

/// <summary>Reads the conditions of a rule: those beside its verdict, and those that <c>when</c> puts together.</summary>
/// <param name="source">The file.</param>
/// <param name="lists">Its groups of clients.</param>
/// <param name="users">Its users; null if there are none.</param>
/// <param name="listenerPorts">The ports that it listens on; none if they are not known.</param>
internal sealed class ConditionReader(ConfigSource source, NamedLists lists, UserFiles? users, IReadOnlyList<int> listenerPorts)
{
    // Each key that takes a list, and what is meant where it is left out.
    private static readonly (string Key, string All)[] s_lists =
    [
        ("from", "all clients"), ("from-names", "all clients"), ("user", "everybody"), ("group", "everybody"), ("methods", "all methods"), ("urls", "all URLs"), ("listener", "all listeners"), ("hours", "all hours"),
    ];

    /// <summary>What the keys of a map ask for, all together; null for nothing.</summary>
    public RuleCondition? Read(MapReader map, bool withWhen)
    {
        foreach ((string key, string meant) in s_lists)
        {
            map.RefuseEmpty(key, meant);
        }

        List<RuleCondition> all = [];
        if (lists.Clients(map, "from") is { } networks)
        {
            all.Add(new RuleCondition.From(networks));
        }

        Add(all, map, "from-names", names => new RuleCondition.FromName(names), ConditionDoubts.OfClientName);
        AddUsers(all, map);
        if (map.Has("methods"))
        {
            all.Add(new RuleCondition.Method(map.Each<string>("methods", Method, ConditionDoubts.OfMethod)));
        }

        Add(all, map, "urls", patterns => new RuleCondition.Url(patterns), UrlPatternDoubt.Of);
        if (map.Has("listener"))
        {
            all.Add(new RuleCondition.ListenerPort(map.Each<int>("listener", Port, DoubtPort)));
        }

        if (map.Has("hours"))
        {
            all.Add(new RuleCondition.Hours(map.Each<HourSpan>("hours", HourSpanText.TryParse)));
        }

        if (withWhen && map.Value("when") is { } when && Nested(when, "when") is { } nested)
        {
            all.Add(nested);
        }

        return all.Count switch
        {
            0 => null,
            1 => all[0],
            _ => new RuleCondition.AllOf(all),
        };
    }

    private RuleCondition? Nested(ConfigNode node, string path)
    {
        if (node is not MapNode map)
        {
            source.Problem(node, path, "conditions are expected here, as in { from: 10.0.0.0/8 }");
            return null;
        }

        var reader = new MapReader(source, map, path, "when");
        foreach (string key in (string[])["all", "any", "not"])
        {
            reader.RefuseEmpty(key, "none");
        }

        List<RuleCondition> all = [];
        if (Read(reader, withWhen: false) is { } here)
        {
            all.Add(here);
        }

        if (reader.Has("all"))
        {
            all.Add(new RuleCondition.AllOf(Each(reader, "all")));
        }

        if (reader.Has("any"))
        {
            all.Add(new RuleCondition.AnyOf(Each(reader, "any")));
        }

        if (reader.Has("not"))
        {
            all.Add(new RuleCondition.NoneOf(Each(reader, "not")));
        }

        if (map.Entries.Count == 0)
        {
            source.Problem(node, path, "a condition is missing");
        }

        return all.Count == 1 ? all[0] : new RuleCondition.AllOf(all);
    }

    private List<RuleCondition> Each(MapReader map, string key) =>
        [.. map.Items(key).Select(item => Nested(item, map.PathOf(key))).OfType<RuleCondition>()];

    private void AddUsers(List<RuleCondition> all, MapReader map)
    {
        Add(all, map, "user", names => new RuleCondition.User(names.Contains("any") ? [] : names), users is null ? null : users.DoubtUser);
        Add(all, map, "group", names => new RuleCondition.Group(names), users is null ? null : users.DoubtGroup);
        foreach (string key in (string[])["user", "group"])
        {
            if (map.Has(key) && users is null)
            {
                source.Problem(map.Key(key)!, map.PathOf(key), "there are no users (name their file under users)");
            }
        }
    }

    private static void Add(List<RuleCondition> all, MapReader map, string key, Func<IReadOnlyList<string>, RuleCondition> make, Func<string, string?>? doubt)
    {
        if (map.Has(key))
        {
            all.Add(make(map.Texts(key, doubt)));
        }
    }

    private string? DoubtPort(string text) =>
        listenerPorts.Count == 0 || listenerPorts.Contains(int.Parse(text, CultureInfo.InvariantCulture)) ? null
        : $"nobody comes by {text}: the ports that are listened on are {string.Join(", ", listenerPorts)}";

    private static bool Method(string text, out string method, out string? problem)
    {
        method = text;
        bool isToken = !Encoding.UTF8.GetBytes(text).AsSpan().ContainsAnyExcept(HttpCharacters.Token);
        problem = isToken ? null : $"\"{MapReader.Shown(text)}\" is not a method (try GET, or a list: [GET, POST])";
        return isToken;
    }

    private static bool Port(string text, out int port, out string? problem)
    {
        bool read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65_536;
        problem = read ? null : $"\"{MapReader.Shown(text)}\" is not the port of a listener (try 8088)";
        return read;
    }
}
