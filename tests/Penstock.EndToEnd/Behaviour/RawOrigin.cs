using System.Net;
using System.Net.Sockets;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A server whose every word is the test's.</summary>
internal sealed class RawOrigin : IDisposable
{
    private readonly TcpListener _listener;

    public RawOrigin(IPAddress? address = null, int port = 0)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int Port => EndPoint.Port;

    public bool HasCaller => _listener.Pending();

    public async Task<RawPeer> AcceptAsync() => new(await _listener.AcceptSocketAsync().WaitAsync(RawPeer.Limit));

    public void Dispose() => _listener.Dispose();

    /// <summary>A port on loopback that nobody listens on.</summary>
    public static int UnusedPort()
    {
        using var origin = new RawOrigin();
        return origin.Port;
    }
}
