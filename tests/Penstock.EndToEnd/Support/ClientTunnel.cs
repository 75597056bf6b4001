using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.EndToEnd.Support;

/// <summary>A client's end of a tunnel, opened with CONNECT: for protocols whose own clients cannot ask a proxy.</summary>
internal sealed class ClientTunnel : IDisposable
{
    private readonly Socket _socket;

    private ClientTunnel(Socket socket)
    {
        _socket = socket;
        Stream = new NetworkStream(socket);
    }

    public NetworkStream Stream { get; }

    public static async Task<ClientTunnel> OpenAsync(EndPoint proxy, string destination, CancellationToken cancellationToken)
    {
        var socket = new Socket(proxy.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(proxy, cancellationToken);
            var tunnel = new ClientTunnel(socket);
            await tunnel.Stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {destination} HTTP/1.1\r\nHost: {destination}\r\n\r\n"), cancellationToken);
            string head = await tunnel.ReadHeadAsync(cancellationToken);
            Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
            return tunnel;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>No more from this side; the other may go on.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }

    // Byte by byte: what follows the head belongs to the tunnel.
    private async Task<string> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            if (await Stream.ReadAsync(one, cancellationToken) == 0)
            {
                Assert.Fail($"The proxy closed in the middle of its answer: {head}");
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
