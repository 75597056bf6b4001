using Microsoft.Win32.SafeHandles;

namespace Penstock.Site;

/// <summary>What a path of the site leads to.</summary>
internal enum SiteEntryKind
{
    /// <summary>Nothing, or nothing that is served: a device, or what lies outside of the root.</summary>
    Missing,

    Folder,

    File,

    /// <summary>The system does not let this process read it.</summary>
    Forbidden,

    /// <summary>There is no descriptor left to open it with.</summary>
    Exhausted,
}

/// <summary>What a path of the site leads to, and the open file if it is one.</summary>
internal readonly record struct SiteEntry(SiteEntryKind Kind, SafeFileHandle? Handle = null)
{
    public static readonly SiteEntry Missing = new(SiteEntryKind.Missing);
    public static readonly SiteEntry Folder = new(SiteEntryKind.Folder);
    public static readonly SiteEntry Forbidden = new(SiteEntryKind.Forbidden);
    public static readonly SiteEntry Exhausted = new(SiteEntryKind.Exhausted);

    public static SiteEntry File(SafeFileHandle handle) => new(SiteEntryKind.File, handle);

    /// <summary>Opens what lies at <paramref name="path"/>, which is relative to <paramref name="root"/>, has no dot segments, and may have been chosen by anybody. Blocks.</summary>
    public static SiteEntry Open(string root, string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? Linux.FileBelow.Open(root, path) : OpenPortably(root, path);
        }
        catch (UnauthorizedAccessException)
        {
            return Forbidden;
        }
        catch (IOException)
        {
            return Missing;
        }
    }

    // Every step is looked at before the file is opened. Whoever can write to the folder at that moment can lead this astray; on Linux nobody can.
    private static SiteEntry OpenPortably(string root, string path)
    {
        string below = Path.GetFullPath(root).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        string place = below;
        FileSystemInfo step = new DirectoryInfo(below);
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            place = Path.Combine(place, segment);
            step = Directory.Exists(place) ? new DirectoryInfo(place) : new FileInfo(place);
            if (step.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                step = target;
                place = target.FullName;
            }

            if (!step.Exists || !place.StartsWith(below, StringComparison.Ordinal))
            {
                return Missing;
            }
        }

        return step is DirectoryInfo ? step.Exists ? Folder : Missing
            : (step.Attributes & FileAttributes.Device) != 0 ? Missing
            : File(System.IO.File.OpenHandle(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }
}
