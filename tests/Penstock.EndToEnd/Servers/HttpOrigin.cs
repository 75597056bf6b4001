using System.Net.Sockets;

namespace Penstock.EndToEnd.Servers;

/// <summary>A web server without TLS.</summary>
internal sealed class HttpOrigin(Func<HttpRequest, Task<byte[]?>>? otherwise = null) : WebOrigin(otherwise)
{
    /// <summary>As a client asks a proxy for it.</summary>
    public override string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    protected override Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken) => ServeRequestsAsync(stream, cancellationToken);
}
