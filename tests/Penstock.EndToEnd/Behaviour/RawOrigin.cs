using System.Net;
using System.Net.Sockets;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A server whose every word is the test's.</summary>
internal sealed class RawOrigin : IDisposable
{
    // Below 32,768, where those for clients begin (ip_local_port_range).
    private static int s_lastUnused = Random.Shared.Next(12_000, 25_000);

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

    /// <summary>A port on loopback that nobody listens on; none of those that the system gives to whoever connects, since any connection of another test could take it meanwhile.</summary>
    public static int UnusedPort()
    {
        while (true)
        {
            try
            {
                using var origin = new RawOrigin(port: Interlocked.Increment(ref s_lastUnused));
                return origin.Port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
