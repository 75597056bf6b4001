namespace Penstock.Recognition;

/// <summary>What a tunnel carries, as its first bytes tell. A member is named only on signs that nothing else has; everything else is <see cref="Unknown"/>.</summary>
internal enum TunnelProtocol
{
    /// <summary>Nothing was recognised: nothing has passed yet, or nothing known.</summary>
    Unknown,

    /// <summary>TLS from the first byte (RFC 8446, RFC 5246 and before), or the hello of SSL 2.</summary>
    Tls,

    /// <summary>An identification line of SSH (RFC 4253, section 4.2), from either side.</summary>
    Ssh,

    /// <summary>A request line of HTTP/1 (RFC 9112, section 3).</summary>
    Http,

    /// <summary>The connection preface of HTTP/2 in clear (RFC 9113, section 3.4).</summary>
    Http2,

    /// <summary>A server that greets with 220 and names SMTP (RFC 5321, section 3.1).</summary>
    Smtp,

    /// <summary>A server that greets with 220 and names FTP (RFC 959).</summary>
    Ftp,

    /// <summary>A server that greets with +OK (RFC 1939, section 4).</summary>
    Pop3,

    /// <summary>A server that greets with * OK or * PREAUTH (RFC 9051, section 7.1).</summary>
    Imap,

    /// <summary>A command of Redis as an array of bulk strings (RESP).</summary>
    Redis,

    /// <summary>A startup message of PostgreSQL, protocol 3, or its request for TLS.</summary>
    PostgreSql,

    /// <summary>A server's handshake of MySQL or MariaDB, protocol 10.</summary>
    MySql,
}
