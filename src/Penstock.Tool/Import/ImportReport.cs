namespace Penstock.Tool.Import;

/// <summary>Tells what became of the directives.</summary>
internal static class ImportReport
{
    /// <summary>Prints a line for each directive, the errors last; how many errors there are.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="result">The translation.</param>
    /// <param name="isForRun">Whether it is to be run here and now: then only what is lost is told, and what is wrong.</param>
    public static int Print(TextWriter writer, ImportResult result, bool isForRun)
    {
        ImportNote[] errors = [.. isForRun ? result.ErrorsToRun : result.Errors];
        foreach (ImportNote note in result.Notes.Except(errors).Where(note => !isForRun || note.Outcome == ImportOutcome.Cannot))
        {
            writer.WriteLine(note);
        }

        foreach (ImportNote error in errors)
        {
            writer.WriteLine(error);
        }

        return errors.Length;
    }
}
