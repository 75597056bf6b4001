using System.Globalization;
using Penstock.Recognition;

namespace Penstock.Observability;

/// <summary>What the proxy saw of one request and what it could not see, in sentences: the answer to the question that people ask. Each sentence is true of this request, not of proxies at large.</summary>
internal static class Sight
{
    public static IReadOnlyList<string> Saw(RequestTimeline request)
    {
        List<string> saw = [];
        string client = request.ClientAddress is { } address ? $"from {address}" : "from this machine, by a Unix socket";
        string user = request.User is null ? "" : $", who says to be {request.User} and has shown the password";
        saw.Add(request.Host is null ? $"A request {client} that is not understood." : $"Who asks, and for whom: {client}{user}, for {request.Host}, port {request.Port}.");
        saw.Add($"When and how long: {request.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, {Seconds(request.Duration)}{(request.IsOpen ? " so far" : "")}.");
        if (request.IsTunnel)
        {
            saw.Add($"How much: {request.BytesUp.ToString("N0", CultureInfo.InvariantCulture)} bytes up, {request.BytesDown.ToString("N0", CultureInfo.InvariantCulture)} bytes down{Records(request)}.");
        }

        if (request.LookUp is { Source: not "literal", Answers.Count: > 0 } lookUp)
        {
            saw.Add($"What the name means: {string.Join(", ", lookUp.Answers.Take(8).Select(answer => answer.Address))} ({lookUp.Source}).");
        }

        if (request.IsTunnel)
        {
            AddOfTunnel(saw, request);
        }
        else if (request.Outcome is ProxyOutcome.Forwarded || (request.IsOpen && request.Protocol == "http"))
        {
            saw.Add("Everything else as well: it is plain http, so the whole address, all fields, cookies and bodies pass through me in clear. I keep the request line and the counts, and no credentials.");
        }

        return saw;
    }

    public static IReadOnlyList<string> CouldNotSee(RequestTimeline request)
    {
        if (!request.IsTunnel)
        {
            return request.Outcome == ProxyOutcome.Forwarded ? ["Nothing: plain http hides nothing from a proxy. With https I would see the name and no more."] : [];
        }

        if (request.Tls is not { } tls || tls is { HasClientHello: false, HasServerHello: false })
        {
            return request.Recognized is { Protocol: TunnelProtocol.Ssh }
                ? ["Anything behind the two first lines: SSH agrees on keys with an exchange whose secrets never pass.", "The user, the commands, the files."]
                : ["I did not look further than the first bytes, and I change none: what passes is between the client and the server."];
        }

        List<string> hidden = [];
        bool isAtLeast13 = tls.Version is "TLS 1.3";
        hidden.Add("The request and the response: the path, the fields, cookies, passwords, the page. They are encrypted from end to end.");
        if (isAtLeast13)
        {
            hidden.Add("The server's certificate, and which protocol was chosen: TLS 1.3 encrypts both. It is the client that checks the certificate, not I.");
        }
        else if (tls is { HasServerHello: true, Certificate: null })
        {
            hidden.Add("A certificate: this session goes on from an earlier one, so none was sent.");
        }

        if (tls.EchOffered)
        {
            hidden.Add("Whether the name in the hello is the real one: the client sent the extension of Encrypted Client Hello, and from outside one that hides a name looks like one that does not.");
        }

        hidden.Add(tls.Group is { } group
            ? $"The keys: client and server agreed on them by {group}, whose secrets never pass through me in a form that I could use{(tls.IsPostQuantum ? ", nor could a quantum computer later" : "")}."
            : "The keys: they were agreed between the client and the server, and never pass through me in a form that I could use.");
        return hidden;
    }

    private static void AddOfTunnel(List<string> saw, RequestTimeline request)
    {
        if (request.Tls is { } tls)
        {
            if (tls.HasClientHello)
            {
                string name = tls.ServerName is { } sni ? $"it wants {sni}" : "it names no server";
                string alpn = tls.AlpnOffered.Count > 0 ? $", offers {string.Join(" or ", tls.AlpnOffered)}" : "";
                string versions = tls.VersionsOffered.Count > 0 ? $", can {string.Join(", ", tls.VersionsOffered)}" : "";
                string resumes = tls.PskOffered || tls.TicketOffered ? ", would go on with an earlier session" : "";
                saw.Add($"The client's hello, which is in clear: {name}{alpn}{versions}{resumes}. Its fingerprint is {tls.Ja4} (JA4).");
            }

            if (tls.HasServerHello)
            {
                string group = tls.Group is null ? "" : $", keys by {tls.Group}{(tls.IsPostQuantum ? " (post-quantum)" : "")}";
                saw.Add($"The server's hello, which is in clear: {tls.Version}, {tls.CipherSuite}{group}{(tls.Alpn is { } alpn ? $", {alpn}" : "")}{(tls.IsResumed ? ", going on with an earlier session" : "")}.");
            }

            if (tls.Certificate is { } certificate)
            {
                saw.Add($"The server's certificate, which {tls.Version ?? "this version"} sends in clear: {certificate.Subject}, for {string.Join(", ", certificate.Names.Take(4))}{(certificate.NameCount > 4 ? $" and {certificate.NameCount - 4} more" : "")}, signed by {certificate.Issuer}.");
            }

            if (tls.Alert is { } alert)
            {
                saw.Add($"An alert in clear: the {alert.From} said {alert.Description} ({alert.Level}).");
            }
        }

        if (request.Banner is { } banner)
        {
            saw.Add($"The first line of the server, in clear: {banner}");
        }

        if (request.Recognized is { Protocol: TunnelProtocol.Http or TunnelProtocol.Http2 })
        {
            saw.Add("That it is http in clear inside the tunnel. I looked at its first bytes and kept the method alone.");
        }
    }

    private static string Records(RequestTimeline request) =>
        request.TlsRecordsUp + request.TlsRecordsDown == 0 ? "" : $" ({(request.TlsRecordsAreExact ? "" : "at least ")}{request.TlsRecordsUp} and {request.TlsRecordsDown} TLS records)";

    private static string Seconds(TimeSpan duration) => $"{duration.TotalSeconds.ToString(duration.TotalSeconds < 10 ? "0.000" : "N0", CultureInfo.InvariantCulture)} s";
}
