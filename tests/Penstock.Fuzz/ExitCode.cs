namespace Penstock.Fuzz;

internal static class ExitCode
{
    public const int Good = 0;

    /// <summary>An input was found for which something does not hold.</summary>
    public const int Found = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;
}
