using System.CommandLine;
using Penstock.Tool.Configuration;

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
    public bool IsUsable => Mistakes.Count == 0 && Problems.All(problem => problem.IsWarning);

    public static RunSettings Read(ParseResult parsed, RunOptions options)
    {
        List<string> mistakes = [];
        string? path = options.ConfigPath(parsed);
        ConfigFile file = new(new(), new(), [], []);
        try
        {
            file = path is null ? file : ConfigReader.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"the configuration file {path} cannot be read: {e.Message}");
        }

        ProxyConfig config = options.Read(parsed, file.Config, mistakes);
        if (file.IsUsable)
        {
            mistakes.AddRange(ConfigValidator.Validate(config));
        }

        return new(config, options.ReadTool(parsed, file.Tool), path, file.Files, file.Problems, mistakes);
    }
}
