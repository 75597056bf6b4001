using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Penstock.Linux;

namespace Penstock.Transport.Sockets;

/// <summary>One listening managed socket; newcomers go to the loops in turn.</summary>
internal sealed class SocketListenerSocket : ListenerSocket
{
    private const int Backlog = 4096;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly IReadOnlyList<IoLoop> _loops;
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private Action<Connection>? _accepted;
    private int _next;

    /// <param name="endPoint">Where to listen.</param>
    /// <param name="loops">The loops that accept.</param>
    /// <param name="besideOurs">Whether a listener of ours that is about to close may have the address as well.</param>
    public SocketListenerSocket(EndPoint endPoint, IReadOnlyList<IoLoop> loops, bool besideOurs)
    {
        _loops = loops;
        bool isUnix = endPoint is UnixDomainSocketEndPoint;
        if (isUnix)
        {
            UnixSocketFile.RemoveIfStale(endPoint.ToString()!);
        }

        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (endPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } ip)
            {
                _socket.DualMode = ip.Address.Equals(IPAddress.IPv6Any);
            }

            if (besideOurs)
            {
                ShareAddress();
            }

            _socket.Bind(endPoint);
            if (!isUnix)
            {
                // So that the next configuration's listener can be opened before this one is closed; only now, lest another program be joined (docs/decisions/0002).
                ShareAddress();
            }

            _socket.Listen(Backlog);
            LocalEndPoint = isUnix ? endPoint : _socket.LocalEndPoint!;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public override EndPoint LocalEndPoint { get; }

    public override IReadOnlyList<int> Descriptors => [(int)_socket.Handle];

    public override void Accept(Action<Connection> accepted, Action<SocketError> paused)
    {
        _accepted = accepted;
        _accepting = Task.Run(() => AcceptAsync(accepted, paused));
    }

    public override async Task CloseAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        if (LocalEndPoint is UnixDomainSocketEndPoint unix)
        {
            UnixSocketFile.Remove(unix.ToString());
        }

        if (OperatingSystem.IsLinux())
        {
            ListenQueue.CloseIntake((int)_socket.Handle, isUnix: LocalEndPoint is UnixDomainSocketEndPoint);
        }

        AcceptLast();
        if (OperatingSystem.IsLinux())
        {
            ListenQueue.End((int)_socket.Handle);
        }

        _socket.Dispose();
    }

    private async Task AcceptAsync(Action<Connection> accepted, Action<SocketError> paused)
    {
        for (; !_stop.IsCancellationRequested; _next++)
        {
            try
            {
                if (OperatingSystem.IsLinux() && DescriptorReserve.IsReached())
                {
                    TellOfPause(NextLoop, paused, SocketError.TooManyOpenSockets);
                    await WaitForDescriptorsAsync();
                }

                Socket socket = await _socket.AcceptAsync(_stop.Token);
                Hand(socket, NextLoop, accepted);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                TellOfPause(NextLoop, paused, e.SocketErrorCode);
                await Task.Delay(Pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (SocketException)
            {
                // The newcomer went away before it was accepted: on to the next.
            }
        }
    }

    // Those that are in the queue; to close the socket would reset them.
    private void AcceptLast()
    {
        _socket.Blocking = false;
        for (int i = 0; i <= Backlog && _accepted is not null; i++, _next++)
        {
            try
            {
                Hand(_socket.Accept(), NextLoop, _accepted);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // It went away before it was accepted: on to the next.
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private SocketLoop NextLoop => (SocketLoop)_loops[_next % _loops.Count];

    private void ShareAddress()
    {
        if (OperatingSystem.IsLinux())
        {
            LibC.setsockopt((int)_socket.Handle, LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1).OrThrow();
        }
    }

    [SupportedOSPlatform("linux")]
    private async Task WaitForDescriptorsAsync()
    {
        do
        {
            await Task.Delay(Pause, TimeProvider.System, _stop.Token);
        }
        while (DescriptorReserve.IsReached());
    }

    private static void TellOfPause(IoLoop loop, Action<SocketError> paused, SocketError error) => loop.Post(
        _ =>
        {
            loop.Counters.AcceptsPaused++;
            paused(error);
        },
        null);

    private static void Hand(Socket socket, SocketLoop loop, Action<Connection> accepted)
    {
        try
        {
            var connection = new SocketConnection(loop, socket, PeerAddress.From(socket.RemoteEndPoint), connected: true);
            loop.Post(_ => accepted(connection), null);
        }
        catch (SocketException)
        {
            // It was reset before it could be asked who it is.
            socket.Dispose();
        }
    }
}
