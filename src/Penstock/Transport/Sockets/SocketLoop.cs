using System.Net;
using System.Net.Sockets;
using Penstock.Linux;

namespace Penstock.Transport.Sockets;

/// <summary>A loop over managed sockets: the runtime watches them, and every completion is posted here, so that all above runs just as it does on epoll.</summary>
internal sealed class SocketLoop(int index) : IoLoop(index)
{
    private readonly SemaphoreSlim _wake = new(0);

    public override Connection Connect(IPEndPoint endPoint)
    {
        Socket socket;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException e)
        {
            return new SocketConnection(this, PeerAddress.From(endPoint), e.SocketErrorCode);
        }

        // Asked afterwards: between a question and the socket another thread could take the descriptor that was free, and each time one more would be out of the reserve.
        if (OperatingSystem.IsLinux() && DescriptorReserve.Holds((int)socket.Handle))
        {
            socket.Dispose();
            return new SocketConnection(this, PeerAddress.From(endPoint), SocketError.TooManyOpenSockets);
        }

        var connection = new SocketConnection(this, socket, PeerAddress.From(endPoint), connected: false);
        connection.BeginConnect(endPoint);
        return connection;
    }

    protected override void WaitAndDispatch(int timeoutMilliseconds)
    {
        if (timeoutMilliseconds != 0)
        {
            _wake.Wait(timeoutMilliseconds);
        }

        ReadClock();
    }

    protected override void Wake() => _wake.Release();

    protected override void Close()
    {
        // The semaphore stays: a completion that comes late may still release it.
    }
}
