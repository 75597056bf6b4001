using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Penstock.Tool.Configuration;

/// <summary>
/// YAML to a tree, event by event: so a hostile file is met at its first strange event, and its depth and size are bounded. What YAML has beyond maps, lists and texts (anchors, tags, several
/// documents) is a problem: nobody needs it here, and it makes one thing mean another.
/// </summary>
internal sealed class YamlText
{
    /// <summary>The deepest nesting: rules with conditions in conditions need some ten.</summary>
    public const int MostDepth = 32;

    private readonly Parser _parser;
    private readonly Action<int, int, string> _problem;

    private YamlText(string text, Action<int, int, string> problem)
    {
        // YamlDotNet 18.1 never ends at a directive (%) that the text ends with, if there is no line end behind it and the text has as many characters as its buffer, or as several of them.
        _parser = new Parser(new StringReader(text + "\n"));
        _problem = problem;
    }

    /// <summary>Reads a text; null if there is nothing in it, or a problem was found, which has been told.</summary>
    public static ConfigNode? Parse(string text, Action<int, int, string> problem)
    {
        if (text.AsSpan().IndexOf('\0') is >= 0 and var nul)
        {
            problem(1 + text.AsSpan(0, nul).Count('\n'), 1, "there is a NUL byte here: this is not a text file");
            return null;
        }

        var reader = new YamlText(text, problem);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            problem((int)Math.Max(e.Start.Line, 1), (int)Math.Max(e.Start.Column, 1), $"this is not YAML: {Sentence(e)}");
            return null;
        }
        // The scanner's own limits and slips on input that is no text at all.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            int line = (int)Math.Max(reader._parser.Current?.End.Line ?? 1, 1);
            problem(line, 1, "this is not YAML from here on (a bracket or a quote that is not closed?)");
            return null;
        }
    }

    private ConfigNode? ReadDocument()
    {
        _parser.MoveNext();
        if (!_parser.MoveNext() || _parser.Current is not DocumentStart)
        {
            return null;
        }

        _parser.MoveNext();
        bool good = TryRead(0, out ConfigNode? node);
        _parser.MoveNext();
        if (good && _parser.MoveNext() && _parser.Current is DocumentStart second)
        {
            Tell(second, "a second document begins here; write everything in one");
            return null;
        }

        return good ? node : null;
    }

    // One node, the parser being at its first event, and left at its last.
    private bool TryRead(int depth, out ConfigNode? node)
    {
        ParsingEvent at = _parser.Current!;
        node = null;
        switch (at)
        {
            case AnchorAlias or NodeEvent { Anchor.IsEmpty: false }:
                Tell(at, "anchors and aliases are not used here; write the value out");
                return false;
            case NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false }:
                Tell(at, "tags (!) are not used here; write the value alone, or in quotes");
                return false;
            case Scalar scalar:
                node = IsNull(scalar) ? Scalar(scalar) with { Text = "" } : Scalar(scalar);
                return true;
            case SequenceStart or MappingStart when depth >= MostDepth:
                Tell(at, $"this is nested deeper than {MostDepth} levels");
                return false;
            case SequenceStart:
                return TryReadList(depth, at, out node);
            case MappingStart:
                return TryReadMap(depth, at, out node);
            default:
                Tell(at, "this is not understood here");
                return false;
        }
    }

    private bool TryReadList(int depth, ParsingEvent start, out ConfigNode? node)
    {
        List<ConfigNode> items = [];
        node = new ListNode(items, Line(start), Column(start));
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            if (!TryRead(depth + 1, out ConfigNode? item))
            {
                return false;
            }

            items.Add(item!);
        }

        return true;
    }

    private bool TryReadMap(int depth, ParsingEvent start, out ConfigNode? node)
    {
        List<MapEntry> entries = [];
        node = new MapNode(entries, Line(start), Column(start));
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            ParsingEvent at = _parser.Current!;
            if (at is not Scalar key)
            {
                Tell(at, "a key must be a word");
                return false;
            }

            if (!TryRead(depth + 1, out ConfigNode? read) || !_parser.MoveNext() || !TryRead(depth + 1, out ConfigNode? value))
            {
                return false;
            }

            entries.Add(new MapEntry(Scalar(key), value!));
        }

        return true;
    }

    // Of the words that are no texts in YAML's core schema, the one that says that there is no value.
    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "~" or "null" or "Null" or "NULL";

    private static ScalarNode Scalar(Scalar scalar) => new(scalar.Value, Line(scalar), Column(scalar));

    private void Tell(ParsingEvent at, string text) => _problem(Line(at), Column(at), text);

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;

    // The library's sentences begin with a capital and sometimes have the place in them.
    private static string Sentence(YamlException e)
    {
        string text = e.InnerException is YamlException inner ? inner.Message : e.Message;
        int place = text.IndexOf("): ", StringComparison.Ordinal);
        text = (place >= 0 && text.StartsWith('(') ? text[(place + 3)..] : text).TrimEnd('.');
        return text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : "it cannot be read";
    }
}
