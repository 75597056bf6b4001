using System.Runtime.Versioning;

namespace Penstock.Linux;

/// <summary>How many descriptors this process has, and may have.</summary>
[SupportedOSPlatform("linux")]
internal static class ProcessDescriptors
{
    /// <summary>Those that are open now; null if /proc is not there.</summary>
    public static long? Open
    {
        get
        {
            try
            {
                // One is that of the folder itself.
                return Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount() - 1;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>The most that may be open at a time (RLIMIT_NOFILE).</summary>
    public static long Limit => LibC.getrlimit(LibC.RLIMIT_NOFILE, out ulong soft).Succeeded ? (long)Math.Min(soft, long.MaxValue) : long.MaxValue;
}
