using System.Runtime.Versioning;

namespace Penstock.Linux;

/// <summary>The options of every TCP socket. On Linux accepted sockets inherit them from their listener, which saves the calls for each.</summary>
[SupportedOSPlatform("linux")]
internal static class SocketTuning
{
    public static void Apply(int fd)
    {
        // Whoever sends small pieces through a tunnel means them to arrive: Nagle's algorithm is the ends' business, not the proxy's.
        _ = LibC.setsockopt(fd, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);

        // Finds peers that went away without a word; how soon is the system's setting (net.ipv4.tcp_keepalive_time).
        _ = LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_KEEPALIVE, 1);
    }
}
