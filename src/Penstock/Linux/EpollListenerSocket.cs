using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>One listening address and its sockets: for TCP one a loop, among which the kernel spreads newcomers; for a Unix path one that the loops share.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollListenerSocket : ListenerSocket
{
    internal const int Backlog = 4096; // the kernel's own ceiling, net.core.somaxconn, by default

    private readonly IReadOnlyList<IoLoop> _loops;
    private readonly List<int> _fds = [];
    private readonly EpollListener?[] _listeners;

    /// <param name="endPoint">Where to listen.</param>
    /// <param name="loops">The loops that accept.</param>
    /// <param name="besideOurs">Whether a listener of ours that is about to close may have the address as well.</param>
    public EpollListenerSocket(EndPoint endPoint, IReadOnlyList<IoLoop> loops, bool besideOurs)
    {
        _loops = loops;
        _listeners = new EpollListener?[loops.Count];
        try
        {
            LocalEndPoint = endPoint is IPEndPoint ip ? ListenTcp(ip, besideOurs) : ListenUnix((UnixDomainSocketEndPoint)endPoint);
        }
        catch
        {
            CloseAll();
            throw;
        }
    }

    public override EndPoint LocalEndPoint { get; }

    public override IReadOnlyList<int> Descriptors => _fds;

    public override void Accept(Action<Connection> accepted, Action<SocketError> paused)
    {
        for (int i = 0; i < _loops.Count; i++)
        {
            (EpollLoop loop, int fd) = ((EpollLoop)_loops[i], _fds[i % _fds.Count]);
            int index = i;
            loop.Post(_ => _listeners[index] = new EpollListener(loop, fd, accepted, paused), null);
        }
    }

    public override async Task CloseAsync()
    {
        if (LocalEndPoint is UnixDomainSocketEndPoint unix)
        {
            // The file first: once the socket is closed, a successor may have made its own.
            UnixSocketFile.Remove(unix.ToString());
        }

        _fds.ForEach(fd => ListenQueue.CloseIntake(fd, isUnix: LocalEndPoint is UnixDomainSocketEndPoint));
        await Task.WhenAll(_loops.Select((loop, index) => loop.RunAsync(() => _listeners[index]?.Stop())));
        CloseAll();
    }

    private IPEndPoint ListenTcp(IPEndPoint wanted, bool besideOurs)
    {
        IPEndPoint bound = wanted;
        Span<byte> address = stackalloc byte[SocketAddress.MaxSize];
        for (int i = 0; i < _loops.Count; i++)
        {
            bool isIPv6 = wanted.AddressFamily == AddressFamily.InterNetworkV6;
            int fd = LibC.socket(isIPv6 ? LibC.AF_INET6 : LibC.AF_INET, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0).OrThrow();
            _fds.Add(fd);
            _ = LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
            if (isIPv6)
            {
                // [::] means every address of this machine, as people expect; an IPv4 client of it is known by its IPv4 address.
                _ = LibC.setsockopt(fd, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, wanted.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
            }

            SocketTuning.Apply(fd);
            bool isFirst = i == 0;
            if (!isFirst || besideOurs)
            {
                LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1).OrThrow();
            }

            LibC.bind(fd, address[..SocketAddress.Write(bound, address)]).OrThrow();
            if (isFirst)
            {
                // Only now may the port be shared: had the first socket asked before it was bound, a second proxy of the same user
                // could start on a port in use, and the two would share its clients without a word.
                LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1).OrThrow();
                uint length = SocketAddress.MaxSize;
                LibC.getsockname(fd, address, ref length).OrThrow();
                bound = SocketAddress.ReadEndPoint(address)!;
            }

            LibC.listen(fd, Backlog).OrThrow();
        }

        return bound;
    }

    private UnixDomainSocketEndPoint ListenUnix(UnixDomainSocketEndPoint wanted)
    {
        string path = wanted.ToString();
        UnixSocketFile.RemoveIfStale(path);
        int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0).OrThrow();
        _fds.Add(fd);
        Span<byte> address = stackalloc byte[SocketAddress.MaxSize];
        LibC.bind(fd, address[..SocketAddress.WriteUnix(path, address)]).OrThrow();
        LibC.listen(fd, Backlog).OrThrow();
        return wanted;
    }

    private void CloseAll()
    {
        foreach (int fd in _fds)
        {
            ListenQueue.End(fd);
            _ = LibC.close(fd);
        }

        _fds.Clear();
    }
}
