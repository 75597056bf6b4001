using System.Net;
using System.Text;
using Penstock.Policy;

namespace Penstock.Tool.Configuration;

/// <summary>The <c>groups</c> of clients and the <c>lists</c> of destinations, with the files that they include.</summary>
internal sealed class NamedLists
{
    // Who gets a wrong file gets one problem a line; the rest is counted.
    private const int MostBadLines = 20;

    // A million names of the usual length are some 20 MB.
    private const long MostFileBytes = 512L * 1024 * 1024;

    private readonly ConfigSource _source;
    private readonly Dictionary<string, (ScalarNode Key, IReadOnlyList<IPNetwork> Networks)> _groups = [];
    private readonly Dictionary<string, (ScalarNode Key, HostList List)> _lists = [];
    private readonly HashSet<string> _used = [];

    public NamedLists(ConfigSource source, MapReader root)
    {
        _source = source;
        foreach (MapEntry entry in Entries(root, "groups"))
        {
            List<IPNetwork> networks = [];
            Read(entry, "groups", text => ClientNetworks.TryParse(text, out IPNetwork network, out string? problem) ? Add(networks, network) : problem, line => ClientNetworks.TryParse(Encoding.UTF8.GetString(line), out IPNetwork network, out string? problem) ? Add(networks, network) : problem);
            if (!_groups.TryAdd(entry.Key.Text, (entry.Key, networks)))
            {
                source.Problem(entry.Key, "groups", $"\"{entry.Key.Text}\" is here a second time");
            }
        }

        foreach (MapEntry entry in Entries(root, "lists"))
        {
            var builder = new HostListBuilder(entry.Key.Text);
            Read(entry, "lists", text => NoHost(text) ?? Add(builder, Encoding.UTF8.GetBytes(text)), line => Add(builder, line));
            if (!_lists.TryAdd(entry.Key.Text, (entry.Key, builder.Build())))
            {
                source.Problem(entry.Key, "lists", $"\"{entry.Key.Text}\" is here a second time");
            }
        }
    }

    private delegate string? LineReader(ReadOnlySpan<byte> line);

    /// <summary>The groups, in the order of the file.</summary>
    public IReadOnlyList<ClientGroup> Groups => [.. _groups.Select(group => new ClientGroup(group.Key, group.Value.Networks, _source.Place(group.Value.Key)))];

    /// <summary>The networks that a list of clients names, by themselves or by their groups.</summary>
    public IReadOnlyList<IPNetwork>? Clients(MapReader map, string key)
    {
        if (!map.Has(key))
        {
            return null;
        }

        List<IPNetwork> networks = [];
        foreach (ConfigNode item in map.Items(key))
        {
            if (map.Scalar(item, map.PathOf(key)) is not { } text)
            {
                continue;
            }

            if (text == "any")
            {
                networks.AddRange([new IPNetwork(IPAddress.Any, 0), new IPNetwork(IPAddress.IPv6Any, 0)]);
            }
            else if (_groups.TryGetValue(text, out (ScalarNode Key, IReadOnlyList<IPNetwork> Networks) group))
            {
                _used.Add("groups." + text);
                networks.AddRange(group.Networks);
            }
            else if (ClientNetworks.TryParse(text, out IPNetwork network, out string? problem))
            {
                if (networks.Contains(network))
                {
                    _source.Warning(item, $"{map.PathOf(key)}: {network} is here a second time");
                }

                networks.Add(network);
            }
            else
            {
                bool isName = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
                _source.Problem(item, map.PathOf(key), isName
                    ? $"there is no group \"{text}\"{(Nearest.To(text, _groups.Keys) is { } near ? $" (did you mean \"{near}\"?)" : " (define it under groups, or write an address)")}"
                    : problem);
            }
        }

