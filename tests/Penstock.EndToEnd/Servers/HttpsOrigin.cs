using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>A web server over TLS with a certificate by an authority of its own.</summary>
internal sealed class HttpsOrigin : WebOrigin
{
    private readonly TestCertificates _certificates;
    private readonly SslServerAuthenticationOptions _tls;

    /// <param name="otherwise">Answers requests that no resource does, with a whole response; null to leave it to the server.</param>
    /// <param name="versions">Of TLS; those of the system by default.</param>
    /// <param name="names">What the certificate is for; this machine by default.</param>
    /// <param name="days">For how many days from now it is valid; a negative number for one that has run out.</param>
    public HttpsOrigin(Func<HttpRequest, Task<byte[]?>>? otherwise = null, SslProtocols versions = SslProtocols.None, string[]? names = null, int days = 30)
        : base(otherwise)
    {
        _certificates = new TestCertificates(names, days);
        _tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificates.Server, [_certificates.Authority], offline: true),
            EnabledSslProtocols = versions,
        };
    }

    public X509Certificate2 Authority => _certificates.Authority;

    /// <summary>What a client has to trust, in PEM.</summary>
    public string AuthorityFile => _certificates.AuthorityFile;

    public override string Url(string path) => $"https://localhost:{Port}{path}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _certificates.Dispose();
    }

    protected override async Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_tls, cancellationToken);
        await ServeRequestsAsync(tls, cancellationToken);
        await tls.ShutdownAsync();
    }
}
