using System.Text;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>The files that a configuration is made of, and those that it speaks of.</summary>
internal abstract class ConfigFiles
{
    /// <summary>The largest file that is read. Apache's own, with all that Debian adds, are a hundredth of it.</summary>
    protected const int LargestFile = 4 * 1024 * 1024;

    /// <summary>The text of a file; or null, and <paramref name="problem"/> says why.</summary>
    public abstract string? Read(string path, out string problem);

    public abstract bool FileExists(string path);

    public abstract bool FolderExists(string path);

    /// <summary>The names of the files and folders in a folder, sorted; none if it cannot be read.</summary>
    public abstract IReadOnlyList<string> Names(string folder);

    /// <summary>Text of bytes that are UTF-8, or else were written with some code page whose lower half is ASCII.</summary>
    protected static string Decode(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes).TrimStart('\ufeff') : Encoding.Latin1.GetString(bytes);
}

/// <summary>Those of this machine.</summary>
internal sealed class DiskFiles : ConfigFiles
{
    public override string? Read(string path, out string problem)
    {
        problem = "";
        try
        {
            using FileStream stream = File.OpenRead(path);
            var bytes = new byte[LargestFile + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            problem = length == bytes.Length ? $"{path} is larger than {LargestFile >> 20} MiB" : "";
            return problem.Length > 0 ? null : Decode(bytes[..length]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = e is FileNotFoundException or DirectoryNotFoundException ? $"there is no file {path}" : $"{path} cannot be read: {FileTrouble.Reason(path, e)}";
            return null;
        }
    }

    public override bool FileExists(string path) => File.Exists(path);

    public override bool FolderExists(string path) => Directory.Exists(path);

    public override IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }
}