        return networks;
    }

    /// <summary>A list by its name; null, and a problem, if there is none.</summary>
    public HostList? List(ConfigNode node, string path, string name)
    {
        if (_lists.TryGetValue(name, out (ScalarNode Key, HostList List) list))
        {
            _used.Add("lists." + name);
            return list.List;
        }

        _source.Problem(node, path, $"there is no list \"{MapReader.Shown(name)}\"{(Nearest.To(name, _lists.Keys) is { } near ? $" (did you mean \"{near}\"?)" : " (define it under lists)")}");
        return null;
    }

    /// <summary>Lists of one file each, without a name.</summary>
    public IEnumerable<HostList> Includes(MapNode entry, string path)
    {
        List<HostList> lists = [];
        Include(entry, path, (node, file) =>
        {
            var builder = new HostListBuilder(file);
            ReadFile(node, path, file, line => Add(builder, line));
            lists.Add(builder.Build());
        });
        return lists;
    }

    /// <summary>Why a value is no destination although it could be a name; null if it is none of these. The schema, for which they are no texts, refuses them too.</summary>
    public static string? NoHost(string text) =>
        text.ToLowerInvariant() is "true" or "false" or "null" ? $"\"{text}\" is no destination (write any for all, or leave the rule out for none)" : null;

    /// <summary>Warns of what nobody uses.</summary>
    public void TellOfUnused()
    {
        foreach ((string name, ScalarNode key) in _groups.Select(group => ("groups." + group.Key, group.Value.Key)).Concat(_lists.Select(list => ("lists." + list.Key, list.Value.Key))))
        {
            if (!_used.Contains(name))
            {
                _source.Warning(key, $"{name} is used nowhere");
            }
        }
    }

    private IEnumerable<MapEntry> Entries(MapReader root, string key)
    {
        switch (root.Value(key))
        {
            case null:
                return [];
            case MapNode map:
                return map.Entries;
            case var other:
                _source.Problem(other, key, "a map of names and lists is expected here");
                return [];
        }
    }

    // It means every destination to who writes it; a host of that name, which nobody has, would protect nobody.
    private static string? Add(HostListBuilder builder, ReadOnlySpan<byte> entry) =>
        entry.Length is 3 or 4 && Ascii.EqualsIgnoreCase(entry[..3], "any"u8) && entry[3..] is [] or [(byte)'.']
            ? $"\"{Encoding.ASCII.GetString(entry)}\" on a list would be a host of that name (for every destination write any in the rule)"
            : builder.TryAdd(entry, out string? problem) ? null : problem;

    private static string? Add<T>(List<T> list, T item)
    {
        list.Add(item);
        return null;
    }

    private void Read(MapEntry entry, string under, Func<string, string?> add, LineReader addLine)
    {
        string path = $"{under}.{MapReader.Shown(entry.Key.Text)}";
        if (entry.Key.Text.Length == 0 || !entry.Key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || entry.Key.Text == "any")
        {
            _source.Problem(entry.Key, under, $"\"{MapReader.Shown(entry.Key.Text)}\" is no name for a list (use letters, digits, - and _)");
        }

        IReadOnlyList<ConfigNode> items = entry.Value is ListNode list ? list.Items : [entry.Value];
        if (items.Count == 0)
        {
            _source.Warning(entry.Value, $"{path} is empty, so a rule about it never matches");
        }

        foreach (ConfigNode item in items)
        {
            switch (item)
            {
                case ScalarNode scalar:
                    if (_source.Text(scalar) is { } text && (text.Length == 0 ? "a value is missing" : add(text)) is { } problem)
                    {
                        _source.Problem(item, path, MapReader.Shown(problem, 300));
                    }

                    break;
                case MapNode map:
                    Include(map, path, (node, file) => ReadFile(node, path, file, addLine));
                    break;
                default:
                    _source.Problem(item, path, "an entry is expected here, not a list");
                    break;
            }
        }
    }

    // An entry without a file would be a list without an entry.
    private void Include(MapNode entry, string path, Action<ConfigNode, string> read)
    {
        var reader = new MapReader(_source, entry, path, table: "entry");
        IReadOnlyList<ConfigNode> files = reader.Items("include");
        if (files.Count == 0)
        {
            _source.Problem(entry, path, "a file is missing (include: hosts.txt)");
        }

        foreach (ConfigNode file in files)
        {
            if (reader.Scalar(file, path) is { } name)
            {
                read(file, name);
            }
        }
    }

    private void ReadFile(ConfigNode node, string path, string name, LineReader add)
    {
        string full = _source.Resolve(name);
        _source.NoteFile(full);
        try
        {
            if (Directory.Exists(full))
            {
                _source.Problem(node, path, $"\"{name}\" is a folder, not a file");
                return;
            }

            using var stream = new FileStream(full, new FileStreamOptions { BufferSize = 64 * 1024 });
            if (stream.CanSeek && stream.Length > MostFileBytes)
            {
                _source.Problem(node, path, $"\"{name}\" is larger than {MostFileBytes / 1024 / 1024} MiB");
                return;
            }

            ReadLines(stream, name, add);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _source.Problem(node, path, $"\"{MapReader.Shown(name)}\" cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? $"there is no {MapReader.Shown(full)}" : e.Message)}");
        }
    }

    private void ReadLines(Stream stream, string name, LineReader add)
    {
        int bad = 0;
        int last = 0;
        LineSplitter.Read(stream, (line, number) =>
        {
            int comment = line.IndexOf((byte)'#');
            line = (comment < 0 ? line : line[..comment]).Trim(" \t\r"u8);
            if (line.IsEmpty || add(line) is not { } problem)
            {
                return;
            }

            last = number;
            if (bad++ < MostBadLines)
            {
                _source.Problem(new ConfigPlace(_source.NameOf(name), number, 1), MapReader.Shown(problem, 300));
            }
        });
        if (bad > MostBadLines)
        {
            _source.Problem(new ConfigPlace(_source.NameOf(name), last, 1), $"and {bad - MostBadLines} more such lines, up to here");
        }
    }
}
