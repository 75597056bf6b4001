namespace Penstock.Connecting;

/// <summary>What a file looked like from outside: a different stamp means that it has to be read again. A missing file has the default stamp.</summary>
internal readonly record struct FileStamp(DateTime Modified, long Length)
{
    public static FileStamp Of(string? path)
    {
        try
        {
            FileInfo? file = path is null ? null : new FileInfo(path);
            return file is { Exists: true } ? new FileStamp(file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>The file's text, or null if it is missing or cannot be read: then it is as if it were missing.</summary>
    public static string? ReadText(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
