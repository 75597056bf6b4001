using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Penstock.Site;

namespace Penstock.Linux;

/// <summary>Opens files below a folder, and nothing else: whatever symbolic links there are, and whoever changes them meanwhile.</summary>
/// <remarks>A path is opened without opening what it stands for (O_PATH), which waits for nobody and does nothing to a device. The kernel says where that lies and what it is; and just that, by its
/// descriptor and by no path any more, is opened to be read.</remarks>
[SupportedOSPlatform("linux")]
internal static class FileBelow
{
    /// <summary>Looks at <paramref name="path"/>, which is relative to <paramref name="root"/>, and opens it if it is a file. Blocks.</summary>
    public static SiteEntry Open(string root, string path)
    {
        if (!TryOpen(root, LibC.O_PATH, out SafeFileHandle? folder, out SiteEntry problem))
        {
            return problem;
        }

        using (folder)
        {
            if (!TryOpen(path.Length == 0 ? root : $"{root}/{path}", LibC.O_PATH, out SafeFileHandle? found, out problem))
            {
                return problem;
            }

            using (found)
            {
                return IsBelow(PlaceOf(folder), PlaceOf(found)) ? OpenFound(found) : SiteEntry.Missing;
            }
        }
    }

    private static SiteEntry OpenFound(SafeFileHandle found)
    {
        if (!LibC.statx_type(Number(found), out int type).Succeeded)
        {
            return SiteEntry.Missing;
        }

        return type switch
        {
            LibC.S_IFDIR => SiteEntry.Folder,
            // A file has nothing to wait for; the flag is for what cannot be, so that not even that stops a thread.
            LibC.S_IFREG => TryOpen(Link(found), LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_NOCTTY, out SafeFileHandle? file, out SiteEntry problem) ? SiteEntry.File(file) : problem,
            _ => SiteEntry.Missing,
        };
    }

    private static bool TryOpen(string path, int flags, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SafeFileHandle? handle, out SiteEntry problem)
    {
        handle = null;
        problem = default;
        SysResult opened = LibC.open(path, flags | LibC.O_CLOEXEC);
        if (!opened.Succeeded)
        {
            problem = opened.Errno switch
            {
                Errno.EACCES or Errno.EPERM => SiteEntry.Forbidden,
                Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM => SiteEntry.Exhausted,
                _ => SiteEntry.Missing,
            };
            return false;
        }

        handle = new SafeFileHandle(opened.Value, ownsHandle: true);
        if (DescriptorReserve.Holds(opened.Value))
        {
            handle.Dispose();
            problem = SiteEntry.Exhausted;
            return false;
        }

        return true;
    }

    private static bool IsBelow(string? folder, string? place) =>
        folder is not null && place is not null && (place == folder || place.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));

    private static string? PlaceOf(SafeFileHandle handle) => new FileInfo(Link(handle)).LinkTarget;

    private static string Link(SafeFileHandle handle) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Number(handle)}");

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
