namespace Penstock.Tool.Import;

/// <summary>What became of the directives, as it is found out.</summary>
internal sealed class ImportNotes
{
    // Nobody reads more, and a file that is something else altogether has one a line.
    private const int MostNotes = 20_000;

    private readonly List<(int Order, ImportNote Note)> _notes = [];
    private readonly HashSet<(string, string, ImportOutcome, string)> _said = [];

    /// <summary>All of them, in the order of the files.</summary>
    public IReadOnlyList<ImportNote> InOrder => [.. _notes.OrderBy(entry => entry.Order).Select(entry => entry.Note)];

    public bool HasErrors => _notes.Exists(entry => entry.Note is { Outcome: ImportOutcome.Error, OnlyToRun: false });

    /// <summary>Adds one.</summary>
    /// <param name="order">How many directives come before the one that it is about.</param>
    /// <param name="note">The note; one that has been added already is not said again.</param>
    public void Add(int order, ImportNote note)
    {
        if (_notes.Count < MostNotes && _said.Add((note.Place.ToString(), note.What, note.Outcome, note.Text)))
        {
            _notes.Add((order, note));
        }
    }
}
