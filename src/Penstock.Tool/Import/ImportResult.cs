namespace Penstock.Tool.Import;

/// <summary>A configuration of another proxy in the native form.</summary>
/// <param name="Config">The native configuration; null if it could not be made.</param>
/// <param name="Yaml">The same as text; empty if it could not be made.</param>
/// <param name="PlaceOfLine">Where the line of the text, from 1, has its origin.</param>
/// <param name="Notes">What became of each directive, in the order of the files.</param>
internal sealed record ImportResult(ImportedMap? Config, string Yaml, Func<int, ConfigPlace> PlaceOfLine, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>What stands in the way of keeping the translation.</summary>
    public IEnumerable<ImportNote> Errors => Notes.Where(note => note.Outcome == ImportOutcome.Error && !note.OnlyToRun);

    /// <summary>What stands in the way of running it here and now.</summary>
    public IEnumerable<ImportNote> ErrorsToRun => Notes.Where(note => note.Outcome == ImportOutcome.Error);

    /// <summary>What whoever runs it is to know.</summary>
    public IEnumerable<ImportNote> Warnings => Notes.Where(note => note.IsWarning);
}
