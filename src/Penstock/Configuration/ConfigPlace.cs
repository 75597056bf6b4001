namespace Penstock;

/// <summary>Where in a file something was configured, so that a decision and a problem can name it.</summary>
/// <param name="File">The file, as whoever reads the message would name it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; 0 if only the line is known.</param>
public sealed record ConfigPlace(string File, int Line, int Column = 0)
{
    /// <summary>The file and the line, as in <c>penstock.yaml:31</c>.</summary>
    public override string ToString() => $"{File}:{Line}";
}
