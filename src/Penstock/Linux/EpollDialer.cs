using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>Starts a non-blocking connect(2) to an origin.</summary>
[SupportedOSPlatform("linux")]
internal static class EpollDialer
{
    public static Connection Connect(EpollLoop loop, IPEndPoint endPoint)
    {
        int family = endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? LibC.AF_INET6 : LibC.AF_INET;
        PeerAddress peer = PeerAddress.From(endPoint);
        SysResult socket = LibC.socket(family, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        if (!socket.Succeeded)
        {
            return new EpollConnection(loop, peer, socket.Errno.ToSocketError());
        }

        int fd = socket.Value;
        if (DescriptorReserve.Holds(fd))
        {
            _ = LibC.close(fd);
            return new EpollConnection(loop, peer, SocketError.TooManyOpenSockets);
        }

        SocketTuning.Apply(fd);

        Span<byte> address = stackalloc byte[SocketAddress.MaxSize];
        int length = SocketAddress.Write(endPoint, address);
        SysResult result;
        do
        {
            result = LibC.connect(fd, address[..length]);
        }
        while (result == Errno.EINTR);

        if (!result.Succeeded && result != Errno.EINPROGRESS)
        {
            _ = LibC.close(fd);
            return new EpollConnection(loop, peer, result.Errno.ToSocketError());
        }

        // Even a connect that has ended at once (to this machine) is reported by the first event, so there is one way for all.
        return new EpollConnection(loop, fd, peer, connected: false);
    }
}
