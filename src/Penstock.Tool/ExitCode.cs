namespace Penstock.Tool;

/// <summary>What the command ends with, and what it says when it does so for a reason of the user's.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It could not start, for a reason outside the command line: a port in use, a file that cannot be written.</summary>
    public const int Failure = 1;

    /// <summary>A mistake on the command line or in a configuration: EX_USAGE of sysexits.h.</summary>
    public const int UsageError = 64;

    /// <summary>Prints everything that is wrong with the command line; the code to exit with.</summary>
    public static int Usage(IEnumerable<string> problems)
    {
        foreach (string problem in problems)
        {
            Console.Error.WriteLine($"penstock: {problem}");
        }

        Console.Error.WriteLine("Nothing was started. penstock --help shows all options.");
        return UsageError;
    }

    /// <summary>Prints what is wrong with what a command was given; the code to exit with.</summary>
    public static int BadInput(string problem)
    {
        Console.Error.WriteLine($"penstock: {problem}");
        return UsageError;
    }

    /// <summary>Prints why it could not start; the code to exit with.</summary>
    public static int CouldNotStart(string reason)
    {
        Console.Error.WriteLine($"penstock: {reason}");
        return Failure;
    }
}
