using System.CommandLine;
using System.CommandLine.Parsing;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Commands;

/// <summary>What all commands have in common about what is typed: an empty value is none, and a word that begins with a dash is an option, which has to be known.</summary>
internal static class CommandLine
{
    /// <summary>Takes an empty value for a mistake, whichever option or argument of a command it is for: as <c>--config "$FILE"</c> has one where nothing was assigned.</summary>
    public static void RefuseEmptyValues(Command root)
    {
        // The command without a word has the options of run: they are the same objects.
        foreach (Option option in root.Subcommands.Prepend(root).SelectMany(command => command.Options).Distinct())
        {
            option.Validators.Add(result => RefuseEmpty(result, option.Name, result.Tokens));
        }

        foreach (Argument argument in root.Subcommands.SelectMany(command => command.Arguments))
        {
            argument.Validators.Add(result => RefuseEmpty(result, argument.Name, result.Tokens));
        }
    }

    /// <summary>Sentences about what cannot be read; none if all can.</summary>
    public static IEnumerable<string> Mistakes(ParseResult parsed, IReadOnlyList<string> args)
    {
        string[] unknown = [.. UnknownOptions(parsed, args)];
        // A word that no option stands for has taken the place of an argument, so that the parser complains of the last one, which is right.
        IEnumerable<ParseError> others = parsed.Errors.Where(error => unknown.Length == 0 || error.SymbolResult is OptionResult);
        return [.. unknown.Select(word => Unknown(word, parsed.CommandResult.Command)), .. others.Select(error => error.Message)];
    }

    private static IEnumerable<string> UnknownOptions(ParseResult parsed, IReadOnlyList<string> args)
    {
        // What follows "--" is no option, whatever it looks like.
        HashSet<string> before = [.. args.TakeWhile(word => word != "--")];
        IEnumerable<Token> words = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens), .. parsed.CommandResult.Tokens];
        return words.Select(token => token.Value).Concat(parsed.UnmatchedTokens).Where(word => word is ['-', _, ..] && before.Contains(word)).Distinct();
    }

    private static string Unknown(string word, Command command)
    {
        string name = word.Split('=', ':')[0];
        string of = command is RootCommand ? "penstock" : $"penstock {command.Name}";
        string? near = Nearest.To(name, command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Where(option => option.StartsWith("--", StringComparison.Ordinal)));
        return $"{name} is no option of {of}{(near is null ? "" : $" (did you mean {near}?)")}";
    }

    private static void RefuseEmpty(SymbolResult result, string name, IReadOnlyList<Token> values)
    {
        if (values.Any(value => string.IsNullOrWhiteSpace(value.Value)))
        {
            result.AddError($"{name}: its value is empty");
        }
    }
}
