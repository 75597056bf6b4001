namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>The files that an <c>Include</c> means: one, those of a folder and below it, or those that match wildcards in any part of the path.</summary>
internal sealed class IncludePaths(ConfigFiles files)
{
    private const int DeepestFolder = 16;

    /// <summary>More than this are not looked for.</summary>
    public const int MostFiles = 1000;

    /// <summary>The files in the order in which they are read; none if there is no such.</summary>
    public List<string> Find(string path)
    {
        List<string> found = [];
        string root = Path.IsPathRooted(path) ? "/" : "";
        List<string> starts = [root];
        foreach (string part in path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries))
        {
            starts = [.. starts.SelectMany(start => Wildcard.IsOne(part) ? Matching(start, part) : [Join(start, part)]).Take(MostFiles)];
        }

        foreach (string start in starts)
        {
            Collect(start, found, 0);
        }

        return found;
    }

    private IEnumerable<string> Matching(string folder, string pattern) => files.Names(folder).Where(name => Wildcard.Matches(pattern, name)).Select(name => Join(folder, name));

    private void Collect(string path, List<string> found, int depth)
    {
        if (found.Count >= MostFiles)
        {
            return;
        }

        if (!files.FolderExists(path))
        {
            if (files.FileExists(path))
            {
                found.Add(path);
            }

            return;
        }

        foreach (string name in depth < DeepestFolder ? files.Names(path) : [])
        {
            Collect(Join(path, name), found, depth + 1);
        }
    }

    private static string Join(string folder, string name) => folder.Length == 0 || folder.EndsWith('/') ? folder + name : $"{folder}/{name}";
}
