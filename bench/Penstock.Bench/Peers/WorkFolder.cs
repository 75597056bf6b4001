namespace Penstock.Bench.Peers;

/// <summary>A folder for a run, gone at its end. Servers that give up root must be able to write into it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public WorkFolder()
    {
        Root = Directory.CreateTempSubdirectory("penstock-bench-").FullName;
        File.SetUnixFileMode(Root, All);
    }

    public string Root { get; }

    /// <summary>An empty folder by that name.</summary>
    public string Fresh(string name)
    {
        string path = Path.Combine(Root, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        CreateForAll(path);
        return path;
    }

    public static void CreateForAll(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, All);
    }

    /// <summary>Lets everyone read and write everything in a folder.</summary>
    public static void OpenForAll(string path)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(entry, All);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
