using System.Net;
using System.Net.Sockets;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>An address on loopback that answers no SYN: a listener whose queue is full, so that the kernel drops what else comes (listen(2)).</summary>
internal sealed class BlackHole : IDisposable
{
    private readonly Socket _listener;
    private readonly List<Socket> _queued = [];

    private BlackHole(IPAddress address, int port)
    {
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, port));
        _listener.Listen(1);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public static async Task<BlackHole> OpenAsync(IPAddress? address = null, int port = 0)
    {
        var hole = new BlackHole(address ?? IPAddress.Loopback, port);
        while (await hole.TakesAnotherAsync())
        {
        }

        return hole;
    }

    public void Dispose()
    {
        _queued.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    private async Task<bool> TakesAnotherAsync()
    {
        var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _queued.Add(socket);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await socket.ConnectAsync(EndPoint, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
