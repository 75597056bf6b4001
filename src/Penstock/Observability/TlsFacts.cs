using Penstock.Recognition;

namespace Penstock;

/// <summary>What the two hellos of a TLS handshake said in clear as they passed through a tunnel. Nothing here was decrypted, and nothing was checked: it is what was sent.</summary>
public sealed class TlsFacts
{
    private readonly TunnelRecognizer _seen;

    internal TlsFacts(TunnelRecognizer seen) => _seen = seen;

    /// <summary>Whether the client's hello was understood.</summary>
    public bool HasClientHello => Client is not null;

    /// <summary>Whether the server's hello was understood.</summary>
    public bool HasServerHello => Server is not null;

    /// <summary>The name that the client wants to talk to (SNI, RFC 6066); null if it said none. With <see cref="EchOffered"/> it may be a name that many share.</summary>
    public string? ServerName => Client?.ServerName;

    /// <summary>The protocols that the client offered (ALPN, RFC 7301), the first 16 of them.</summary>
    public IReadOnlyList<string> AlpnOffered => Client?.Alpn ?? [];

    /// <summary>How many protocols the client offered in all.</summary>
    public int AlpnCount => Client?.AlpnCount ?? 0;

    /// <summary>The versions that the client offered, highest first as it sent them: <c>TLS 1.3</c>.</summary>
    public IReadOnlyList<string> VersionsOffered
    {
        get
        {
            List<string> names = [];
            foreach (ushort version in Client is { } client ? client.Versions : [])
            {
                if (!TlsNames.IsGrease(version))
                {
                    names.Add(TlsNames.Version(version));
                }
            }

            return names;
        }
    }

    /// <summary>Whether the hello has the extension of Encrypted Client Hello (RFC 9849). Many clients send one that says nothing; from outside the two cannot be told apart.</summary>
    public bool EchOffered => Client is { EchOffered: true };

    /// <summary>Whether the client offered to go on with an earlier session (pre_shared_key, RFC 8446).</summary>
    public bool PskOffered => Client is { OffersPsk: true };

    /// <summary>Whether the client sent a session ticket of TLS 1.2 (RFC 5077).</summary>
    public bool TicketOffered => Client is { OffersTicket: true };

    /// <summary>Whether the client announced data before the handshake's end (0-RTT).</summary>
    public bool EarlyDataOffered => Client is { OffersEarlyData: true };

    /// <summary>Whether the client offered a key exchange that withstands quantum computers.</summary>
    public bool PostQuantumOffered => Client is { OffersPostQuantum: true };

    /// <summary>The JA4 fingerprint of the client's hello; null without one.</summary>
    public string? Ja4 => Client?.Ja4;

    /// <summary>Why a hello was not understood: <c>malformed</c>, <c>too large</c> or <c>SSL 2</c>; null if nothing was wrong.</summary>
    public string? Problem => _seen.HelloProblem switch
    {
        HelloProblem.None => null,
        HelloProblem.Malformed => "malformed",
        HelloProblem.TooLarge => "too large",
        _ => "SSL 2",
    };

    /// <summary>The version that the server chose: <c>TLS 1.3</c>; null without its hello.</summary>
    public string? Version => Server?.VersionName;

    /// <summary>The cipher suite that the server chose, by IANA's name.</summary>
    public string? CipherSuite => Server?.CipherSuiteName;

    /// <summary>Whether that suite only protects against changes.</summary>
    internal bool EncryptsNothing => Server is { } server && TlsNames.EncryptsNothing(server.CipherSuite);

    /// <summary>The group of the key exchange: <c>X25519MLKEM768</c>; null if there is none, or it is not known.</summary>
    public string? Group => Server?.GroupName;

    /// <summary>Whether <see cref="Group"/> withstands quantum computers.</summary>
    public bool IsPostQuantum => Server is { IsPostQuantum: true };

    /// <summary>The protocol that the server chose; null from TLS 1.3 on, where it is encrypted.</summary>
    public string? Alpn => Server?.Alpn;

    /// <summary>Whether an earlier session goes on.</summary>
    public bool IsResumed => Server is { IsResumed: true };

    /// <summary>Whether the server asked for a second hello (HelloRetryRequest).</summary>
    public bool WasRetried => _seen.RetriedClientHello is not null || Server is { FollowsRetry: true };

    /// <summary>The server's certificate; null from TLS 1.3 on, where it is encrypted, and for a session that goes on.</summary>
    public TlsCertificateFacts? Certificate => _seen.Certificate is { } summary
        ? new(summary.Subject, summary.Names, summary.NameCount, summary.Issuer, summary.NotBefore, summary.NotAfter)
        : null;

    /// <summary>An alert that passed in clear; null for none.</summary>
    public TlsAlertFacts? Alert => _seen.Alert is { } alert ? new(alert.FromOrigin ? "origin" : "client", alert.IsFatal ? "fatal" : "warning", alert.Name) : null;

    private ClientHello? Client => _seen.ClientHello;

    private ServerHello? Server => _seen.ServerHello;
}

/// <summary>What a certificate said of itself.</summary>
/// <param name="Subject">Its common name, or else its organization.</param>
/// <param name="Names">The first 16 names and addresses that it is for.</param>
/// <param name="NameCount">How many there are in all.</param>
/// <param name="Issuer">Who signed it, by common name or organization.</param>
/// <param name="NotBefore">From when it is valid; null if that cannot be read.</param>
/// <param name="NotAfter">Until when.</param>
public sealed record TlsCertificateFacts(string? Subject, IReadOnlyList<string> Names, int NameCount, string? Issuer, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter);

/// <summary>A TLS alert in clear.</summary>
/// <param name="From"><c>client</c> or <c>origin</c>.</param>
/// <param name="Level"><c>warning</c> or <c>fatal</c>.</param>
/// <param name="Description">The RFC's name of it: <c>handshake_failure</c>.</param>
public sealed record TlsAlertFacts(string From, string Level, string Description);
