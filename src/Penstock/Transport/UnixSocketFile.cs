using System.Net.Sockets;

namespace Penstock.Transport;

/// <summary>The file that a Unix socket leaves behind when its process was killed.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes <paramref name="path"/> if it is a socket that nobody listens on. One in use stays, and binding then says so; so does any other file.</summary>
    public static void RemoveIfStale(string path)
    {
        if (!File.Exists(path) || (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.ReparsePoint)) != 0)
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A regular file refuses too: only a socket has no length and cannot be opened (ENXIO).
            if (new FileInfo(path).Length == 0 && !CanOpen(path))
            {
                File.Delete(path);
            }
        }
        catch (SocketException)
        {
            // Not ours to judge: bind will say what is wrong.
        }
    }

    /// <summary>Removes <paramref name="path"/>, or leaves it where that cannot be: to stop does not fail for it.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its directory is gone or has become somebody else's. What is left is stale, and whoever listens there next removes it.
        }
    }

    /// <summary>Why no socket can be made at <paramref name="path"/>, where the way there says so; null if it says nothing. The error numbers of files are none that .NET knows of sockets.</summary>
    public static string? WhyNot(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        return Directory.Exists(path) ? "it is a directory" : Directory.Exists(folder) ? null : $"there is no directory {folder}";
    }

    private static bool CanOpen(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
