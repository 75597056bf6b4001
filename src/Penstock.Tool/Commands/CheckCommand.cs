using System.CommandLine;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock check</c>: everything that is wrong with a configuration file, and nothing is started.</summary>
internal sealed class CheckCommand
{
    private readonly Argument<string?> _file = new("FILE") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _strict = new("--strict");

    public CheckCommand()
    {
        Command = new Command("check", "Say what is wrong with a configuration file.") { _file, _strict };
        Command.SetAction(Execute);
    }

    public Command Command { get; }

    private int Execute(ParseResult parsed)
    {
        string? path = parsed.GetValue(_file) ?? ConfigPlaces.Find();
        if (path is null)
        {
            return ExitCode.BadInput($"there is no configuration file: none of {string.Join(", ", ConfigPlaces.All())} is there (name one: penstock check FILE)");
        }

        ConfigFile file;
        try
        {
            file = ConfigReader.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.BadInput($"{path} cannot be read: {FileTrouble.Reason(path, e)}");
        }

        ConfigProblem[] problems = [.. file.Problems, .. file.UserWarnings];
        Array.ForEach(problems, Console.WriteLine);
        int warnings = problems.Count(problem => problem.IsWarning);
        Console.WriteLine(Summary(path, problems.Length - warnings, warnings));
        return !file.IsUsable ? ExitCode.UsageError : warnings > 0 && parsed.GetValue(_strict) ? ExitCode.Failure : ExitCode.Success;
    }

    private static string Summary(string path, int problems, int warnings)
    {
        string counted = (problems, warnings) switch
        {
            (0, 0) => $"{path}: no problems.",
            (0, _) => $"{Count(warnings, "warning")}.",
            (_, 0) => $"{Count(problems, "problem")}.",
            _ => $"{Count(problems, "problem")}, {Count(warnings, "warning")}.",
        };
        return problems > 0 ? $"{counted} Not usable as it is." : counted;
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
