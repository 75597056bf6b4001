using System.Net;
using Penstock.Linux;
using SocketAddress = Penstock.Linux.SocketAddress;

namespace Penstock.Bench.Load;

/// <summary>Sockets of this machine's own address, without blocking and without Nagle's algorithm.</summary>
internal static class Sockets
{
    private const int NewSocket = LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC;

    /// <summary>A port of this machine's own address, as the system wants it.</summary>
    public static byte[] AddressOf(int port)
    {
        byte[] address = new byte[SocketAddress.MaxSize];
        return address[..SocketAddress.Write(new IPEndPoint(IPAddress.Loopback, port), address)];
    }

    public static int Listen(int port)
    {
        int fd = LibC.socket(LibC.AF_INET, NewSocket, 0).OrThrow();
        _ = LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
        _ = LibC.bind(fd, AddressOf(port)).OrThrow();
        _ = LibC.listen(fd, 4096).OrThrow();
        return fd;
    }

    /// <summary>The next connection of a listener, or -1.</summary>
    public static int Accept(int listener)
    {
        Span<byte> address = stackalloc byte[SocketAddress.MaxSize];
        uint length = SocketAddress.MaxSize;
        SysResult accepted = LibC.accept4(listener, address, ref length, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
        if (!accepted.Succeeded)
        {
            return -1;
        }

        _ = LibC.setsockopt(accepted.Value, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);
        return accepted.Value;
    }

    /// <summary>Begins to connect to an address of <see cref="AddressOf"/>.</summary>
    public static int Connect(ReadOnlySpan<byte> address)
    {
        int fd = LibC.socket(LibC.AF_INET, NewSocket, 0).OrThrow();
        _ = LibC.setsockopt(fd, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);
        SysResult result = LibC.connect(fd, address);
        return result.Succeeded || result == Errno.EINPROGRESS ? fd : throw new IOException($"connect: {result.Errno}");
    }
}
