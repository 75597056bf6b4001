using System.Globalization;

namespace Penstock.Tool.Configuration;

/// <summary>Reads the values of one map. Keys that are not in the <see cref="ConfigKeys"/> table, or are there twice, are problems at once.</summary>
internal sealed class MapReader
{
    private readonly ConfigSource _source;
    private readonly string _path;
    private readonly Dictionary<string, MapEntry> _entries = [];

    /// <param name="source">The file.</param>
    /// <param name="map">The map; null for one that is not there, of which every value is the default.</param>
    /// <param name="path">What messages call it: <c>timeouts</c>, or nothing for the file itself.</param>
    /// <param name="table">What the table calls it, if that is something else.</param>
    public MapReader(ConfigSource source, MapNode? map, string path, string? table = null)
    {
        _source = source;
        _path = path;
        Node = map;
        IReadOnlyList<string> known = ConfigKeys.Under(table ?? path);
        foreach (MapEntry entry in map?.Entries ?? [])
        {
            string key = entry.Key.Text;
            if (!known.Contains(key))
            {
                string where = path.Length == 0 ? "" : $" in {path}";
                source.Problem(entry.Key, "", $"unknown key \"{Shown(key)}\"{where}{(Nearest.To(key, known) is { } near ? $" (did you mean \"{near}\"?)" : $" (there are {string.Join(", ", known.Take(12))}{(known.Count > 12 ? ", …" : "")})")}");
            }
            else if (!_entries.TryAdd(key, entry))
            {
                source.Problem(entry.Key, "", $"\"{key}\" is here a second time; the first is at line {_entries[key].Key.Line}");
            }
        }
    }

    public MapNode? Node { get; }

    public ConfigSource Source => _source;

    /// <summary>A key's name, as messages have it.</summary>
    public string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>The value of a key; null if it is not there.</summary>
    public ConfigNode? Value(string key) => _entries.GetValueOrDefault(key)?.Value;

    /// <summary>Whether the value of a key is one word.</summary>
    public bool Is(string key, string word) => _source.Is(Value(key), word);

    /// <summary>The place of a key.</summary>
    public ScalarNode? Key(string key) => _entries.GetValueOrDefault(key)?.Key;

    public MapReader Map(string key) => new(_source, Value(key) switch
    {
        null => null,
        MapNode map => map,
        var other => Wrong<MapNode>(other, key, "a map of keys and values"),
    }, PathOf(key));

    public string? Text(string key) => Value(key) is { } node ? Scalar(node, PathOf(key)) : null;

    public string Text(string key, string otherwise) => Text(key) ?? otherwise;

    public TimeSpan Time(string key, TimeSpan otherwise) => Read(key, otherwise, Duration.TryParse);

    public int Number(string key, int otherwise) => Read(key, otherwise, (string text, out int value, out string? problem) =>
    {
        bool read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        problem = read ? null : $"\"{Shown(text)}\" is not a number (try {otherwise})";
        return read;
    });

    public long Size(string key, long otherwise) => Read(key, otherwise, ByteSize.TryParse);

    public int SmallSize(string key, int otherwise) => (int)Math.Min(Size(key, otherwise), int.MaxValue);

    public bool Flag(string key, bool otherwise) => Choice(key, otherwise, [("true", true), ("false", false)]);

    public T Choice<T>(string key, T otherwise, (string Word, T Value)[] choices) => Read(key, otherwise, (string text, out T value, out string? problem) =>
    {
        int index = Array.FindIndex(choices, choice => choice.Word == text);
        value = index < 0 ? otherwise : choices[index].Value;
        problem = index >= 0 ? null : $"\"{Shown(text)}\" is none of {string.Join(", ", choices.Select(choice => choice.Word))}";
        return index >= 0;
    });

    /// <summary>One value, or a list of them; what cannot be read is told and left out.</summary>
    /// <param name="key">The key.</param>
    /// <param name="reader">Reads one.</param>
    /// <param name="doubt">A sentence of one that can be read, but is hardly what was meant: a warning. Null for none.</param>
    public IReadOnlyList<T> Each<T>(string key, ValueReader<T> reader, Func<string, string?>? doubt = null)
    {
        List<T> values = [];
        foreach (ConfigNode item in Items(key))
        {
            if (Scalar(item, PathOf(key)) is { } text)
            {
                if (reader(text, out T value, out string? problem))
                {
                    values.Add(value);
                    if (doubt?.Invoke(text) is { } odd)
                    {
                        _source.Warning(item, $"{PathOf(key)}: {odd}");
                    }
                }
                else
                {
                    _source.Problem(item, PathOf(key), problem!);
                }
            }
        }

        return values;
    }

    public IReadOnlyList<string> Texts(string key, Func<string, string?>? doubt = null) => Each(
        key,
        (string text, out string value, out string? problem) =>
        {
            value = text;
            problem = text.Length == 0 ? "a value is missing" : null;
            return problem is null;
        },
        doubt);

    /// <summary>Takes a list without an item for a problem: one would read it as all, the next as none.</summary>
    /// <param name="key">The key; one that is not there is none.</param>
    /// <param name="all">What is meant where the key is left out.</param>
    public void RefuseEmpty(string key, string all)
    {
        if (Value(key) is ListNode { Items.Count: 0 } empty)
        {
            _source.Problem(empty, PathOf(key), $"an empty list (leave the key out for {all}, or say which)");
        }
    }

    /// <summary>The items of a list; a value that is none is a list of one.</summary>
    public IReadOnlyList<ConfigNode> Items(string key) => Value(key) switch
    {
        null => [],
        ListNode list => list.Items,
        var one => [one],
    };

    /// <summary>The text of a node that must be one; null, and a problem, if it is not.</summary>
    public string? Scalar(ConfigNode node, string path)
    {
        if (node is not ScalarNode scalar)
        {
            _source.Problem(node, path, $"a value is expected here, not {(node is MapNode ? "a map" : "a list")}");
            return null;
        }

        if (scalar.Text.Length == 0)
        {
            _source.Problem(node, path, "a value is missing");
            return null;
        }

        if (scalar.Text.Contains('\0', StringComparison.Ordinal))
        {
            // No path, name or pattern can, and the system would end each of them there.
            _source.Problem(node, path, "a value cannot have a NUL character in it");
            return null;
        }

        string? text = _source.Text(scalar);
        if (text is "")
        {
            // An empty variable is no value either: one reader would take it for all, the next for none.
            _source.Problem(node, path, $"a value is missing ({Shown(scalar.Text)} is empty)");
            return null;
        }

        return text;
    }

    /// <summary>A text as messages show it: bounded, and in one line.</summary>
    public static string Shown(string text, int most = 80) =>
        string.Concat((text.Length > most ? text[..most] + "…" : text).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    private T Read<T>(string key, T otherwise, ValueReader<T> reader)
    {
        if (Value(key) is not { } node || Scalar(node, PathOf(key)) is not { } text)
        {
            return otherwise;
        }

        if (reader(text, out T value, out string? problem))
        {
            return value;
        }

        _source.Problem(node, PathOf(key), problem!);
        return otherwise;
    }

    private T? Wrong<T>(ConfigNode node, string key, string expected)
        where T : class
    {
        bool isMissing = node is ScalarNode { Text: "" };
        _source.Problem(node, PathOf(key), isMissing ? "a value is missing" : $"{expected} is expected here");
        return null;
    }
}

/// <summary>Reads a value from its text, or says in a sentence what is wrong with it.</summary>
internal delegate bool ValueReader<T>(string text, out T value, out string? problem);
