namespace Penstock.Tests;

/// <summary>How often a property is tried.</summary>
internal static class Trials
{
#if FEW_TRIALS
    // eng/mutate runs each test some hundred times, and what one change breaks is nearly always found at once.
    private const int Share = 50;
#else
    private const int Share = 1;
#endif

    /// <param name="usual">How often in <c>./test</c>.</param>
    public static long Of(int usual) => usual / Share;
}
