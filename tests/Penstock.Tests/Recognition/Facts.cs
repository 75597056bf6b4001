using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>All that a recognizer has to say, as text, so that two can be compared.</summary>
internal static class Facts
{
    public static string Of(TunnelRecognizer recognizer) => $"""
        {recognizer.Protocol} {recognizer.StartTls} {recognizer.HttpMethod} {recognizer.ClientBanner} {recognizer.ServerBanner} {recognizer.HelloProblem} {recognizer.Alert}
        {Of(recognizer.ClientHello)}
        {Of(recognizer.RetriedClientHello)}
        {Of(recognizer.ServerHello)}
        {Of(recognizer.Certificate)}
        """;

    private static string Of(ClientHello? hello) => hello is null ? "-" : $"""
        {hello.Ja4} {hello.LegacyVersion} {hello.HighestVersion} {hello.HasServerName} {hello.ServerName} {hello.IsServerNameValid} {string.Join(' ', hello.Alpn)}
        {Of(hello.Versions)} {Of(hello.CipherSuites)} {Of(hello.Extensions)} {Of(hello.SignatureAlgorithms)} {Of(hello.SupportedGroups)} {Of(hello.KeyShareGroups)}
        {hello.HasGrease} {hello.EchOffered} {hello.OffersPsk} {hello.OffersTicket} {hello.HasSessionId} {hello.OffersEarlyData} {hello.OffersPostQuantum}
        """;

    private static string Of(ServerHello? hello) => hello is null ? "-" :
        $"{hello.VersionName} {hello.CipherSuiteName} {hello.GroupName} {hello.IsPostQuantum} {hello.Alpn} {hello.IsResumed} {hello.IsHelloRetryRequest} {hello.FollowsRetry}";

    private static string Of(TlsCertificateSummary? certificate) => certificate is null ? "-" :
        $"{certificate.Subject} {certificate.Issuer} {certificate.NotBefore:O} {certificate.NotAfter:O} {certificate.NameCount} {string.Join(' ', certificate.Names)}";

    private static string Of(ReadOnlySpan<ushort> numbers) => string.Join(',', numbers.ToArray().Select(number => $"{number:x4}"));
}
