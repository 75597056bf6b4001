using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

[assembly: DisableRuntimeMarshalling]

namespace Penstock.Linux;

/// <summary>The system calls in use, under their C names; each ends at a <see cref="SysResult"/>. Constants from the headers named beside them.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LibC
{
    // bits/socket.h, bits/socket_type.h
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int MSG_PEEK = 2;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int SHUT_RD = 0;
    public const int SHUT_WR = 1;

    // asm-generic/socket.h, netinet/in.h, netinet/tcp.h
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_ERROR = 4;
    public const int SO_KEEPALIVE = 9;
    public const int SO_LINGER = 13;
    public const int SO_REUSEPORT = 15;
    public const int SO_ATTACH_FILTER = 26;
    public const int IPPROTO_TCP = 6;
    public const int TCP_NODELAY = 1;
    public const int IPPROTO_IPV6 = 41;
    public const int IPV6_V6ONLY = 26;

    // bits/epoll.h, sys/eventfd.h
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const uint EPOLLIN = 0x001;
    public const uint EPOLLPRI = 0x002;
    public const uint EPOLLOUT = 0x004;
    public const uint EPOLLERR = 0x008;
    public const uint EPOLLHUP = 0x010;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLET = 1u << 31;
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    // bits/fcntl-linux.h
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int F_SETPIPE_SZ = 1031;
    public const uint SPLICE_F_MOVE = 1;
    public const uint SPLICE_F_NONBLOCK = 2;

    // bits/resource.h
    public const int RLIMIT_NOFILE = 7;

    // bits/signum-generic.h
    private const int SIGPIPE = 13;
    private const nint SIG_IGN = 1;

    public static SysResult epoll_create1(int flags) => Result(NativeEpollCreate1(flags));

    public static SysResult epoll_ctl(int epfd, int op, int fd, uint events, ulong data)
    {
        byte* epollEvent = stackalloc byte[EpollEvent.Size];
        EpollEvent.Write(epollEvent, events, data);
        return Result(NativeEpollCtl(epfd, op, fd, epollEvent));
    }

    public static SysResult epoll_wait(int epfd, byte* events, int maxEvents, int timeout) => Result(NativeEpollWait(epfd, events, maxEvents, timeout));

    public static SysResult eventfd(uint initial, int flags) => Result(NativeEventFd(initial, flags));

    public static SysResult socket(int domain, int type, int protocol) => Result(NativeSocket(domain, type, protocol));

    public static SysResult bind(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
        {
            return Result(NativeBind(fd, pointer, (uint)address.Length));
        }
    }

    public static SysResult listen(int fd, int backlog) => Result(NativeListen(fd, backlog));

    public static SysResult connect(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
        {
            return Result(NativeConnect(fd, pointer, (uint)address.Length));
        }
    }

    public static SysResult accept4(int fd, Span<byte> address, ref uint length, int flags)
    {
        fixed (byte* pointer = address)
        fixed (uint* lengthPointer = &length)
        {
            return Result(NativeAccept4(fd, pointer, lengthPointer, flags));
        }
    }

    public static SysResult getsockname(int fd, Span<byte> address, ref uint length)
    {
        fixed (byte* pointer = address)
        fixed (uint* lengthPointer = &length)
        {
            return Result(NativeGetSockName(fd, pointer, lengthPointer));
        }
    }

    public static SysResult setsockopt(int fd, int level, int name, int value) => Result(NativeSetSockOpt(fd, level, name, &value, sizeof(int)));

    /// <summary>SO_LINGER on with no time: the coming close sends a reset.</summary>
    public static SysResult setsockopt_linger0(int fd)
    {
        long value = 1; // struct linger { int l_onoff = 1; int l_linger = 0; }
        return Result(NativeSetSockOpt(fd, SOL_SOCKET, SO_LINGER, &value, sizeof(long)));
    }

    /// <summary>SO_ATTACH_FILTER: the program runs on each segment that comes to the socket (struct sock_fprog, linux/filter.h).</summary>
    public static SysResult setsockopt_filter(int fd, ReadOnlySpan<ulong> program)
    {
        fixed (ulong* instructions = program)
        {
            nint* value = stackalloc nint[2];
            value[0] = 0;
            *(ushort*)value = (ushort)program.Length;
            value[1] = (nint)instructions;
            return Result(NativeSetSockOpt(fd, SOL_SOCKET, SO_ATTACH_FILTER, value, (uint)(2 * sizeof(nint))));
        }
    }

    public static SysResult getsockopt(int fd, int level, int name, out int value)
    {
        int got = 0;
        uint length = sizeof(int);
        SysResult result = Result(NativeGetSockOpt(fd, level, name, &got, &length));
        value = got;
        return result;
    }

    public static SysResult recv(int fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return Result(Receive(fd, pointer, buffer.Length, 0));
        }
    }

    /// <summary>Looks at what is there, and leaves it there.</summary>
    public static SysResult recv_peek(int fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return Result(Receive(fd, pointer, buffer.Length, MSG_PEEK));
        }
    }

    public static SysResult send(int fd, ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
        {
            return ReceiveNumber != 0
                ? Result(NativeSystemCall(SendNumber, fd, pointer, data.Length, MSG_NOSIGNAL, 0, 0))
                : Result(NativeSend(fd, pointer, (nuint)data.Length, MSG_NOSIGNAL));
        }
    }

    public static SysResult splice(int from, int to, int length, uint flags) => Result(NativeSplice(from, null, to, null, (nuint)length, flags));

    public static SysResult shutdown(int fd, int how) => Result(NativeShutdown(fd, how));

    public static SysResult pipe2(out int readEnd, out int writeEnd, int flags)
    {
        int* ends = stackalloc int[2];
        SysResult result = Result(NativePipe2(ends, flags));
        (readEnd, writeEnd) = (ends[0], ends[1]);
        return result;
    }

    public static SysResult fcntl(int fd, int command, int argument) => Result(NativeFcntl(fd, command, argument));

    /// <summary>Not repeated on EINTR: on Linux the descriptor is gone either way, and may be somebody else's by now.</summary>
    public static SysResult close(int fd) => Result(NativeClose(fd));

    public static SysResult getrlimit(int resource, out ulong soft)
    {
        ulong* limit = stackalloc ulong[2]; // struct rlimit { rlim_t rlim_cur; rlim_t rlim_max; }
        SysResult result = Result(NativeGetRLimit(resource, limit));
        soft = limit[0];
        return result;
    }

    public static void write_eventfd(int fd)
    {
        ulong one = 1;
        _ = NativeWrite(fd, &one, sizeof(ulong));
    }

    public static void read_eventfd(int fd)
    {
        ulong count;
        _ = NativeRead(fd, &count, sizeof(ulong));
    }

    /// <summary>Splicing into a socket whose reader is gone raises SIGPIPE, which no flag of splice can hold back.</summary>
    public static void IgnoreSigPipe() => _ = NativeSignal(SIGPIPE, SIG_IGN);

    // asm/unistd_64.h, asm-generic/unistd.h: recvfrom and sendto. Zero where they are not known, and where libc's own functions will do.
    private static nint ReceiveNumber => RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 45, Architecture.Arm64 => 207, _ => 0 };

    private static nint SendNumber => RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 44, Architecture.Arm64 => 206, _ => 0 };

    // The two calls that every byte costs are made without libc's function around them: in a process with threads that makes each a point where its thread could be cancelled,
    // which nobody here does, and which takes a sixth of a short call.
    private static nint Receive(int fd, byte* buffer, int length, int flags) => ReceiveNumber != 0
        ? NativeSystemCall(ReceiveNumber, fd, buffer, length, flags, 0, 0)
        : NativeRecv(fd, buffer, (nuint)length, flags);

    private static SysResult Result(nint value) => value >= 0 ? new SysResult(value) : SysResult.Failed((Errno)Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int NativeEpollCreate1(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int NativeEpollCtl(int epfd, int op, int fd, byte* epollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int NativeEpollWait(int epfd, byte* events, int maxEvents, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int NativeEventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int NativeSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int NativeBind(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int NativeListen(int fd, int backlog);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int NativeConnect(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int NativeAccept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int NativeGetSockName(int fd, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int NativeSetSockOpt(int fd, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int NativeGetSockOpt(int fd, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint NativeRecv(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint NativeSend(int fd, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint NativeSystemCall(nint number, nint first, byte* second, nint third, nint fourth, nint fifth, nint sixth);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint NativeSplice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int NativeShutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int NativePipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int NativeFcntl(int fd, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int NativeClose(int fd);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int NativeGetRLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint NativeWrite(int fd, void* data, nuint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint NativeRead(int fd, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint NativeSignal(int signal, nint handler);
}
