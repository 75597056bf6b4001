using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>A web server over TLS with a certificate by an authority of its own: it has what it was given, and takes what is PUT.</summary>
internal sealed class HttpsOrigin : IAsyncDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly ConcurrentDictionary<string, Resource> _resources = [];
    private readonly SslServerAuthenticationOptions _tls;
    private readonly Func<HttpRequest, Task<byte[]?>>? _otherwise;
    private readonly TcpServer _server;

    /// <param name="otherwise">Answers requests that no resource does, with a whole response; null for 404.</param>
    public HttpsOrigin(Func<HttpRequest, Task<byte[]?>>? otherwise = null)
    {
        _otherwise = otherwise;
        _tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificates.Server, [_certificates.Authority], offline: true),
        };
        _server = new TcpServer(ServeAsync);
    }

    public int Port => _server.Port;

    public X509Certificate2 Authority => _certificates.Authority;

    /// <summary>What a client has to trust, in PEM.</summary>
    public string AuthorityFile => _certificates.AuthorityFile;

    public string Url(string path) => $"https://localhost:{Port}{path}";

    /// <summary>Adds a resource and returns its hash.</summary>
    public string Add(string path, byte[] content, string type = "application/octet-stream")
    {
        _resources[path] = new Resource(content, type);
        return Content.Hash(content);
    }

    public string AddRandom(string path, int length) => Add(path, Content.Random(length));

    /// <summary>The hash of what was added, or PUT, at a path.</summary>
    public string HashOf(string path) => Content.Hash(_resources[path].Content);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificates.Dispose();
    }

    private async Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_tls, cancellationToken);
        var requests = new HttpRequestReader(tls);
        while (await requests.ReadAsync(cancellationToken) is { } request)
        {
            byte[] response = await RespondAsync(request);
            await tls.WriteAsync(response, cancellationToken);
            if (request.WantsClose)
            {
                break;
            }
        }

        await tls.ShutdownAsync();
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

        byte[]? other = _otherwise is null ? null : await _otherwise(request);
        return other ?? HttpRequest.Response("404 Not Found", "text/plain", "There is nothing here.\n"u8);
    }

    private sealed record Resource(byte[] Content, string Type);
}
