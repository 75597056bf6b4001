using Penstock.Recognition;

namespace Penstock.Observability;

/// <summary>What was recognised, in words: one for machines, a few for people.</summary>
internal static class ProtocolWords
{
    // In a column of a table there is no room for more.
    private const int MaxOffered = 3;

    /// <summary>As the JSON log has it; null for what is not known.</summary>
    public static string? Of(TunnelProtocol protocol) => protocol switch
    {
        TunnelProtocol.Unknown => null,
        TunnelProtocol.Tls => "tls",
        TunnelProtocol.Ssh => "ssh",
        TunnelProtocol.Http => "http",
        TunnelProtocol.Http2 => "h2c",
        TunnelProtocol.Smtp => "smtp",
        TunnelProtocol.Ftp => "ftp",
        TunnelProtocol.Pop3 => "pop3",
        TunnelProtocol.Imap => "imap",
        TunnelProtocol.Redis => "redis",
        TunnelProtocol.PostgreSql => "postgresql",
        _ => "mysql",
    };

    /// <summary>For people: <c>HTTP/2 in clear</c>. Null for what is not known, and for TLS, which has more to say of itself.</summary>
    public static string? Name(TunnelProtocol protocol) => protocol switch
    {
        TunnelProtocol.Unknown or TunnelProtocol.Tls => null,
        TunnelProtocol.Http => "HTTP",
        TunnelProtocol.Http2 => "HTTP/2 in clear",
        TunnelProtocol.Redis => "Redis",
        TunnelProtocol.PostgreSql => "PostgreSQL",
        TunnelProtocol.MySql => "MySQL",
        _ => Of(protocol)!.ToUpperInvariant(),
    };

    /// <summary>Behind it stands in a summary what the client offered, for which a narrow list has no room.</summary>
    public const string Offers = " · offers ";

    /// <summary><c>TLS 1.2 · h2</c>: the version and the protocol that the server has chosen; <c>TLS 1.3 · offers h2, http/1.1</c>: what the client offered, where that is all that can be seen.</summary>
    public static string? Summarize(TunnelRecognizer seen)
    {
        string? protocol = Name(seen.Protocol);
        bool isTls = seen.Protocol == TunnelProtocol.Tls || seen.StartTls;
        string? tls = !isTls ? null : (seen.ServerHello?.VersionName ?? "TLS") + Alpn(seen);
        return protocol is null ? tls : tls is null ? protocol : $"{protocol} · {tls}";
    }

    // From TLS 1.3 on the choice is encrypted: of what was offered it may be any, or none.
    private static string? Alpn(TunnelRecognizer seen)
    {
        if (seen.ServerHello is { IsTls13: false } hello)
        {
            return hello.Alpn is { } chosen ? $" · {chosen}" : null;
        }

        return seen.ClientHello is { Alpn: { Count: > 0 } offered }
            ? $"{Offers}{string.Join(", ", offered.Take(MaxOffered))}{(offered.Count > MaxOffered ? ", …" : "")}"
            : null;
    }
}
