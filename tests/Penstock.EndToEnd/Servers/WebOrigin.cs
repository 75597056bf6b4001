using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>A web server in this process: it has what it was given, takes what is PUT, answers a POST with the hash of its body, and echoes WebSocket messages.</summary>
internal abstract class WebOrigin : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Resource> _resources = [];
    private readonly ConcurrentQueue<HttpRequest> _requests = [];
    private readonly Func<HttpRequest, Task<byte[]?>>? _otherwise;
    private readonly TcpServer _server;

    /// <param name="otherwise">Answers requests that no resource does, with a whole response; null to leave it to the server.</param>
    protected WebOrigin(Func<HttpRequest, Task<byte[]?>>? otherwise)
    {
        _otherwise = otherwise;
        _server = new TcpServer(ServeAsync);
    }

    public int Port => _server.Port;

    /// <summary>What came, in the order of coming.</summary>
    public IReadOnlyCollection<HttpRequest> Requests => _requests;

    public abstract string Url(string path);

    /// <summary>Adds a resource and returns its hash.</summary>
    public string Add(string path, byte[] content, string type = "application/octet-stream")
    {
        _resources[path] = new Resource(content, type);
        return Content.Hash(content);
    }

    public string AddRandom(string path, int length) => Add(path, Content.Random(length));

    /// <summary>The hash of what was added, or PUT, at a path.</summary>
    public string HashOf(string path) => Content.Hash(_resources[path].Content);

    public virtual ValueTask DisposeAsync() => _server.DisposeAsync();

    protected abstract Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken);

    protected async Task ServeRequestsAsync(Stream stream, CancellationToken cancellationToken)
    {
        var requests = new HttpRequestReader(stream);
        while (await requests.ReadAsync(cancellationToken) is { } request)
        {
            _requests.Enqueue(request);
            if (request.Field("Upgrade").Equals("websocket", StringComparison.OrdinalIgnoreCase))
            {
                await EchoAsync(request, stream, cancellationToken);
                return;
            }

            byte[] response = await RespondAsync(request);
            int length = request.Method == "HEAD" ? response.AsSpan().IndexOf("\r\n\r\n"u8) + 4 : response.Length;
            await stream.WriteAsync(response.AsMemory(0, length), cancellationToken);
            if (request.WantsClose)
            {
                return;
            }
        }
    }

    // RFC 6455. Nothing but the head has been read: a client sends no frames before it has the 101.
    private static async Task EchoAsync(HttpRequest request, Stream stream, CancellationToken cancellationToken)
    {
#pragma warning disable CA5350 // The handshake is defined with SHA-1 (RFC 6455, 1.3).
        byte[] accept = SHA1.HashData(Encoding.ASCII.GetBytes(request.Field("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        string head = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Convert.ToBase64String(accept)}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);

        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult received;
        while ((received = await socket.ReceiveAsync(buffer, cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                await socket.SendAsync(message.ToArray(), received.MessageType, endOfMessage: true, cancellationToken);
                message.SetLength(0);
            }
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    private async Task<byte[]> RespondAsync(HttpRequest request)
    {
        if (request.Method == "PUT")
        {
            Add(request.Path, request.Body);
            return HttpRequest.Response("201 Created", "text/plain", []);
        }

        if (_resources.TryGetValue(request.Path, out Resource? resource))
        {
            return HttpRequest.Response("200 OK", resource.Type, resource.Content);
        }

        if (_otherwise is not null && await _otherwise(request) is { } other)
        {
            return other;
        }

        return request.Method == "POST"
            ? HttpRequest.Response("200 OK", "text/plain", Encoding.ASCII.GetBytes(Content.Hash(request.Body)))
            : HttpRequest.Response("404 Not Found", "text/plain", "There is nothing here.\n"u8);
    }

    private sealed record Resource(byte[] Content, string Type);
}
