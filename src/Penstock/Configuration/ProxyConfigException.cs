namespace Penstock;

/// <summary>A configuration that cannot be used.</summary>
public sealed class ProxyConfigException : Exception
{
    private ProxyConfigException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Everything that is wrong with it, each a sentence that says what to do.</summary>
    public IReadOnlyList<string> Problems { get; }

    internal static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new ProxyConfigException(problems);
        }
    }
}
