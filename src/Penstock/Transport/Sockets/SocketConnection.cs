using System.Net;
using System.Net.Sockets;

namespace Penstock.Transport.Sockets;

/// <summary>A connection over <see cref="Socket"/>: portable, and the measure of what the epoll one must do.</summary>
internal sealed class SocketConnection : Connection
{
    private readonly Socket? _socket;
    private SocketAsyncEventArgs? _waiting;
    private SocketAsyncEventArgs? _connecting;
    private SocketError _connectResult;
    private bool _isWaiting;
    private bool _resetOnClose;
    private bool _hasFinished;

    /// <summary>Takes over <paramref name="socket"/>.</summary>
    public SocketConnection(SocketLoop loop, Socket socket, PeerAddress peer, bool connected)
        : base(loop, peer)
    {
        _socket = socket;
        _socket.Blocking = false;
        CanRead = CanWrite = connected;
        _connectResult = connected ? SocketError.IsConnected : SocketError.InProgress;
        if (!peer.IsUnixSocket)
        {
            TrySet(() => _socket.NoDelay = true);
            TrySet(() => _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true));
        }
    }

    /// <summary>A connection that could not even start.</summary>
    public SocketConnection(SocketLoop loop, PeerAddress peer, SocketError failure)
        : base(loop, peer)
    {
        CanWrite = true;
        _connectResult = failure;
    }

    public override SocketError ConnectResult => _connectResult;

    public override IPEndPoint? LocalEndPoint => _socket?.LocalEndPoint as IPEndPoint;

    // The runtime tells of a reset to who reads or writes, and a sender that was stopped is not read.
    public override bool TellsOfResets => false;

    public override bool WasReset => !IsClosed && _socket!.Poll(0, SelectMode.SelectError);

    public void BeginConnect(IPEndPoint endPoint)
    {
        SocketAsyncEventArgs connecting = NewOperation(static connection => connection.ConnectEnded());
        connecting.RemoteEndPoint = endPoint;
        _connecting = connecting;
        try
        {
            if (!_socket!.ConnectAsync(connecting))
            {
                ConnectEnded();
            }
        }
        catch (SocketException e)
        {
            connecting.SocketError = e.SocketErrorCode;
            ConnectEnded();
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

        int count = _socket!.Receive(buffer, SocketFlags.None, out SocketError error);
        CanRead = error != SocketError.WouldBlock;
        if (count == 0 && buffer.Length > 0 && error == SocketError.Success && HasForgottenItsReset())
        {
            return IoResult.Failed(SocketError.ConnectionReset);
        }

        return error == SocketError.Success ? IoResult.Of(count) : IoResult.Failed(error);
    }

    public override bool HasUnread => !IsClosed && _socket!.Available > 0;

    public override bool HasNews => !IsClosed && _socket!.Poll(0, SelectMode.SelectRead);

    public override IoResult TrySend(ReadOnlySpan<byte> data)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        int count = _socket!.Send(data, SocketFlags.None, out SocketError error);
        return error == SocketError.Success ? IoResult.Of(count) : IoResult.Failed(error);
    }

    public override LoopTask<IoResult> SendAsync(ReadOnlyMemory<byte> data)
    {
        IoResult result = TrySend(data.Span);
        return result.MustWait ? WaitAndSendAsync(data) : new LoopTask<IoResult>(result);
    }

    private async LoopTask<IoResult> WaitAndSendAsync(ReadOnlyMemory<byte> data)
    {
        // Copied: an interrupted caller takes its memory back at once, while the runtime may go on reading this until the socket is closed.
        byte[] copy = data.ToArray();
        SocketAsyncEventArgs sending = NewOperation(static connection => connection.SendEnded());
        sending.SetBuffer(copy, 0, copy.Length);
        CanWrite = !_socket!.SendAsync(sending);
        await Writable;
        return IsInterrupted ? IoResult.Interrupted
            : sending.SocketError == SocketError.Success ? IoResult.Of(sending.BytesTransferred)
            : IoResult.Failed(sending.SocketError);
    }

    public override void ShutdownSend()
    {
        _hasFinished = true;
        TrySet(() => _socket!.Shutdown(SocketShutdown.Send));
    }

    public override void ResetOnClose() => _resetOnClose = true;

    protected override void OnReadWaiter()
    {
        if (_isWaiting)
        {
            return;
        }

        // A receive into no memory completes when there is something to receive, and an idle connection holds no buffer.
        _waiting ??= NewOperation(static connection => connection.ReadWaitEnded());
        _isWaiting = true;
        if (!_socket!.ReceiveAsync(_waiting))
        {
            Loop.Defer(ReadWaitEnded);
        }
    }

    protected override void Release()
    {
        if (_resetOnClose)
        {
            TrySet(() => _socket!.LingerState = new LingerOption(true, 0));
        }
        else if (_connectResult == SocketError.IsConnected)
        {
            // To dispose a socket that a receive waits on makes the runtime send a reset, unless a FIN was sent before.
            ShutdownSend();
        }

        _socket?.Dispose();
    }

    // On Linux a reset is told once, to whoever asks first: a write that was under way takes it, and the read behind it finds an end that looks like a FIN. But a connection of which only the peer's
    // half is closed is not closed (tcp_info's first byte is the state, netinet/tcp.h).
    private bool HasForgottenItsReset()
    {
        const int Tcp = 6;
        const int TcpInfo = 11;
        const byte Closed = 7;
        if (!OperatingSystem.IsLinux() || _hasFinished || Peer.IsUnixSocket)
        {
            return false;
        }

        Span<byte> state = stackalloc byte[1];
        try
        {
            return _socket!.GetRawSocketOption(Tcp, TcpInfo, state) > 0 && state[0] == Closed;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void ConnectEnded()
    {
        SocketError error = _connecting!.SocketError;
        _connecting = null;
        _connectResult = error == SocketError.Success ? SocketError.IsConnected : error;
        CanRead = CanWrite = true;
        ResumeWriter();
    }

    private void SendEnded()
    {
        CanWrite = true;
        ResumeWriter();
    }

    private void ReadWaitEnded()
    {
        _isWaiting = false;
        CanRead = true;
        ResumeReader();
    }

    // Completions come on the thread pool, and everything of a connection happens on its loop.
    private SocketAsyncEventArgs NewOperation(Action<SocketConnection> ended)
    {
        var operation = new SocketAsyncEventArgs(true);
        operation.Completed += (_, _) => Loop.Post(
            static state =>
            {
                (SocketConnection connection, Action<SocketConnection> ended) = ((SocketConnection, Action<SocketConnection>))state!;
                if (!connection.IsClosed)
                {
                    ended(connection);
                }
            },
            (this, ended));
        return operation;
    }

    // The peer may have reset the connection in the meantime; the next read or write tells.
    private static void TrySet(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
