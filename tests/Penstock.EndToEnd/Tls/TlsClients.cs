using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Tls;

/// <summary>Real clients, each for one request through the proxy to an origin that closes behind its answer.</summary>
internal sealed class TlsClients(EndPoint proxy, int port, TestCertificates certificates)
{
    private const string NodeScript = """
        const [proxyPort, port, version] = process.argv.slice(2);
        const http = require('node:http'), https = require('node:https');
        http.request({ host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: `localhost:${port}` })
          .on('connect', (answer, socket) => https.get(
            { host: 'localhost', port, path: '/file', socket, agent: false, maxVersion: version, ALPNProtocols: ['http/1.1', 'x-other'], headers: { Connection: 'close' } },
            (response) => response.resume().on('end', () => process.exit(response.statusCode === 200 ? 0 : 1))))
          .end();
        """;

    private const string PythonScript = """
        import ssl, sys, urllib.request
        proxy, url, authority = sys.argv[1:4]
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"https": "http://" + proxy}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authority)))
        opener.open(url).read()
        """;

    private string Url => $"https://localhost:{port}/file";

    public Task CurlAsync(params string[] options) =>
        Command.RunAsync("curl", ["-sS", "-f", "-o", "/dev/null", "--cacert", certificates.AuthorityFile, "-x", $"http://{proxy}", .. options, Url]);

    /// <param name="version">The highest that it offers, as Node has it: <c>TLSv1.2</c>.</param>
    public Task NodeAsync(string version) =>
        Command.RunAsync("node", ["-", $"{((IPEndPoint)proxy).Port}", $"{port}", version], new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = certificates.AuthorityFile }, NodeScript);

    public Task PythonAsync() => Command.RunAsync(RealTool.FindPython(), ["-", $"{proxy}", Url, certificates.AuthorityFile], input: PythonScript);

    public Task<CommandResult> OpenSslAsync(params string[] options) => Command.RunAsync(
        "openssl",
        ["s_client", "-ign_eof", "-proxy", $"{proxy}", "-connect", $"localhost:{port}", "-CAfile", certificates.AuthorityFile, "-verify_return_error", .. options],
        input: "GET /file HTTP/1.0\r\n\r\n");

    /// <summary>.NET's own, over a stream that a test may have cut otherwise.</summary>
    public async Task SslStreamAsync(Func<Stream, Stream> wrap)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(proxy, $"localhost:{port}", cancellation);
        await using Stream wrapped = wrap(tunnel.Stream);
        await using var tls = new SslStream(wrapped);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                AllowTlsResume = false,
                EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificates.Authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
            cancellation);
        await tls.WriteAsync("GET /file HTTP/1.0\r\n\r\n"u8.ToArray(), cancellation);
        await tls.CopyToAsync(Stream.Null, cancellation);
    }
}
