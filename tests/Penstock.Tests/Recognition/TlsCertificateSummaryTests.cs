using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>Certificates made by the runtime: our walk reads in them what was put in.</summary>
public sealed class TlsCertificateSummaryTests
{
    private static readonly DateTimeOffset s_from = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Certificate_IsReadAsItWasMade()
    {
        var summary = new TlsCertificateSummary(Make("C=XX, O=Example, CN=origin.test", 20, new(2055, 6, 7, 8, 9, 10, TimeSpan.Zero)));

        Assert.Equal(("origin.test", "origin.test"), (summary.Subject, summary.Issuer));
        Assert.Equal((s_from, new DateTimeOffset(2055, 6, 7, 8, 9, 10, TimeSpan.Zero)), (summary.NotBefore, summary.NotAfter));
        Assert.Equal(21, summary.NameCount);
        Assert.Equal(["::1", .. Enumerable.Range(0, 15).Select(i => $"n{i}.test")], summary.Names);
    }

    [Fact]
    public void Subject_WithoutCommonName_IsTheOrganization_Escaped() =>
        Assert.Equal("A\\xC3\\xA9", new TlsCertificateSummary(Make("O=A\u00e9, C=XX", 0, s_from.AddDays(1))).Subject);

    [Fact]
    public void DamagedCertificate_ThrowsNothing()
    {
        byte[] certificate = Make("CN=origin.test", 3, s_from.AddDays(1));
        Gen.Select(Gen.Int[0, certificate.Length - 1], Gen.Byte, Gen.Int[0, certificate.Length]).Sample(
            (at, value, length) =>
            {
                byte[] damaged = certificate[..length];
                if (at < length)
                {
                    damaged[at] = value;
                }

                Assert.InRange(new TlsCertificateSummary(damaged).Names.Count, 0, TlsCertificateSummary.MaxNames);
            },
            iter: 20_000);
    }

    private static byte[] Make(string subject, int names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        for (int i = 0; i < names; i++)
        {
            alternatives.AddDnsName($"n{i}.test");
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(s_from, until);
        return certificate.RawData;
    }
}
