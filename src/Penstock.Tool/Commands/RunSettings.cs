using System.CommandLine;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;

namespace Penstock.Tool.Commands;

/// <summary>All that the command runs by: a configuration file, if there is one, and the command line, which wins. Read anew at each reload.</summary>
/// <param name="Config">What the proxy is told.</param>
/// <param name="Tool">What the command is told.</param>
/// <param name="Path">The file; null for none.</param>
/// <param name="Files">The file and those that it includes.</param>
/// <param name="Problems">What is wrong with the file.</param>
/// <param name="Mistakes">What is wrong with the command line.</param>
internal sealed record RunSettings(ProxyConfig Config, ToolConfig Tool, string? Path, IReadOnlyList<string> Files, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<string> Mistakes)
{
    /// <summary>There is a file, and nothing in it.</summary>
    public bool HasEmptyFile { get; init; }

    public bool IsUsable => Mistakes.Count == 0 && Problems.All(problem => problem.IsWarning);

    public static RunSettings Read(ParseResult parsed, RunOptions options)
    {
        List<string> mistakes = [];
        string? path = options.ConfigPath(parsed);
        ConfigFile file = new(new(), new(), [], []);
        try
        {
            file = path is null ? file : options.ApachePath(parsed) == path ? ReadApache(path, parsed.GetValue(options.Define) ?? []) : ConfigReader.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"the configuration file {path} cannot be read: {FileTrouble.Reason(path!, e)}");
        }

        ToolConfig tool = options.ReadTool(parsed, file.Tool, mistakes);
        ProxyConfig config = options.Read(parsed, file.Config, mistakes) with { RecentRequests = tool.Admin.Listen is null ? 0 : tool.Admin.Recent };
        if (file.IsUsable)
        {
            mistakes.AddRange(ConfigValidator.Validate(config));
            mistakes.AddRange(tool.Admin.Problems());
            mistakes.AddRange(tool.Admin.IsAskedFor && tool.Admin.ClashWith(config.Listeners) is { } clash ? [clash + AdminConfig.Advice] : []);
        }

        return new(config, tool, path, file.Files, file.Problems, mistakes) { HasEmptyFile = file.IsEmpty };
    }

    // It is translated and read as our own would be; whatever is said of it names the lines of the original.
    private static ConfigFile ReadApache(string path, IReadOnlyList<string> defines)
    {
        string full = System.IO.Path.GetFullPath(path);
        using (File.OpenRead(full))
        {
            // Whether it is there and may be read is not a question of its contents.
        }

        ImportResult import = ApacheImport.LoadToRun(path, defines);
        if (import.ErrorsToRun.Any())
        {
            return new(new(), new(), [.. import.ErrorsToRun.Select(note => new ConfigProblem(note.Place, $"{note.What}: {note.Text}"))], [full]);
        }

        ConfigFile file = ConfigReader.Read(import.Yaml, path, System.IO.Path.GetDirectoryName(full)!, _ => null, import.PlaceOfLine);
        IEnumerable<ConfigProblem> warnings = import.Warnings.Select(note => new ConfigProblem(note.Place, $"{note.What}: {note.Text}", IsWarning: true));
        return file with { Files = [full, .. file.Files], Problems = [.. warnings, .. file.Problems] };
    }
}
