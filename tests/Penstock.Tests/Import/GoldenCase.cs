using System.Runtime.CompilerServices;
using Penstock.Tool.Import;

namespace Penstock.Tests.Import;

/// <summary>
/// A file of three parts with <c>----</c> between them: a configuration, the native file that it becomes (empty if it becomes none), and what is said of each directive. In the first part, what
/// follows a line <c>==== file PATH</c> is another file; <c>==== folder PATH</c>, <c>==== define NAME=VALUE</c> and <c>==== variable NAME=VALUE</c> give what else there is.
/// </summary>
internal sealed class GoldenCase
{
    private const string Between = "\n----\n";

    private readonly List<string> _defines = [];
    private readonly Dictionary<string, string> _variables = [];

    private GoldenCase(string path)
    {
        Path = path;
        string text = File.ReadAllText(path);
        int end = (text + "\n").IndexOf(Between, StringComparison.Ordinal);
        Input = end < 0 ? text : text[..(end + 1)];
        Expected = end < 0 ? "" : text[(end + 1)..];
        ReadInput();
    }

    public string Path { get; }

    /// <summary>The first part.</summary>
    public string Input { get; }

    /// <summary>The rest, from the first line between.</summary>
    public string Expected { get; }

    public MemoryFiles Files { get; } = new();

    public IReadOnlyList<string> Defines => _defines;

    /// <summary>All of a folder below this file's.</summary>
    public static IEnumerable<GoldenCase> All(string kind) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ThisFile())!, "Golden", kind), "*.txt").Where(path => !path.EndsWith(".received.txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(path => new GoldenCase(path));

    public string? Variable(string name) => _variables.GetValueOrDefault(name);

    /// <summary>The second and the third part as they came out.</summary>
    public static string Result(ImportResult result) => $"----\n{result.Yaml}----\n{string.Concat(result.Notes.Select(note => $"{note}\n"))}";

    /// <summary>Leaves what came out beside the file, to be looked at and, if it is right, to be taken over.</summary>
    public void Keep(string result) => File.WriteAllText(System.IO.Path.ChangeExtension(Path, ".received.txt"), Input + result);

    public override string ToString() => System.IO.Path.GetFileNameWithoutExtension(Path);

    private void ReadInput()
    {
        (string file, List<string> lines) = ("httpd.conf", []);
        foreach (string line in Input.TrimEnd('\n').Split('\n').Append("==== end"))
        {
            if (!line.StartsWith("==== ", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            string[] words = line.Split(' ', 3);
            switch (words[1])
            {
                case "folder":
                    Files.AddFolder(words[2]);
                    break;
                case "define":
                    _defines.Add(words[2]);
                    break;
                case "variable":
                    _variables.Add(words[2].Split('=')[0], words[2].Split('=', 2)[1]);
                    break;
                case "file" or "end":
                    Files.Add(file, string.Concat(lines.Select(text => text + "\n")));
                    (file, lines) = (words.ElementAtOrDefault(2) ?? "", []);
                    break;
                default:
                    throw new FormatException($"{Path}: \"{line}\" is none of file, folder, define and variable");
            }
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
