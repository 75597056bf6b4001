namespace Penstock.EndToEnd.Support;

/// <summary>Runs a program to its end. If it fails, or takes too long, so does the test, with everything that the program said.</summary>
internal static class Command
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null,
        string? folder = null,
        TimeSpan? limit = null,
        int exitCode = 0)
    {
        await using var process = new ChildProcess(RealTool.Find(program), arguments, environment, input, folder);
        if (!await process.WaitForExitAsync(limit ?? DefaultLimit))
        {
            Assert.Fail($"It did not end within {(limit ?? DefaultLimit).TotalSeconds:0} s.\n{process.Describe()}");
        }

        if (process.ExitCode != exitCode)
        {
            Assert.Fail($"It ended with {process.ExitCode} and not with {exitCode}.\n{process.Describe()}");
        }

        return new CommandResult(process.Output, process.Error);
    }
}

/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record CommandResult(string Output, string Error);
