using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Servers;

namespace Penstock.EndToEnd.Support;

/// <summary>A local port whose connections each go through a tunnel of their own: for clients that know nothing of proxies.</summary>
internal sealed class TunnelForwarder(IPEndPoint proxy, string destination) : IAsyncDisposable
{
    private readonly TcpServer _server = new(async (client, cancellationToken) =>
    {
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(proxy, destination, cancellationToken);
        await Task.WhenAll(UpAsync(client, tunnel, cancellationToken), DownAsync(client, tunnel, cancellationToken));
    });

    public int Port => _server.Port;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task UpAsync(NetworkStream client, ClientTunnel tunnel, CancellationToken cancellationToken)
    {
        await client.CopyToAsync(tunnel.Stream, cancellationToken);
        tunnel.EndSending();
    }

    private static async Task DownAsync(NetworkStream client, ClientTunnel tunnel, CancellationToken cancellationToken)
    {
        await tunnel.Stream.CopyToAsync(client, cancellationToken);
        client.Socket.Shutdown(SocketShutdown.Send);
    }
}
