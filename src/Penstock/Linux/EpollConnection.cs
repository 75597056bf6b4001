using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>A connection of an <see cref="EpollLoop"/>: registered once, edge-triggered, for everything; what it is ready for is remembered until a call says otherwise.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollConnection : Connection, IEpollTarget
{
    private const uint End = LibC.EPOLLRDHUP | LibC.EPOLLHUP | LibC.EPOLLERR;
    private const uint ToRead = LibC.EPOLLIN | LibC.EPOLLPRI | End;

    private readonly int _slot;

    // Set once the peer has closed or the connection has failed: from then on no further event will say so, and reading goes on until it is seen.
    private bool _hangUp;

    // Set once the peer has sent urgent data (MSG_OOB): a read then stops short at the mark, and a splice cannot get past it.
    private bool _hasUrgent;

    private SocketError _connectResult;

    /// <summary>Takes over <paramref name="fd"/>. An accepted connection can be written to; one that connects becomes writable when it has ended to.</summary>
    public EpollConnection(EpollLoop loop, int fd, PeerAddress peer, bool connected)
        : base(loop, peer)
    {
        Fd = fd;
        CanWrite = connected;
        _connectResult = connected ? SocketError.IsConnected : SocketError.InProgress;
        _slot = loop.Register(this, fd, LibC.EPOLLIN | LibC.EPOLLPRI | LibC.EPOLLOUT | LibC.EPOLLRDHUP | LibC.EPOLLET);
    }

    /// <summary>A connection that could not even start.</summary>
    public EpollConnection(EpollLoop loop, PeerAddress peer, SocketError failure)
        : base(loop, peer)
    {
        Fd = -1;
        _slot = -1;
        CanWrite = true;
        _connectResult = failure;
    }

    public int Fd { get; }

    /// <summary>Whether what comes can be spliced: not from a peer that uses urgent data.</summary>
    public bool MaySpliceFrom => !_hasUrgent;

    public override SocketError ConnectResult => _connectResult;

    public override IPEndPoint? LocalEndPoint
    {
        get
        {
            Span<byte> address = stackalloc byte[SocketAddress.MaxSize];
            uint length = SocketAddress.MaxSize;
            return LibC.getsockname(Fd, address, ref length).Succeeded ? SocketAddress.ReadEndPoint(address) : null;
        }
    }

    public override IoResult TryReceive(Span<byte> buffer)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        if (!CanRead)
        {
            return IoResult.WouldBlock;
        }

        while (true)
        {
            SysResult result = LibC.recv(Fd, buffer);
            if (result.Succeeded)
            {
                // A short read has emptied the socket: what comes later is a new edge (epoll(7), question 9). Not so once the end has been announced, nor at
                // the mark of urgent data, behind which more may wait, nor on a Unix socket, where a read ends behind a descriptor that was passed along.
                CanRead = result.Value == buffer.Length || _hangUp || _hasUrgent || Peer.IsUnixSocket;
                return IoResult.Of(result.Value);
            }

            if (result != Errno.EINTR)
            {
                return ReadFailed(result.Errno);
            }
        }
    }

    public override bool HasUnread
    {
        get
        {
            Span<byte> one = stackalloc byte[1];
            return !IsClosed && LibC.recv_peek(Fd, one) is { Succeeded: true, Value: > 0 };
        }
    }

    public override bool HasNews => CanRead || (((EpollLoop)Loop).EventsFor(_slot) & ToRead) != 0;

    public override IoResult TrySend(ReadOnlySpan<byte> data)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        while (CanWrite)
        {
            SysResult result = LibC.send(Fd, data);
            if (result.Succeeded)
            {
                CanWrite = result.Value == data.Length;
                return IoResult.Of(result.Value);
            }

            if (result != Errno.EINTR)
            {
                return WriteFailed(result.Errno);
            }
        }

        return IoResult.WouldBlock;
    }

    public override LoopTask<IoResult> SendAsync(ReadOnlyMemory<byte> data)
    {
        IoResult result = TrySend(data.Span);
        return result.MustWait ? WaitAndSendAsync(data) : new LoopTask<IoResult>(result);
    }

    private async LoopTask<IoResult> WaitAndSendAsync(ReadOnlyMemory<byte> data)
    {
        while (true)
        {
            await Writable;
            IoResult result = TrySend(data.Span);
            if (!result.MustWait)
            {
                return result;
            }
        }
    }

    /// <summary>Moves up to <paramref name="room"/> bytes from the socket into <paramref name="pipe"/>, without a copy. Never says that the stream has ended:
    /// it says then that nothing could be moved, and <see cref="TryReceive"/> tells.</summary>
    public IoResult TrySpliceInto(PipePair pipe, int room)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        while (CanRead)
        {
            SysResult result = LibC.splice(Fd, pipe.WriteEnd, room, LibC.SPLICE_F_MOVE | LibC.SPLICE_F_NONBLOCK);
            if (result.Succeeded)
            {
                // No bytes are the end of the stream, or urgent data with the end somewhere behind it.
                return result.Value > 0 ? IoResult.Of(result.Value) : IoResult.WouldBlock;
            }

            if (result == Errno.EAGAIN)
            {
                // The pipe is given empty, so it is the socket that has nothing (a pipe with bytes in it may only be out of slots), or has its mark of urgent data next.
                CanRead = _hangUp || _hasUrgent;
                return IoResult.WouldBlock;
            }

            if (result != Errno.EINTR)
            {
                return ReadFailed(result.Errno);
            }
        }

        return IoResult.WouldBlock;
    }

    /// <summary>Moves what <paramref name="pipe"/> holds to the socket, as much as it takes.</summary>
    public IoResult TrySpliceFrom(PipePair pipe)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        while (CanWrite)
        {
            SysResult result = LibC.splice(pipe.ReadEnd, Fd, pipe.Held, LibC.SPLICE_F_MOVE | LibC.SPLICE_F_NONBLOCK);
            if (result.Succeeded)
            {
                return IoResult.Of(result.Value);
            }

            if (result != Errno.EINTR)
            {
                return WriteFailed(result.Errno);
            }
        }

        return IoResult.WouldBlock;
    }

    /// <summary>Completes when the socket takes bytes again.</summary>
    public new LoopWait Writable => base.Writable;

    public override void ShutdownSend() => _ = LibC.shutdown(Fd, LibC.SHUT_WR);

    public override void ResetOnClose() => _ = LibC.setsockopt_linger0(Fd);

    protected override void Release()
    {
        if (Fd >= 0)
        {
            ((EpollLoop)Loop).Unregister(_slot);
            _ = LibC.close(Fd);
        }
    }

    void IEpollTarget.OnEvents(uint events)
    {
        if (_connectResult == SocketError.InProgress && !TakeConnectResult(events))
        {
            return;
        }

        _hangUp |= (events & End) != 0;
        _hasUrgent |= (events & LibC.EPOLLPRI) != 0;
        if ((events & (LibC.EPOLLOUT | LibC.EPOLLHUP | LibC.EPOLLERR)) != 0)
        {
            CanWrite = true;
            ResumeWriter();
        }

        if ((events & ToRead) != 0 && !IsClosed)
        {
            CanRead = true;
            if (!ResumeReader() && (events & LibC.EPOLLERR) != 0 && !IsClosed)
            {
                Observer?.OnReset(this);
            }
        }
    }

    // False while the attempt is still under way: an unconnected socket reports EPOLLHUP until the handshake begins.
    private bool TakeConnectResult(uint events)
    {
        if ((events & LibC.EPOLLERR) != 0)
        {
            _ = LibC.getsockopt(Fd, LibC.SOL_SOCKET, LibC.SO_ERROR, out int error);
            _connectResult = error == 0 ? SocketError.ConnectionRefused : ((Errno)error).ToSocketError();
        }
        else if ((events & LibC.EPOLLOUT) != 0)
        {
            _connectResult = SocketError.IsConnected;
        }
        else
        {
            return false;
        }

        return true;
    }

    private IoResult ReadFailed(Errno errno)
    {
        CanRead = errno != Errno.EAGAIN;
        return IoResult.Failed(errno.ToSocketError());
    }

    private IoResult WriteFailed(Errno errno)
    {
        CanWrite = errno != Errno.EAGAIN;
        return IoResult.Failed(errno.ToSocketError());
    }
}
