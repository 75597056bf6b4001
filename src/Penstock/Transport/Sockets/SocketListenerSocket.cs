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

    public SocketListenerSocket(EndPoint endPoint, IReadOnlyList<IoLoop> loops)
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

            _socket.Bind(endPoint);
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

    public override void Accept(Action<Connection> accepted, Action<SocketError> paused) => _accepting = Task.Run(() => AcceptAsync(accepted, paused));

    public override async Task CloseAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        if (LocalEndPoint is UnixDomainSocketEndPoint unix)
        {
            UnixSocketFile.Remove(unix.ToString());
        }

        _socket.Dispose();
    }

    private async Task AcceptAsync(Action<Connection> accepted, Action<SocketError> paused)
    {
        for (int next = 0; !_stop.IsCancellationRequested; next++)
        {
            try
            {
                if (OperatingSystem.IsLinux() && DescriptorReserve.IsReached())
                {
                    TellOfPause(_loops[next % _loops.Count], paused, SocketError.TooManyOpenSockets);
                    await WaitForDescriptorsAsync();
                }

                Socket socket = await _socket.AcceptAsync(_stop.Token);
                Hand(socket, (SocketLoop)_loops[next % _loops.Count], accepted);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                TellOfPause(_loops[next % _loops.Count], paused, e.SocketErrorCode);
                await Task.Delay(Pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (SocketException)
            {
                // The newcomer went away before it was accepted: on to the next.
            }
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
