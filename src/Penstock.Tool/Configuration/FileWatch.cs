namespace Penstock.Tool.Configuration;

/// <summary>Whether files are still what they were. It looks at size and times, so it notices an editor that writes a new file in place of the old one, on any file system.</summary>
internal sealed class FileWatch(IReadOnlyList<string> paths)
{
    private readonly (long Length, DateTime Written)[] _then = [.. paths.Select(Stamp)];
    private (long Length, DateTime Written)[]? _last;

    /// <summary>Whether a file has changed and has stayed so since the last look: one that is still being written is left alone.</summary>
    public bool HasChanged()
    {
        (long Length, DateTime Written)[] now = [.. paths.Select(Stamp)];
        bool isSettled = _last is not null && now.SequenceEqual(_last);
        _last = now;
        return isSettled && !now.SequenceEqual(_then);
    }

    private static (long Length, DateTime Written) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
    }
}
