using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.Tool.Teaching;

/// <summary>The client's look at the server's certificate. It is the client's alone: the proxy holds no key, and sees at most a copy that anybody could have sent.</summary>
/// <param name="authorities">Authorities to believe in place of the system's; null for those.</param>
/// <param name="takesAny">Whether to go on whatever is wrong with it.</param>
internal sealed class CertificateCheck(X509Certificate2Collection? authorities, bool takesAny)
{
    /// <summary>What it saw; null before.</summary>
    public CheckedCertificate? Seen { get; private set; }

    public SslClientAuthenticationOptions Options
    {
        get
        {
            var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate, chain, errors) };
            if (authorities is not null)
            {
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            }

            return options;
        }
    }

    private bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 read)
        {
            Seen = new(read.GetNameInfo(X509NameType.SimpleName, forIssuer: false), read.GetNameInfo(X509NameType.SimpleName, forIssuer: true), ProblemOf(read, chain, errors));
        }

        return takesAny || errors == SslPolicyErrors.None;
    }

    private static string? ProblemOf(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        List<string> problems = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            problems.Add($"it is for {string.Join(", ", NamesOf(certificate).Take(3))}, another name than was asked for");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            X509ChainStatusFlags status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            problems.Add(
                status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "it is out of date"
                : (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0 ? "nobody whom the client trusts vouches for it"
                : $"its chain is not right ({status})");
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        IEnumerable<string> all = names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
        return all.DefaultIfEmpty("no name");
    }
}
