namespace Penstock.Tool.Import;

/// <summary>A piece of a native configuration that is still to be written.</summary>
internal abstract class ImportedNode
{
    /// <summary>Whether it can stand behind its key, on one line.</summary>
    public abstract bool IsShort { get; }
}

/// <summary>One value.</summary>
/// <param name="text">As it is meant, not as it is quoted.</param>
/// <param name="isWord">It is a word, number or duration of the native file, not a text of somebody's own.</param>
internal sealed class ImportedScalar(string text, bool isWord) : ImportedNode
{
    public string Text { get; } = text;

    public bool IsWord { get; } = isWord;

    public override bool IsShort => true;
}

/// <summary>Several values.</summary>
internal sealed class ImportedList(IReadOnlyList<ImportedNode> items) : ImportedNode
{
    public IReadOnlyList<ImportedNode> Items { get; } = items;

    public override bool IsShort => Items.All(item => item.IsShort);
}

/// <summary>Values by name, in the order in which they are to be written.</summary>
/// <param name="isShort">It can stand on one line.</param>
internal sealed class ImportedMap(bool isShort = false) : ImportedNode
{
    private readonly List<ImportedEntry> _entries = [];

    public IReadOnlyList<ImportedEntry> Entries => _entries;

    public override bool IsShort => isShort;

    public ImportedNode? this[string key] => _entries.Find(entry => entry.Key == key)?.Value;

    public void Add(string key, ImportedNode value, Origin? origin = null) => _entries.Add(new ImportedEntry(key, value, origin));

    /// <summary>Adds a word, number or duration.</summary>
    public void AddWord(string key, string word, Origin? origin = null) => Add(key, new ImportedScalar(word, isWord: true), origin);

    /// <summary>Adds a text of somebody's own: a path, a name.</summary>
    public void AddText(string key, string text, Origin? origin = null) => Add(key, new ImportedScalar(text, isWord: false), origin);

    /// <summary>Adds texts.</summary>
    public void AddTexts(string key, IEnumerable<string> texts, Origin? origin = null) =>
        Add(key, new ImportedList([.. texts.Select(text => new ImportedScalar(text, isWord: false))]), origin);
}

/// <summary>A key with its value.</summary>
internal sealed record ImportedEntry(string Key, ImportedNode Value, Origin? Origin);

/// <summary>Where something comes from, for the comment behind it and for messages.</summary>
/// <param name="Place">The place; null for a default of the other proxy, which stands nowhere.</param>
/// <param name="Text">What is written there.</param>
internal sealed record Origin(ConfigPlace? Place, string Text);
