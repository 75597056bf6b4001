using System.CommandLine;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock import</c>: another proxy's configuration as a file of Penstock's, to be kept. What became of each directive goes to standard error.</summary>
internal sealed class ImportCommand
{
    private readonly Argument<string> _kind = new("KIND") { Description = "whose configuration it is: apache" };
    private readonly Argument<string> _file = new("FILE") { Description = "the configuration: httpd.conf" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "where to write it (default: standard output)", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "write over the file that is there" };
    private readonly Option<string[]> _define = new("--define", "-D") { Description = "define a name, as apache2 -D does, or a variable", HelpName = "NAME[=VALUE]" };

    public ImportCommand()
    {
        Command = new Command("import", "Translate the configuration of another proxy.") { _kind, _file, _output, _force, _define };
        Command.SetAction(Execute);
    }

    public Command Command { get; }

    private int Execute(ParseResult parsed)
    {
        string kind = parsed.GetValue(_kind)!;
        if (kind != "apache")
        {
            return ExitCode.BadInput($"\"{kind}\" is no configuration that can be imported (try penstock import apache httpd.conf)");
        }

        string file = parsed.GetValue(_file)!;
        string? output = parsed.GetValue(_output);
        ImportResult result = ApacheImport.Load(file, parsed.GetValue(_define) ?? [], RelativeTo(file, output));
        int errors = ImportReport.Print(Console.Error, result, isForRun: false);
        if (errors > 0)
        {
            Console.Error.WriteLine($"{errors} error{(errors == 1 ? "" : "s")}. Nothing was written.");
            return ExitCode.UsageError;
        }

        if (output is null)
        {
            Console.Out.Write(result.Yaml);
            return ExitCode.Success;
        }

        return Write(output, result.Yaml, parsed.GetValue(_force));
    }

    // Relative paths are meant from where the file lies; in a file elsewhere they have to be whole.
    private static string? RelativeTo(string file, string? output)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return output is null || Path.GetDirectoryName(Path.GetFullPath(output)) == folder ? null : folder;
    }

    private static int Write(string path, string text, bool isForced)
    {
        try
        {
            using var stream = new FileStream(path, isForced ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
            Console.Error.WriteLine($"Written to {path}. Next: penstock check {path}");
            return ExitCode.Success;
        }
        catch (IOException) when (!isForced && File.Exists(path))
        {
            return ExitCode.BadInput($"{path} is there already (--force writes over it)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ExitCode.CouldNotStart($"{path} cannot be written: {FileTrouble.Reason(path, e)}");
        }
    }
}
