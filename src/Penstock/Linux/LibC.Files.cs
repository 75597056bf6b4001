using System.Runtime.InteropServices;
using System.Text;

namespace Penstock.Linux;

/// <content>Files.</content>
internal static unsafe partial class LibC
{
    // bits/fcntl-linux.h; O_PATH is the same on x86-64 and on arm64.
    public const int O_RDONLY = 0;
    public const int O_NOCTTY = 0x100;
    public const int O_PATH = 0x200000;

    // bits/stat.h
    public const int S_IFMT = 0xF000;
    public const int S_IFREG = 0x8000;
    public const int S_IFDIR = 0x4000;

    // linux/fcntl.h, linux/stat.h: struct statx has 256 bytes on every machine, and stx_mode at its 28th.
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_TYPE = 1;
    private const int StatxBytes = 256;
    private const int StatxMode = 28;

    public static SysResult open(string path, int flags)
    {
        fixed (byte* pointer = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return Result(NativeOpen(pointer, flags));
        }
    }

    /// <summary>What a descriptor stands for: <see cref="S_IFREG"/> and so on.</summary>
    public static SysResult statx_type(int fd, out int type)
    {
        byte* buffer = stackalloc byte[StatxBytes];
        byte empty = 0;
        SysResult result = Result(NativeStatx(fd, &empty, AT_EMPTY_PATH, STATX_TYPE, buffer));
        type = *(ushort*)(buffer + StatxMode) & S_IFMT;
        return result;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int NativeOpen(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int NativeStatx(int folder, byte* path, int flags, uint mask, byte* buffer);
}
