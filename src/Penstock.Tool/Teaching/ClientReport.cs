using System.Security.Authentication;

namespace Penstock.Tool.Teaching;

/// <summary>How a lesson ended for its client.</summary>
internal enum ClientEnding
{
    /// <summary>It has its answer; or, of a tunnel without a protocol, it waited for as long as it wanted to.</summary>
    Answered,

    /// <summary>The proxy answered its CONNECT with something else than 200.</summary>
    TunnelRefused,

    /// <summary>It does not believe that the server is who it should be.</summary>
    CertificateRejected,

    /// <summary>The two could not agree on TLS, or the server speaks something else.</summary>
    TlsFailed,

    /// <summary>The connection ended before the answer did.</summary>
    CutOff,

    /// <summary>The answer did not come in time.</summary>
    TimedOut,

    /// <summary>Of a tunnel without a protocol: the server ended it without a word, though nobody had asked for anything.</summary>
    HungUp,
}

/// <summary>What the client of a lesson knows of it: the other end of what the proxy saw.</summary>
internal sealed record ClientReport
{
    public required ClientEnding Ending { get; init; }

    /// <summary>The status of the answer; 0 for none.</summary>
    public int Status { get; init; }

    /// <summary>The reason phrase of the answer, or of the refusal of the tunnel; empty for none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The version of HTTP that was spoken: <c>HTTP/2</c>; null for none.</summary>
    public string? Protocol { get; init; }

    /// <summary>Bytes of the answer's body, after decryption.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Whether the body was longer than the client cared to read.</summary>
    public bool IsCut { get; init; }

    /// <summary>Null without TLS, or if it came to none.</summary>
    public SslProtocols? Tls { get; init; }

    /// <summary>What the server showed for its name; null if nothing came so far.</summary>
    public CheckedCertificate? Certificate { get; init; }

    /// <summary>Of a tunnel without a protocol: the first bytes that the server sent unasked.</summary>
    public byte[] Greeting { get; init; } = [];

    /// <summary>Of such a tunnel, if there was no greeting: the first bytes that came when the client had said that it has no more to say.</summary>
    public byte[] LastWords { get; init; } = [];
}

/// <summary>A server's certificate, as the client saw and checked it.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who vouches for that.</param>
/// <param name="Names">The names and addresses that it is made out for.</param>
/// <param name="Problem">Why the client does not believe it; null if it does.</param>
/// <param name="Faults">The same, to be told what to do about.</param>
internal sealed record CheckedCertificate(string Subject, string Issuer, IReadOnlyList<string> Names, string? Problem, CertificateFaults Faults);

/// <summary>What a client can have against a certificate.</summary>
[Flags]
internal enum CertificateFaults
{
    None = 0,

    /// <summary>It is made out for other names than the one that was asked for.</summary>
    OtherName = 1,

    /// <summary>It has run out, or one above it has.</summary>
    RunOut = 2,

    /// <summary>It is not valid yet, or one above it is not.</summary>
    NotYetValid = 4,

    /// <summary>It is by no authority that the client trusts.</summary>
    Untrusted = 8,

    /// <summary>Something else.</summary>
    Other = 16,
}
