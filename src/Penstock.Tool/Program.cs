using System.CommandLine;
using System.CommandLine.Help;
using Penstock;
using Penstock.Tool;
using Penstock.Tool.Commands;
using Penstock.Tool.Reporting;

var streams = StandardStreams.Open();
var run = new RunCommand();
var root = new RootCommand("A forward proxy in one command.")
{
    run.Command, new CheckCommand().Command, new ExplainCommand().Command, new HashPasswordCommand().Command, new ImportCommand().Command, new TeachCommand().Command, new WatchCommand().Command,
};
foreach (Option option in run.Command.Options)
{
    root.Options.Add(option);
}

root.SetAction(run.ExecuteAsync);
root.Options.OfType<HelpOption>().Single().Action = new PrintAction(HelpText.Full);
root.Options.OfType<VersionOption>().Single().Action = new PrintAction($"penstock {ProductInfo.Version}\n");

CommandLine.RefuseEmptyValues(root);
ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
string[] mistakes = [.. CommandLine.Mistakes(parsed, args)];
if (mistakes.Length > 0)
{
    return ExitCode.Usage([.. mistakes, .. parsed.CommandResult.Command == run.Command || parsed.CommandResult.Command == root ? run.FindProblems(parsed) : []]);
}

int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
// Of a proxy that has served nothing but its banner is lost.
return run.HasServed ? code : streams.CodeAfter(code);
