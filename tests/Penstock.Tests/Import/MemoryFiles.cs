using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tests.Import;

/// <summary>Files that are only in memory. A folder is there if a file in it is, or if it was named.</summary>
internal sealed class MemoryFiles : ConfigFiles
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly HashSet<string> _folders = ["", "/"];

    public void Add(string path, string text)
    {
        _texts[path] = text;
        AddFolder(Path.GetDirectoryName(path) ?? "");
    }

    public void AddFolder(string path)
    {
        for (; path.Length > 0 && _folders.Add(path); path = Path.GetDirectoryName(path) ?? "")
        {
        }
    }

    public override string? Read(string path, out string problem)
    {
        problem = _texts.ContainsKey(path) ? "" : $"there is no file {path}";
        return _texts.GetValueOrDefault(path);
    }

    public override bool FileExists(string path) => _texts.ContainsKey(path);

    public override bool FolderExists(string path) => _folders.Contains(path.TrimEnd('/'));

    public override IReadOnlyList<string> Names(string folder) =>
        [.. _texts.Keys.Concat(_folders).Where(path => path.Length > 0 && path != "/" && (Path.GetDirectoryName(path) ?? "") == folder.TrimEnd('/')).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
