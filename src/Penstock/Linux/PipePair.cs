using System.Runtime.Versioning;

namespace Penstock.Linux;

/// <summary>A pipe that one direction of a tunnel borrows while it splices. It goes back to the pool of its loop empty, or is closed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PipePair
{
    /// <summary>
    /// What a pipe is asked to hold. A GiB took 0.97 of the floor's CPU with 256 KiB, 0.87 with 512 KiB and 0.79 with 1 MiB (bench/README.md, down and up together); a slow
    /// receiver can make a tunnel hold one pipe each way, and 1 MiB in all is what a tunnel may hold. It takes 128 of the 16,384 pages that
    /// an unprivileged user's pipes may have together (fs.pipe-user-pages-soft, pipe(7)).
    /// </summary>
    public const int WantedBytes = 512 * 1024;

    // Past the user's limit the kernel hands out pipes of a page or two: slower than copying.
    private const int LeastBytes = 64 * 1024;

    private PipePair(int readEnd, int writeEnd, int capacity)
    {
        ReadEnd = readEnd;
        WriteEnd = writeEnd;
        Capacity = capacity;
    }

    public int ReadEnd { get; }

    public int WriteEnd { get; }

    /// <summary>Bytes that fit, if they come in full pages.</summary>
    public int Capacity { get; }

    /// <summary>Bytes inside: read from one socket and not yet written to the other.</summary>
    public int Held { get; set; }

    /// <summary>Null if there are no descriptors or no pages left for a pipe worth having.</summary>
    public static PipePair? TryCreate()
    {
        if (!LibC.pipe2(out int readEnd, out int writeEnd, LibC.O_NONBLOCK | LibC.O_CLOEXEC).Succeeded)
        {
            return null;
        }

        if (DescriptorReserve.Holds(Math.Max(readEnd, writeEnd)))
        {
            _ = LibC.close(readEnd);
            _ = LibC.close(writeEnd);
            return null;
        }

        SysResult size = LibC.fcntl(writeEnd, LibC.F_SETPIPE_SZ, WantedBytes);
        if (!size.Succeeded)
        {
            size = LibC.fcntl(writeEnd, LibC.F_SETPIPE_SZ, LeastBytes);
        }

        var pipe = new PipePair(readEnd, writeEnd, size.Succeeded ? size.Value : 0);
        if (pipe.Capacity >= LeastBytes)
        {
            return pipe;
        }

        pipe.Close();
        return null;
    }

    public void Close()
    {
        _ = LibC.close(ReadEnd);
        _ = LibC.close(WriteEnd);
    }
}
