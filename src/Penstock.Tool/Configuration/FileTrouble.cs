namespace Penstock.Tool.Configuration;

/// <summary>Why a file cannot be read or written, in words.</summary>
internal static class FileTrouble
{
    /// <summary>To be said behind a colon. Of a directory the library says that access is denied, whoever asks.</summary>
    public static string Reason(string path, Exception e) => Directory.Exists(path) ? "it is a directory" : e.Message;
}
