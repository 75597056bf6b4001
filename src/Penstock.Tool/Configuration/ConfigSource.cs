using System.Text;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Configuration;

/// <summary>The file that is being read: what its values may refer to, and what was found wrong in it.</summary>
internal sealed class ConfigSource(string fileName, string baseFolder, Func<string, string?> environment, Func<int, ConfigPlace?>? placeOfLine)
{
    // Nobody reads more of them, and a file that is something else altogether has one a line.
    private const int MostProblems = 200;

    private const int MostCharacters = 1_000;

    private readonly List<ConfigProblem> _problems = [];
    private readonly HashSet<string> _files = [];

    public IReadOnlyList<ConfigProblem> Problems => _problems;

    /// <summary>The files that it includes.</summary>
    public IReadOnlyCollection<string> Files => _files;

    public ConfigPlace Place(ConfigNode node) => placeOfLine?.Invoke(node.Line) ?? new ConfigPlace(fileName, node.Line, node.Column);

    public void Problem(ConfigNode node, string path, string text) => Problem(Place(node), path.Length == 0 ? text : $"{path}: {text}");

    public void Problem(ConfigPlace place, string text) => Add(new ConfigProblem(place, text));

    public void Warning(ConfigNode node, string text) => Add(new ConfigProblem(Place(node), text, IsWarning: true));

    public void Warning(ConfigPlace place, string text) => Add(new ConfigProblem(place, text, IsWarning: true));

    /// <summary>A path as the file means it: beside the file.</summary>
    public string Resolve(string path)
    {
        string full = Path.Combine(baseFolder, path);
        return full.Contains('\0', StringComparison.Ordinal) ? path : Path.GetFullPath(full);
    }

    /// <summary>A file whose change changes the configuration.</summary>
    public void NoteFile(string path) => _files.Add(path);

    /// <summary>The name of an included file, as messages have it.</summary>
    public string NameOf(string path) => Path.Combine(Path.GetDirectoryName(fileName) ?? "", path);

    /// <summary>The text of a value, with what it refers to: <c>${NAME}</c> is a variable of the environment, <c>$${</c> stands for <c>${</c>.</summary>
    /// <returns>Null if it refers to what is not there, which is a problem.</returns>
    public string? Text(ScalarNode node)
    {
        string? text = Substitute(node.Text, out string? problem);
        if (problem is not null)
        {
            Problem(node, "", problem);
        }

        return text;
    }

    /// <summary>Whether a value is one word, and nothing is wrong with it. Tells nothing.</summary>
    public bool Is(ConfigNode? node, string word) => node is ScalarNode scalar && Substitute(scalar.Text, out _) == word;

    private string? Substitute(string text, out string? problem)
    {
        problem = null;
        int at = text.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var result = new StringBuilder();
        int done = 0;
        for (; at >= 0; at = text.IndexOf("${", done, StringComparison.Ordinal))
        {
            if (at > done && text[at - 1] == '$')
            {
                result.Append(text, done, at - done).Append('{');
                done = at + 2;
                continue;
            }

            int end = text.IndexOf('}', at);
            string name = end < 0 ? "" : text[(at + 2)..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                problem = $"\"{text}\" has a ${{ that begins no variable (write ${{NAME}}, or $${{ for the characters themselves)";
                return null;
            }

            result.Append(text, done, at - done);
            if (environment(name) is { } value)
            {
                result.Append(value);
            }
            else
            {
                problem = $"the environment has no variable {name}";
                return null;
            }

            done = end + 1;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    // A value that it quotes may hold anything: what is told stays one line, and moves no cursor.
    private void Add(ConfigProblem problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem with { Text = Printable.Of(problem.Text, MostCharacters) });
        }
    }
}
