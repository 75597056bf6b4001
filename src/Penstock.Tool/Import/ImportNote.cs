namespace Penstock.Tool.Import;

/// <summary>What can become of a directive.</summary>
internal enum ImportOutcome
{
    /// <summary>It is in the native file.</summary>
    Translated,

    /// <summary>It says what is so anyway.</summary>
    SameByDefault,

    /// <summary>There is nothing here that it could be about.</summary>
    NotNeeded,

    /// <summary>It is lost, and nothing is less protected for it.</summary>
    Cannot,

    /// <summary>It could not be understood, or it protects something and would be lost: there is no translation.</summary>
    Error,
}

/// <summary>What became of a directive.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="What">The directive as it is written; empty for what is no directive.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">The key that it is now, or the reason.</param>
/// <param name="OnlyToRun">An error for whoever runs the translation here, and none for whoever keeps it.</param>
/// <param name="IsWarning">Whoever runs the translation is told, since it protects less than it seems to.</param>
internal sealed record ImportNote(ConfigPlace Place, string What, ImportOutcome Outcome, string Text, bool OnlyToRun = false, bool IsWarning = false)
{
    public override string ToString()
    {
        string outcome = Outcome switch
        {
            ImportOutcome.Translated => "translated: ",
            ImportOutcome.SameByDefault => "same by default",
            ImportOutcome.NotNeeded => "not needed because ",
            ImportOutcome.Cannot => "cannot: ",
            _ when OnlyToRun => "cannot run here: ",
            _ => "error: ",
        };
        string separator = Outcome == ImportOutcome.SameByDefault && Text.Length > 0 ? ": " : "";
        return $"{Place}: {(What.Length > 0 ? $"{What}: " : "")}{outcome}{separator}{Text}";
    }
}
