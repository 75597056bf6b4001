namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>One directive, or one section with what is in it. Variables have been put in, and conditional sections have been decided.</summary>
internal sealed class Directive
{
    private const int LongestText = 80;

    /// <summary>As it is written, without the angle bracket of a section.</summary>
    public required string Name { get; init; }

    /// <summary>Its arguments, without quotes.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Its arguments as they are written.</summary>
    public string Arguments { get; init; } = "";

    public required ConfigPlace Place { get; init; }

    /// <summary>How many came before it, in all files.</summary>
    public int Order { get; init; }

    public bool IsSection { get; init; }

    public List<Directive> Children { get; } = [];

    /// <summary>The variables in it that nobody has defined.</summary>
    public IReadOnlyList<string> Undefined { get; init; } = [];

    /// <summary>Its first argument; empty if it has none.</summary>
    public string Value => Words.Count > 0 ? Words[0] : "";

    /// <summary>As it is written, for messages.</summary>
    public string Text
    {
        get
        {
            string text = Arguments.Length > 0 ? $"{Name} {Arguments}" : Name;
            text = text.Length > LongestText ? $"{text.AsSpan(0, LongestText - 1)}…" : text;
            return IsSection ? $"<{text}>" : text;
        }
    }

    public Origin Origin => new(Place, Text);

    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    public bool IsAny(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Is(name))
            {
                return true;
            }
        }

        return false;
    }
}
