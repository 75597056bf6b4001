using System.Net.Sockets;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>Accepts for one loop. TCP listeners have one socket for each loop (SO_REUSEPORT), so a connection is accepted where it will live.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollListener : LoopTimer, IEpollTarget
{
    // A share of one turn: a flood of newcomers must not hold up the tunnels that are open.
    private const int AcceptsPerTurn = 64;

    // Out of descriptors: how long until the next try. Long enough not to spin, short enough not to be noticed.
    private const int PauseMilliseconds = 100;

    private readonly EpollLoop _loop;
    private readonly int _fd;
    private readonly Action<Connection> _accepted;
    private readonly Action<SocketError> _paused;
    private readonly Action _acceptAgain;
    private readonly int _slot;
    private bool _closed;

    /// <param name="loop">Where to accept.</param>
    /// <param name="fd">A listening socket; one that several loops share is left open by all but its owner.</param>
    /// <param name="accepted">Takes each new connection, on the loop's thread.</param>
    /// <param name="paused">Told why accepting had to pause.</param>
    public EpollListener(EpollLoop loop, int fd, Action<Connection> accepted, Action<SocketError> paused)
    {
        _loop = loop;
        _fd = fd;
        _accepted = accepted;
        _paused = paused;
        _acceptAgain = Accept;
        _slot = loop.Register(this, fd, LibC.EPOLLIN | LibC.EPOLLET);
    }

    void IEpollTarget.OnEvents(uint events) => Accept();

    internal override void OnDue()
    {
        if (DescriptorReserve.IsReached())
        {
            _loop.Timers.Schedule(this, _loop.Now, PauseMilliseconds);
        }
        else
        {
            Accept();
        }
    }

    /// <summary>Accepts those that have come already, and then none, on the loop's thread. The socket itself, whose intake is closed by then, is closed by its owner.</summary>
    public void Stop()
    {
        _closed = true;
        _loop.Timers.Cancel(this);
        _loop.Unregister(_slot, _fd);
        for (int i = 0; i <= EpollListenerSocket.Backlog && AcceptOne() is null; i++)
        {
        }
    }

    private void Accept()
    {
        for (int accepted = 0; accepted < AcceptsPerTurn && !_closed; accepted++)
        {
            switch (AcceptOne())
            {
                case null:
                    break;

                // EINVAL: its intake is closed, and Stop is on its way.
                case Errno.EAGAIN or Errno.EINVAL:
                    return;

                // No descriptor or no memory. The newcomers wait in the kernel's queue, and no edge will tell of them again: come back by the clock.
                case { } reason:
                    Pause(reason);
                    return;
            }
        }

        if (!_closed)
        {
            _loop.Defer(_acceptAgain);
        }
    }

    // Null if there may be another.
    private Errno? AcceptOne()
    {
        Span<byte> address = stackalloc byte[SocketAddress.MaxSize];
        uint length = SocketAddress.MaxSize;
        SysResult result = LibC.accept4(_fd, address, ref length, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
        if (result.Succeeded)
        {
            PeerAddress peer = length >= 16 ? SocketAddress.ReadPeer(address) : default;
            _accepted(new EpollConnection(_loop, result.Value, peer, connected: true));
            return DescriptorReserve.Holds(result.Value) ? Errno.EMFILE : null;
        }

        // The newcomer went away again, or the network had an error of its own for it (accept(2)): on to the next.
        return result.Errno is Errno.EINTR or Errno.ECONNABORTED or Errno.EPROTO or Errno.EPERM or Errno.ENETDOWN or Errno.EHOSTDOWN or Errno.EHOSTUNREACH or Errno.ENETUNREACH ? null : result.Errno;
    }

    private void Pause(Errno reason)
    {
        _loop.Counters.AcceptsPaused++;
        _paused(reason.ToSocketError());
        _loop.Timers.Schedule(this, _loop.Now, PauseMilliseconds);
    }
}
