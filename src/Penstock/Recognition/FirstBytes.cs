using System.Buffers.Binary;
using System.Text;
using Penstock.Http;

namespace Penstock.Recognition;

/// <summary>What the first bytes of one side are.</summary>
internal enum FirstSight
{
    /// <summary>They may become something known.</summary>
    NeedMore,

    /// <summary>They are nothing known.</summary>
    Unknown,

    Tls,
    Ssl2,
    Ssh,
    Http,
    Http2,
    Redis,
    PostgreSql,

    /// <summary>A client of PostgreSQL that asks whether it may encrypt, by TLS or by GSSAPI: the answer tells.</summary>
    PostgreSqlTlsRequest,

    /// <summary>A line of a greeting as SMTP and FTP have it, that names neither.</summary>
    Greeting,
    Smtp,
    Ftp,
    Pop3,
    Imap,
    MySql,
}

/// <summary>Tells protocols by how they begin. Pure: the same bytes have the same answer, and once it is not <see cref="FirstSight.NeedMore"/>, more bytes do not change it.</summary>
internal static class FirstBytes
{
    /// <summary>RFC 4253, section 4.2, has 255; RFC 5321, section 4.5.3.1.5, has 512 for a reply.</summary>
    internal const int MaxLine = 512;

    /// <summary>PostgreSQL's protocol 3, "Message Formats", SSLRequest and GSSENCRequest: all of it.</summary>
    internal const int PostgreSqlRequest = 8;

    /// <summary>RFC 9112, section 3: "at least 8000 octets".</summary>
    private const int MaxRequestLine = 8 * 1024;

    private const int MaxMethod = 32;
    private const int MaxVersion = 64;

    private static ReadOnlySpan<byte> Http2Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>The client's.</summary>
    public static FirstSight FromClient(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => FirstSight.NeedMore,
        [TlsRecords.Handshake, ..] => Tls(bytes),
        [>= 0x80, ..] => Ssl2(bytes),
        [0, ..] => PostgreSql(bytes),
        [(byte)'*', ..] => Redis(bytes),
        _ when MayBe(bytes, "SSH-"u8) => SshLine(bytes),
        _ when MayBe(bytes, Http2Preface) => bytes.Length < Http2Preface.Length ? FirstSight.NeedMore : FirstSight.Http2,
        _ => RequestLine(bytes),
    };

    /// <summary>The server's.</summary>
    /// <param name="bytes">What it sent.</param>
    /// <param name="cameFirst">Whether the client had sent nothing before: most of these are told by who speaks first.</param>
    public static FirstSight FromServer(ReadOnlySpan<byte> bytes, bool cameFirst)
    {
        if (bytes.IsEmpty || MayBe(bytes, "SSH-"u8))
        {
            return bytes.IsEmpty ? FirstSight.NeedMore : SshLine(bytes);
        }

        if (!cameFirst)
        {
            return FirstSight.Unknown;
        }

        if (MayBe(bytes, "220 "u8) || MayBe(bytes, "220-"u8))
        {
            return !TryLine(bytes, out ReadOnlySpan<byte> greeting) ? MoreOfLine(bytes) : Names(greeting, "SMTP"u8) ? FirstSight.Smtp : Names(greeting, "FTP"u8) ? FirstSight.Ftp : FirstSight.Greeting;
        }

        if (MayBe(bytes, "+OK"u8))
        {
            return TryLine(bytes, out ReadOnlySpan<byte> greeting) ? greeting is [_, _, _] or [_, _, _, (byte)' ', ..] ? FirstSight.Pop3 : FirstSight.Unknown : MoreOfLine(bytes);
        }

        if (MayBe(bytes, "* OK "u8) || MayBe(bytes, "* PREAUTH "u8))
        {
            return TryLine(bytes, out _) ? FirstSight.Imap : MoreOfLine(bytes);
        }

        return MySql(bytes);
    }

    /// <summary>The first line, without its end. One longer than <paramref name="most"/> is none, even if all of it has come: what comes in pieces would have been given up before.</summary>
    public static bool TryLine(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line, int most = MaxLine)
    {
        int end = bytes[..Math.Min(bytes.Length, most + 1)].IndexOf(HttpCharacters.LineFeed);
        line = end < 0 ? default : bytes[..end];
        line = line is [.. var text, HttpCharacters.CarriageReturn] ? text : line;
        return end >= 0;
    }

    /// <summary>The version that a greeting of MySQL names.</summary>
    public static ReadOnlySpan<byte> MySqlVersion(ReadOnlySpan<byte> bytes) => bytes[5..(5 + bytes[5..].IndexOf((byte)0))];

    /// <summary>Whether one is the beginning of the other.</summary>
    private static bool MayBe(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> sign)
    {
        int common = Math.Min(bytes.Length, sign.Length);
        return bytes[..common].SequenceEqual(sign[..common]);
    }

