using System.Text;

namespace Penstock.Tool.Import;

/// <summary>Writes a configuration as a file that somebody will keep: short values on one line, and behind each line what it was in the other proxy's file.</summary>
internal sealed class YamlWriter
{
    // A list up to here stands on one line, and a comment begins here if there is room.
    private const int WidestList = 100;
    private const int CommentColumn = 38;

    private readonly StringBuilder _text = new();
    private readonly List<ConfigPlace?> _places = [];

    private YamlWriter()
    {
    }

    /// <summary>Writes <paramref name="config"/> below the comment <paramref name="title"/>; also where each line, from the first, has its origin.</summary>
    public static (string Text, IReadOnlyList<ConfigPlace?> Places) Write(string title, ImportedMap config)
    {
        var writer = new YamlWriter();
        writer.Line($"# {OneLine(title)}", null);
        writer.Map(config, "", "");
        return (writer._text.ToString(), writer._places);
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\ufeff' ? ' ' : c));

    // The first key of a map in a list stands behind the dash.
    private void Map(ImportedMap map, string first, string indent)
    {
        string start = first;
        foreach (ImportedEntry entry in map.Entries)
        {
            if (Inline(entry.Value) is { } value)
            {
                Line($"{start}{entry.Key}: {value}", entry.Origin);
            }
            else
            {
                Line($"{start}{entry.Key}:", entry.Origin);
                Block(entry.Value, indent + "  ");
            }

            start = indent;
        }
    }

    private void Block(ImportedNode node, string indent)
    {
        if (node is ImportedMap map)
        {
            Map(map, indent, indent);
            return;
        }

        foreach (ImportedNode item in ((ImportedList)node).Items)
        {
            if (item is ImportedMap { IsShort: false } inner)
            {
                Map(inner, $"{indent}- ", $"{indent}  ");
            }
            else
            {
                Line($"{indent}- {Flow(item)}", null);
            }
        }
    }

    private static string? Inline(ImportedNode node)
    {
        bool isBlock = node switch
        {
            ImportedScalar => false,
            ImportedMap map => !map.IsShort,
            _ => !node.IsShort || (Flow(node).Length > WidestList && ((ImportedList)node).Items.Count > 0),
        };
        return isBlock ? null : Flow(node);
    }

    private static string Flow(ImportedNode node) => node switch
    {
        ImportedScalar scalar => YamlScalar.Write(scalar),
        ImportedList list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        ImportedMap map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Flow(entry.Value)}"))} }}",
        _ => throw new ArgumentException("a node of a kind that is not written", nameof(node)),
    };

    private void Line(string text, Origin? origin)
    {
        _text.Append(text);
        if (origin is not null)
        {
            string where = origin.Place is null ? "" : $"   {origin.Place}";
            _text.Append(' ', Math.Max(2, CommentColumn - text.Length)).Append("# ").Append(OneLine(origin.Text + where));
        }

        _text.Append('\n');
        _places.Add(origin?.Place ?? (_places.Count > 0 && text.StartsWith(' ') ? _places[^1] : null));
    }
}
