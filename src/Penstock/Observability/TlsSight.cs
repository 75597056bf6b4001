namespace Penstock.Observability;

/// <summary>The part of <see cref="Sight"/> that is about TLS.</summary>
internal static class TlsSight
{
    private const int MaxNames = 4;
    private const string Tls13 = "TLS 1.3";

    // pre_shared_key has both, and from outside one looks like the other (RFC 8446, section 2.2).
    private const string KnownKey = "a key that both had before (an earlier session's, or one agreed elsewhere)";

    public static void AddSeen(List<string> saw, TlsFacts tls)
    {
        if (tls.HasClientHello)
        {
            string name = tls.ServerName is { } sni ? $"it wants {sni}" : "it names no server";
            string alpn = tls.AlpnOffered.Count > 0 ? $", offers {string.Join(" or ", tls.AlpnOffered)}" : "";
            string versions = tls.VersionsOffered.Count > 0 ? $", speaks {string.Join(", ", tls.VersionsOffered)}" : "";
            string resumes = tls.PskOffered ? $", would go on with {KnownKey}" : tls.TicketOffered ? ", would resume an earlier session" : "";
            saw.Add($"The client's hello, in clear: {name}{alpn}{versions}{resumes}. Its fingerprint (JA4) is {tls.Ja4}.");
        }

        if (tls.HasServerHello)
        {
            string group = tls.Group is null ? "" : $", keys by {tls.Group}{(tls.IsPostQuantum ? " (post-quantum)" : "")}";
            string resumed = !tls.IsResumed ? "" : tls.Version == Tls13 ? $", going on with {KnownKey}" : ", resuming an earlier session";
            saw.Add($"The server's hello, in clear: {tls.Version}, {tls.CipherSuite}{group}{(tls.Alpn is { } alpn ? $", {alpn}" : "")}{resumed}.");
        }

        if (tls.Certificate is { } certificate)
        {
            string names = certificate.NameCount == 0 ? "" : $", for {string.Join(", ", certificate.Names.Take(MaxNames))}{(certificate.NameCount > MaxNames ? $" and {certificate.NameCount - MaxNames} more" : "")}";
            saw.Add($"The server's certificate, which {tls.Version} sends in clear: {certificate.Subject ?? "no subject"}{names}, issued by {certificate.Issuer ?? "nobody named"}. I did not check it; that is the client's part.");
        }

        if (tls.Alert is { } alert)
        {
            saw.Add($"An alert in clear: the {alert.From} sent {alert.Description} ({alert.Level}).");
        }

        if (tls.Problem is { } problem)
        {
            saw.Add($"A hello of TLS that I did not understand: {problem}.");
        }
    }

    /// <summary>Of a tunnel in which at least one side's hello was understood.</summary>
    public static List<string> Hidden(TlsFacts tls, RequestTimeline request)
    {
        List<string> hidden = [];
        if (!tls.HasClientHello)
        {
            hidden.Add($"What the client's hello said, such as the name of the server: I did not understand it{(tls.Problem is { } problem ? $" ({problem})" : "")}.");
        }

        bool isRefused = tls.Alert is { Level: "fatal" };
        bool isUnanswered = !tls.HasServerHello && request.BytesDown == 0;
        if (tls is { ServerName: not null, EchOffered: true })
        {
            hidden.Add("Whether the name in the hello is the real one: the client sent the extension of Encrypted Client Hello, and from outside one that hides a name looks like one that does not.");
        }

        if (tls.EarlyDataOffered)
        {
            hidden.Add("What the client sent right behind its hello, before the server answered: an earlier session's key encrypts it.");
        }

        if (isRefused || isUnanswered)
        {
            // In clear an alert comes before the keys do.
            hidden.Add(isRefused ? "A request and its answer: the handshake failed before there could be any."
                : $"A request and its answer: the server {(request.IsOpen ? "has not answered the hello yet" : "never answered the hello")}.");
        }
        else if (!tls.HasServerHello)
        {
            hidden.Add("What the server answered, and all that came after: I did not find its hello.");
        }
        else
        {
            AddHiddenByKeys(hidden, tls);
        }

        return hidden;
    }

    private static void AddHiddenByKeys(List<string> hidden, TlsFacts tls)
    {
        if (tls.EncryptsNothing)
        {
            hidden.Add("What the two say to each other after the handshake: I do not look at it. It could be read on its way, for they agreed on a cipher that does not encrypt.");
            return;
        }

        bool isHttp = tls.AlpnOffered.Any(name => name is "h2" or "http/1.1");
        hidden.Add(isHttp
            ? "The requests and the responses: paths, fields, cookies, passwords, pages. They are encrypted from end to end."
            : "What the two say to each other after the handshake: it is encrypted from end to end.");
        string? certificate = tls switch
        {
            { IsResumed: true, Version: Tls13 } => $"A certificate: the two go on with {KnownKey}, so the server sends none.",
            { IsResumed: true } => "A certificate: an earlier session goes on, so the server sends none.",
            { Version: Tls13 } => "The server's certificate: TLS 1.3 encrypts it. It is the client that checks it, not I.",
            { Certificate: null } => "A certificate of the server: none passed that I could read.",
            _ => null,
        };
        if (certificate is not null)
        {
            hidden.Add(certificate);
        }

        if (tls is { Version: Tls13, AlpnOffered.Count: > 0 })
        {
            hidden.Add("Which of the protocols that the client offered was chosen: TLS 1.3 encrypts that too.");
        }

        hidden.Add(tls.Group is { } group
            ? $"The keys: the two agree on them by {group}, and what passes is not enough for me to compute them{(tls.IsPostQuantum ? ", nor, as far as is known, for a quantum computer" : "")}."
            : "The keys: only the two have them; they never pass in a form that I could use.");
    }
}
