using System.Runtime.CompilerServices;

namespace Penstock.Tests.Conformance;

/// <summary>
/// A file of rows. A row begins with <c>== its name, a sentence</c>; then come lines <c>key: text</c>, and lines that begin with a space and go on with the text
/// before, without that space and without the line break. <c>#</c> at the start of a line makes it a comment.
/// </summary>
internal static class CaseFile
{
    /// <summary>All rows of a folder beside this file.</summary>
    public static IEnumerable<CaseEntry> ReadFolder(string folder) => Directory
        .EnumerateFiles(Path.Combine(Path.GetDirectoryName(ThisFile())!, folder), "*.http")
        .Order(StringComparer.Ordinal)
        .SelectMany(path => Read(Path.GetFileName(path), File.ReadAllText(path)));

    public static List<CaseEntry> Read(string file, string text)
    {
        List<CaseEntry> entries = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd();
            List<KeyValuePair<string, string>>? steps = entries.Count > 0 ? entries[^1].Steps : null;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                entries.Add(new CaseEntry(file, i + 1, line[3..], []));
            }
            else if (line[0] == ' ' && steps is [.., var last])
            {
                steps[^1] = new(last.Key, last.Value + line.TrimStart());
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && steps is not null)
            {
                steps.Add(new(line[..colon], line[(colon + 1)..].TrimStart()));
            }
            else
            {
                throw new FormatException($"{file}:{i + 1}: neither '== name', 'key: text' nor a text that goes on");
            }
        }

        return entries;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

/// <summary>One row as it is written.</summary>
internal sealed record CaseEntry(string File, int Line, string Name, List<KeyValuePair<string, string>> Steps)
{
    public string? Value(string key) => Steps.Where(step => step.Key == key).Select(step => step.Value).SingleOrDefault();

    public string Required(string key) => Value(key) ?? throw Mistake($"has no '{key}:'");

    public FormatException Mistake(string what) => new($"{File}:{Line}: '{Name}' {what}");
}
