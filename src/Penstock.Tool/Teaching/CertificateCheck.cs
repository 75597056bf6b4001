using System.Globalization;
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
            string[] names = [.. NamesOf(read)];
            (string Problem, CertificateFaults Fault)[] problems = [.. ProblemsOf(names, chain, errors)];
            Seen = new(
                read.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
                read.GetNameInfo(X509NameType.SimpleName, forIssuer: true),
                names,
                problems.Length == 0 ? null : string.Join("; ", problems.Select(one => one.Problem)),
                problems.Aggregate(CertificateFaults.None, (all, one) => all | one.Fault));
        }

        return takesAny || errors == SslPolicyErrors.None;
    }

    private static IEnumerable<(string Problem, CertificateFaults Fault)> ProblemsOf(string[] names, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            yield return ($"it is made out for {Some(names)}, another name than was asked for", CertificateFaults.OtherName);
        }

        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            yield break;
        }

        X509ChainStatusFlags status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            yield return OutOfTime(chain!);
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            yield return ("nobody whom the client trusts vouches for it", CertificateFaults.Untrusted);
        }
        else if (!status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            yield return ($"its chain is not right ({status})", CertificateFaults.Other);
        }
    }

    // Of the certificates from the server's to the authority's, the first whose time it is not.
    private static (string Problem, CertificateFaults Fault) OutOfTime(X509Chain chain)
    {
        X509ChainElement? element = chain.ChainElements.FirstOrDefault(one => one.ChainElementStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)));
        if (element is not { Certificate: var certificate })
        {
            return ("it is out of date", CertificateFaults.RunOut);
        }

        string which = element == chain.ChainElements[0] ? "it" : $"the certificate of {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)} above it";
        return certificate.NotBefore.ToUniversalTime() > TimeProvider.System.GetUtcNow()
            ? ($"{which} is not valid before {Day(certificate.NotBefore)}", CertificateFaults.NotYetValid)
            : ($"{which} ran out on {Day(certificate.NotAfter)}", CertificateFaults.RunOut);
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The first few, as a sentence has them.</summary>
    public static string Some(IReadOnlyList<string> names) => names.Count == 0 ? "no name" : string.Join(", ", names.Take(3)) + (names.Count > 3 ? ", …" : "");

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
    }
}
