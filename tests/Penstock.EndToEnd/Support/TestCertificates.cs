using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.EndToEnd.Support;

/// <summary>An authority that nobody else knows, and a certificate by it for this machine. Clients are given the authority: they verify as they do in earnest.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="names">What the server's certificate is for; null for localhost, 127.0.0.1 and ::1.</param>
    /// <param name="days">For how many days from now the server's certificate is valid; a negative number for one that has run out.</param>
    public TestCertificates(string[]? names = null, int days = 30)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Authority = Sign(AuthorityRequest(authorityKey), authorityKey, now);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 signed = ServerRequest(serverKey, Authority, names).Create(Authority, now.AddDays(-30), now.AddDays(days), RandomNumberGenerator.GetBytes(16));
        Server = signed.CopyWithPrivateKey(serverKey);
        AuthorityFile = _folder.Write("authority.pem", Authority.ExportCertificatePem());
        ServerFile = _folder.Write("server.pem", Server.ExportCertificatePem());
        ServerKeyFile = _folder.Write("server.key", serverKey.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Authority { get; }

    /// <summary>The authority in PEM.</summary>
    public string AuthorityFile { get; }

    /// <summary>The server's, with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary><see cref="Server"/> in PEM, without its key.</summary>
    public string ServerFile { get; }

    /// <summary>The key of <see cref="Server"/> in PEM.</summary>
    public string ServerKeyFile { get; }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 Sign(CertificateRequest request, ECDsa key, DateTimeOffset now)
    {
        using X509Certificate2 signed = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now.AddDays(-60), now.AddDays(30), RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    private static CertificateRequest AuthorityRequest(ECDsa key)
    {
        var request = new CertificateRequest("CN=Penstock test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static CertificateRequest ServerRequest(ECDsa key, X509Certificate2 authority, string[]? forNames)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in forNames ?? ["localhost"])
        {
            names.AddDnsName(name);
        }

        foreach (IPAddress address in forNames is null ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : Array.Empty<IPAddress>())
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        return request;
    }
}
