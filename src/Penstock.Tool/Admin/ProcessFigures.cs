namespace Penstock.Tool.Admin;

/// <summary>What the process holds.</summary>
internal static class ProcessFigures
{
    /// <summary>Its open descriptors; null where the system does not tell.</summary>
    public static long? Descriptors
    {
        get
        {
            try
            {
                return new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().LongCount();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
