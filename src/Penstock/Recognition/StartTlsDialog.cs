using System.Text;

namespace Penstock.Recognition;

/// <summary>How a protocol of lines turns to TLS: the client asks, the server agrees, and the next bytes are a hello. Only what may come before that is followed.</summary>
internal static class StartTlsDialog
{
    /// <summary>Whether the client asks for TLS: RFC 3207 (SMTP), RFC 4217 (FTP), RFC 2595 (POP3), RFC 9051, section 6.2.1 (IMAP).</summary>
    public static bool IsRequest(TunnelProtocol protocol, ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)' ');
        return protocol switch
        {
            TunnelProtocol.Smtp => Ascii.EqualsIgnoreCase(line, "STARTTLS"u8),
            TunnelProtocol.Ftp => Ascii.EqualsIgnoreCase(line, "AUTH TLS"u8) || Ascii.EqualsIgnoreCase(line, "AUTH SSL"u8),
            TunnelProtocol.Pop3 => Ascii.EqualsIgnoreCase(line, "STLS"u8),
            _ => Ascii.EqualsIgnoreCase(AfterTag(line), "STARTTLS"u8),
        };
    }

    /// <summary>Which of SMTP and FTP a client speaks, by its first command: their servers may greet alike (RFC 5321, section 4.2; RFC 959, section 5.4).</summary>
    public static TunnelProtocol ByFirstCommand(ReadOnlySpan<byte> line) =>
        StartsWith(line, "EHLO "u8) || StartsWith(line, "HELO "u8) ? TunnelProtocol.Smtp
        : StartsWith(line, "USER "u8) || StartsWith(line, "AUTH "u8) || IsPreliminary(TunnelProtocol.Ftp, line) ? TunnelProtocol.Ftp
        : TunnelProtocol.Unknown;

    /// <summary>Whether the server agrees.</summary>
    public static bool IsAgreement(TunnelProtocol protocol, ReadOnlySpan<byte> line) => protocol switch
    {
        TunnelProtocol.Smtp => line.StartsWith("220"u8),
        TunnelProtocol.Ftp => line.StartsWith("234"u8),
        TunnelProtocol.Pop3 => line.StartsWith("+OK"u8),
        _ => line is not [(byte)'*', ..] && StartsWith(AfterTag(line), "OK"u8),
    };

    /// <summary>Whether a client that wants TLS may say this first: to ask what the server can do. After anything else it goes on in clear.</summary>
    public static bool IsPreliminary(TunnelProtocol protocol, ReadOnlySpan<byte> line) => protocol switch
    {
        TunnelProtocol.Smtp => StartsWith(line, "EHLO"u8) || StartsWith(line, "HELO"u8) || StartsWith(line, "NOOP"u8),
        TunnelProtocol.Ftp => StartsWith(line, "FEAT"u8) || StartsWith(line, "SYST"u8),
        TunnelProtocol.Pop3 => StartsWith(line, "CAPA"u8),
        _ => StartsWith(AfterTag(line), "CAPABILITY"u8) || StartsWith(AfterTag(line), "ID"u8) || StartsWith(AfterTag(line), "NOOP"u8),
    };

    private static ReadOnlySpan<byte> AfterTag(ReadOnlySpan<byte> line) => line[(line.IndexOf((byte)' ') + 1)..];

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) => line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[..word.Length], word);
}
