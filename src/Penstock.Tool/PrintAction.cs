using System.CommandLine;
using System.CommandLine.Invocation;

namespace Penstock.Tool;

/// <summary>Prints a text and ends.</summary>
internal sealed class PrintAction(string text) : SynchronousCommandLineAction
{
    // Whoever asks for help has not yet written the rest.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Console.Out.Write(text);
        return ExitCode.Success;
    }
}
