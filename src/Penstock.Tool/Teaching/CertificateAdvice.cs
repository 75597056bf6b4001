using System.Globalization;

namespace Penstock.Tool.Teaching;

/// <summary>What helps against a certificate that the client does not believe: that depends on what is wrong with it.</summary>
internal static class CertificateAdvice
{
    public static string Of(LessonResult lesson)
    {
        CertificateFaults faults = lesson.Client.Certificate?.Faults ?? CertificateFaults.Other;
        // The one thing that an authority helps against.
        if (faults == CertificateFaults.Untrusted && lesson.Options.Authorities is null)
        {
            return "If it is your own server: --cacert FILE makes the client trust the authority in it, --insecure any certificate.";
        }

        return $"{string.Join(" ", Each(lesson, faults))} --insecure goes on whatever is wrong with it, and then nobody has checked who the server is.".TrimStart();
    }

    private static IEnumerable<string> Each(LessonResult lesson, CertificateFaults faults)
    {
        CheckedCertificate? certificate = lesson.Client.Certificate;
        if (faults.HasFlag(CertificateFaults.OtherName))
        {
            yield return $"{(certificate!.Names.Count == 0 ? "Have" : "Ask for the server by a name that its certificate has, or have")} one made out for {lesson.Target.Host}.";
        }

        if (faults.HasFlag(CertificateFaults.RunOut))
        {
            yield return $"The server needs a new certificate, unless this machine's clock is wrong: it says {Today()}.";
        }

        if (faults.HasFlag(CertificateFaults.NotYetValid))
        {
            yield return $"See whether this machine's clock is right: it says {Today()}.";
        }

        if (faults.HasFlag(CertificateFaults.Untrusted))
        {
            yield return lesson.Options.Authorities is null
                ? "If it is your own server: --cacert FILE makes the client trust the authority in it."
                : $"What --cacert names did not sign it: it takes the certificate of its authority, {certificate!.Issuer}.";
        }
    }

    private static string Today() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
