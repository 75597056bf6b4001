using System.Runtime.Versioning;

namespace Penstock.Linux;

/// <summary>
/// The last descriptors that this process may have, which no connection gets. The .NET runtime needs one now and then, to start a thread or to load an assembly, and
/// ends the process with "Out of memory" if there is none; a look-up of a name and a log that is reopened need theirs as well.
/// </summary>
/// <remarks>The kernel gives away the lowest number that is free, so a high number says that those below are in use.</remarks>
[SupportedOSPlatform("linux")]
internal static class DescriptorReserve
{
    // Two for a thread and one for an assembly, a few times over; a quarter where there are few in all.
    private const ulong Most = 32;

    private static readonly int FirstOfReserve = Find();

    /// <summary>Whether a descriptor that was just made is out of the reserve.</summary>
    public static bool Holds(int fd) => fd >= FirstOfReserve;

    /// <summary>Whether the next descriptor would be out of the reserve, or of the <paramref name="margin"/> before it; or whether there is none.</summary>
    public static bool IsReached(int margin = 0)
    {
        SysResult probe = LibC.eventfd(0, LibC.EFD_CLOEXEC);
        if (!probe.Succeeded)
        {
            return true;
        }

        _ = LibC.close(probe.Value);
        return Holds(probe.Value + margin);
    }

    private static int Find()
    {
        ulong limit = LibC.getrlimit(LibC.RLIMIT_NOFILE, out ulong soft).Succeeded ? Math.Min(soft, int.MaxValue) : int.MaxValue;
        return (int)(limit - Math.Min(Most, limit / 4));
    }
}