    private static FirstSight MoreOfLine(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxLine ? FirstSight.NeedMore : FirstSight.Unknown;

    /// <summary>RFC 8446, section 5.1: a record of type handshake, version 3.x; section 4: that begins with a ClientHello.</summary>
    private static FirstSight Tls(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [_, 3, <= 4, <= 0x40, _, TlsRecords.ClientHello, ..] => FirstSight.Tls,
        [_] or [_, 3] or [_, 3, <= 4] or [_, 3, <= 4, <= 0x40] or [_, 3, <= 4, <= 0x40, _] => FirstSight.NeedMore,
        _ => FirstSight.Unknown,
    };

    /// <summary>RFC 5246, appendix E.2: the lengths of the parts make up the length of the whole.</summary>
    private static FirstSight Ssl2(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [_, _, not 1, ..] or [_, _, _, not (0 or 3), ..] or [_, _, _, 0, not 2, ..] or [_, _, _, 3, > 4, ..])
        {
            return FirstSight.Unknown;
        }

        if (bytes.Length < 11)
        {
            return FirstSight.NeedMore;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes) & 0x7FFF;
        int suites = BinaryPrimitives.ReadUInt16BigEndian(bytes[5..]);
        int session = BinaryPrimitives.ReadUInt16BigEndian(bytes[7..]);
        int challenge = BinaryPrimitives.ReadUInt16BigEndian(bytes[9..]);
        return suites > 0 && suites % 3 == 0 && 9 + suites + session + challenge == length ? FirstSight.Ssl2 : FirstSight.Unknown;
    }

    /// <summary>PostgreSQL's protocol 3, "Message Formats": a length, then the version, or a number that stands for a request.</summary>
    private static FirstSight PostgreSql(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PostgreSqlRequest)
        {
            return bytes is [_, not 0, ..] or [_, _, > 0x27, ..] ? FirstSight.Unknown : FirstSight.NeedMore;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return (length, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])) switch
        {
            (PostgreSqlRequest, 80877103 or 80877104) => FirstSight.PostgreSqlTlsRequest,
            (>= 16 and <= 10000, 80877102) or (>= 12 and <= 10000, 0x0003_0000 or 0x0003_0002) => FirstSight.PostgreSql,
            _ => FirstSight.Unknown,
        };
    }

    /// <summary>RESP: <c>*N CRLF $N CRLF</c>, with one to six digits.</summary>
    private static FirstSight Redis(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        foreach (byte sign in "*$"u8)
        {
            if (rest.IsEmpty)
            {
                return FirstSight.NeedMore;
            }

            int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (rest[0] != sign || digits is 0 or > 6 || rest.Length > 7 && digits < 0)
            {
                return FirstSight.Unknown;
            }

            if (digits < 0)
            {
                return FirstSight.NeedMore;
            }

            rest = rest[(1 + digits)..];
            if (!MayBe(rest, "\r\n"u8))
            {
                return FirstSight.Unknown;
            }

            if (rest.Length < 2)
            {
                return FirstSight.NeedMore;
            }

            rest = rest[2..];
        }

        return FirstSight.Redis;
    }

    private static FirstSight SshLine(ReadOnlySpan<byte> bytes) => TryLine(bytes, out _) ? FirstSight.Ssh : MoreOfLine(bytes);

    /// <summary>RFC 9112, section 3: a method, a target, HTTP/1.x. The end of the line is the sure sign.</summary>
    private static FirstSight RequestLine(ReadOnlySpan<byte> bytes)
    {
        int methodEnd = bytes.IndexOfAnyExcept(HttpCharacters.Token);
        if (methodEnd is 0 or > MaxMethod || (methodEnd < 0 ? bytes.Length > MaxMethod : bytes[methodEnd] != HttpCharacters.Space))
        {
            return FirstSight.Unknown;
        }

        if (!TryLine(bytes, out ReadOnlySpan<byte> line, MaxRequestLine))
        {
            return bytes.Length <= MaxRequestLine ? FirstSight.NeedMore : FirstSight.Unknown;
        }

        bool isHttp = (line.EndsWith(" HTTP/1.1"u8) || line.EndsWith(" HTTP/1.0"u8)) && line.Length > methodEnd + " HTTP/1.1".Length + 1;
        return isHttp ? FirstSight.Http : FirstSight.Unknown;
    }

    /// <summary>MySQL, "Protocol::HandshakeV10": a length of three bytes, the number 0, then 10, and the version of the server up to a NUL.</summary>
    private static FirstSight MySql(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [_, > 1, ..] or [_, _, not 0, ..] or [_, _, _, not 0, ..] or [_, _, _, _, not 10, ..] or [_, _, _, _, _, < (byte)'0' or > (byte)'9', ..])
        {
            return FirstSight.Unknown;
        }

        ReadOnlySpan<byte> version = bytes[Math.Min(bytes.Length, 5)..];
        int end = version.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E);
        return end < 0
            ? version.Length <= MaxVersion ? FirstSight.NeedMore : FirstSight.Unknown
            : end <= MaxVersion && version[end] == 0 ? FirstSight.MySql : FirstSight.Unknown;
    }

    private static bool Names(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        for (; line.Length >= word.Length; line = line[1..])
        {
            if (Ascii.EqualsIgnoreCase(line[..word.Length], word))
            {
                return true;
            }
        }

        return false;
    }
}
