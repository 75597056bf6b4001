namespace Penstock.Tool.Teaching;

/// <summary>What a TLS alert means for whoever met with it (RFC 8446, section 6.2).</summary>
internal static class AlertWords
{
    public static string Why(TlsAlertFacts alert)
    {
        string meaning = alert.Description switch
        {
            "handshake_failure" => ": of what the client offers (versions, cipher suites, key exchanges), it takes nothing",
            "protocol_version" => ": it speaks no version of TLS that the client does",
            "insufficient_security" => ": it wants stronger ciphers than the client has",
            "unrecognized_name" => ": it knows no site by the name in the ClientHello",
            "no_application_protocol" => ": it speaks none of the protocols that the client offers (ALPN)",
            "certificate_required" => ": it wants a certificate from its client",
            "bad_certificate" or "unsupported_certificate" or "certificate_revoked" or "certificate_expired" or "certificate_unknown" or "unknown_ca" => ": it is about a certificate",
            "access_denied" => ": it does not let this client in",
            "unexpected_message" or "decode_error" or "illegal_parameter" or "missing_extension" or "unsupported_extension" => ": what it was sent is not as it should be",
            "internal_error" => ": something is wrong with itself",
            _ => "",
        };
        return alert.From == "origin"
            ? $"The server speaks TLS, and refuses this handshake: its alert is {alert.Description}{meaning}."
            : $"The client refuses what the server answered: its alert is {alert.Description}{meaning}.";
    }

    public static string Advice(TlsAlertFacts alert) => alert switch
    {
        { From: not "origin" } => "See what the server sends: openssl s_client -connect HOST:PORT shows it.",
        { Description: "handshake_failure" or "protocol_version" or "insufficient_security" } => "Compare what the client can (the ClientHello above) with what the server is set to.",
        { Description: "unrecognized_name" } => "Ask for the server by a name that it has.",
        { Description: "no_application_protocol" } => "See which protocols the server has; --http1.1 makes the client offer HTTP/1.1 alone.",
        _ => "See what the server's own log says.",
    };
}
