namespace Penstock.Tool.Watching;

/// <summary>An admin endpoint could not be asked, or did not answer as it should.</summary>
internal sealed class AdminException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether asking again would end the same.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether it has answered before, and does not any more.</summary>
    public bool IsEnd { get; init; }
}
