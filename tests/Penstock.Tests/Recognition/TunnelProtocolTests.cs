using System.Text;
using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>Protocols by their first bytes. A conversation is written as lines: &gt; what the client sends, &lt; what the origin sends; \xHH is a byte.</summary>
public sealed class TunnelProtocolTests
{
    [Theory]
    [InlineData(">SSH-2.0-OpenSSH_9.2\r\n|<SSH-2.0-OpenSSH_8.4p1 Debian-5\r\n", "Ssh", "SSH-2.0-OpenSSH_9.2", "SSH-2.0-OpenSSH_8.4p1 Debian-5")]
    [InlineData("<SSH-2.0-dropbear\r\n|>SSH-2.0-libssh_0.10\n", "Ssh", "SSH-2.0-libssh_0.10", "SSH-2.0-dropbear")]
    [InlineData(">GET /secret?token=1 HTTP/1.1\r\nHost: a\r\n", "Http", null, null)]
    [InlineData(">PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000", "Http2", null, null)]
    [InlineData("<220 mx.test ESMTP Postfix\r\n|>EHLO a\r\n", "Smtp", null, "220 mx.test ESMTP Postfix")]
    [InlineData("<220-ftp.test (vsFTPd 3.0.3)\r\n", "Ftp", null, "220-ftp.test (vsFTPd 3.0.3)")]
    [InlineData("<+OK Dovecot ready.\r\n", "Pop3", null, "+OK Dovecot ready.")]
    [InlineData("<* OK [CAPABILITY IMAP4rev1] ready.\r\n", "Imap", null, "* OK [CAPABILITY IMAP4rev1] ready.")]
    [InlineData(">*2\r\n$4\r\nPING\r\n", "Redis", null, null)]
    [InlineData(">\u0000\u0000\u0000\u0010\u0000\u0003\u0000\u0000user\u0000a\u0000\u0000", "PostgreSql", null, null)]
    [InlineData(">\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f|<N", "PostgreSql", null, null)]
    [InlineData(">\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f\u0016|<S|>\u0016\u0003\u0001", "PostgreSql", null, null)]
    [InlineData("<\u004a\u0000\u0000\u0000\u000a8.0.36\u0000\u0001\u0002", "MySql", null, "8.0.36")]
    [InlineData(">hello there\r\n|<what?\r\n", "Unknown", null, null)]
    [InlineData("<220 foo.test Simple Mail Transfer Service Ready\r\n|>EHLO a\r\n", "Smtp", null, "220 foo.test Simple Mail Transfer Service Ready")]
    [InlineData("<220 Service ready for new user.\r\n|>USER a\r\n", "Ftp", null, "220 Service ready for new user.")]
    [InlineData("<220 Service ready for new user.\r\n|>FEAT\r\n", "Ftp", null, "220 Service ready for new user.")]
    [InlineData("<220-Welcome\r\n220 FTP ready\r\n", "Ftp", null, "220 FTP ready")]
    [InlineData("<220-\r\n220 mx ESMTP\r\n|>EHLO a\r\n", "Smtp", null, "220 mx ESMTP")]
    [InlineData("<220-Welcome\r\n to all\r\n220 ready\r\n|>USER a\r\n", "Ftp", null, "220-Welcome")]
    [InlineData("<220 ready\r\n|>hello there\r\n", "Unknown", null, null)]
    [InlineData("<220 ready\r\n|>GET / HTTP/1.1\r\n", "Http", null, null)]
    [InlineData(">\u0000\u0000\u0000\u0010\u0004\u00d2\u0016\u002e\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0002", "PostgreSql", null, null)]
    [InlineData(">\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u0030|<G", "PostgreSql", null, null)]
    [InlineData("<220 go ahead\r\n", "Unknown", null, null)]
    [InlineData(">AUTH x\r\n|<+OK\r\n", "Unknown", null, null)]
    [InlineData(">GET /\r\n", "Unknown", null, null)]
    [InlineData(">\u0016\u0003\u0001\u0002\u0000\u0002", "Unknown", null, null)]
    [InlineData("<SSH-2.0-\u001b[31m\\\r\n", "Ssh", null, "SSH-2.0-\\x1B[31m\\x5C")]
    public void FirstBytes_TellTheProtocol_HoweverTheyAreCut(string conversation, string protocol, string? clientBanner, string? serverBanner)
    {
        Capture.Flight[] flights = Flights(conversation);
        TunnelRecognizer recognizer = Capture.Show(flights);

        Assert.Equal(protocol, recognizer.Protocol.ToString());
        Assert.Equal((clientBanner, serverBanner), (recognizer.ClientBanner, recognizer.ServerBanner));
        Assert.Equal(Facts.Of(recognizer), Facts.Of(Capture.Show(flights.SelectMany(flight => flight.Bytes.Select(value => flight with { Bytes = [value] })))));
        Assert.Equal(HelloProblem.None, recognizer.HelloProblem);
        Assert.Equal(0, recognizer.HeldBytes);
    }

    /// <summary>A line in one piece is not longer than one in many may become.</summary>
    [Theory]
    [InlineData(">SSH-2.0-{0}\r\n", 503, "Ssh")]
    [InlineData(">SSH-2.0-{0}\r\n", 504, "Unknown")]
    [InlineData("<220 FTP {0}\r\n", 503, "Ftp")]
    [InlineData("<220 FTP {0}\r\n", 504, "Unknown")]
    [InlineData(">GET /{0} HTTP/1.1\r\n", 8177, "Http")]
    [InlineData(">GET /{0} HTTP/1.1\r\n", 8178, "Unknown")]
    public void LongLine_HasItsLimit_HoweverItIsCut(string conversation, int length, string protocol) =>
        FirstBytes_TellTheProtocol_HoweverTheyAreCut(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, conversation, new string('x', length)),
            protocol,
            protocol == "Ssh" ? ("SSH-2.0-" + new string('x', length))[..128] : null,
            protocol == "Ftp" ? ("220 FTP " + new string('x', length))[..128] : null);

    [Fact]
    public void HttpRequest_LeavesItsMethodAlone()
    {
        TunnelRecognizer recognizer = Capture.Show(Flights(">POST /secret HTTP/1.0\r\n"));

        Assert.Equal("POST", recognizer.HttpMethod);
        Assert.False(recognizer.WantsUp || recognizer.WantsDown);
    }

    [Theory]
    [InlineData("<220 mx ESMTP\r\n|>EHLO a\r\n|<250-mx\r\n250 STARTTLS\r\n|>STARTTLS\r\n|<220 go\r\n", "Smtp")]
    [InlineData("<220 FTP\r\n|>AUTH TLS\r\n|<234 go\r\n", "Ftp")]
    [InlineData("<+OK\r\n|>CAPA\r\n|<+OK\r\nSTLS\r\n.\r\n|>stls\r\n|<+OK\r\n", "Pop3")]
    [InlineData("<* OK IMAP\r\n|>a1 CAPABILITY\r\n|<* CAPABILITY STARTTLS\r\na1 OK\r\n|>a2 STARTTLS\r\n|<a2 OK go\r\n", "Imap")]
    [InlineData(">\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f|<S", "PostgreSql")]
    [InlineData("<220 FTP\r\n|>AUTH SSL\r\n|<504 no\r\n|>AUTH TLS\r\n|<234 go\r\n", "Ftp")]
    [InlineData("<220 mx ESMTP\r\n|>STARTTLS\r\n|<454 later\r\n|>EHLO a\r\n|<250 mx\r\n|>STARTTLS \r\n|<220 go\r\n", "Smtp")]
    [InlineData("<* OK IMAP\r\n|>a1 STARTTLS\r\n|<a1 NO\r\n|>a2 CAPABILITY\r\n|<a2 OK\r\n|>a3 STARTTLS\r\n|<a3 OK go\r\n", "Imap")]
    [InlineData(">\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u0030|<N|>\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f|<S", "PostgreSql")]
    [InlineData("<220 Service ready for new user.\r\n|>AUTH TLS\r\n|<234 go\r\n", "Ftp")]
    [InlineData("<220-\r\n220 foo.test ready\r\n|>EHLO a\r\n|<250 STARTTLS\r\n|>STARTTLS\r\n|<220 go\r\n", "Smtp")]
    public void StartTls_IsFollowedIntoTls(string conversation, string protocol)
    {
        Capture capture = Capture.Read("openssl-tls12-ecdhe-rsa");
        Capture.Flight[] flights = [.. Flights(conversation), .. capture.Flights];
        TunnelRecognizer recognizer = Capture.Show(flights);

        Assert.Equal(protocol, recognizer.Protocol.ToString());
        Assert.True(recognizer.StartTls);
        Assert.Equal(capture.Expected("ja4"), recognizer.ClientHello?.Ja4);
        Assert.NotNull(recognizer.Certificate);
        Assert.Equal(Facts.Of(recognizer), Facts.Of(Capture.Show(flights.SelectMany(flight => flight.Bytes.Select(value => flight with { Bytes = [value] })))));
        Assert.Equal(0, recognizer.HeldBytes);
    }

    [Theory]
    [InlineData("<220 mx ESMTP\r\n|>EHLO a\r\n|<250 mx\r\n|>MAIL FROM:<a@b>\r\n")]
    [InlineData("<220 mx ESMTP\r\n|>STARTTLS\r\n|<454 no\r\n|>MAIL FROM:<a@b>\r\n")]
    [InlineData("<220 mx ESMTP\r\n|>STARTTLS\r\nbefore|<220 go\r\n")]
    public void MailInClear_IsNotFollowed(string conversation)
    {
        TunnelRecognizer recognizer = Capture.Show(Flights(conversation));

        Assert.Equal(TunnelProtocol.Smtp, recognizer.Protocol);
        Assert.False(recognizer.StartTls || recognizer.WantsUp || recognizer.WantsDown);
    }

    [Fact]
    public void ServerThatSaysMoreThanItsAgreement_IsNoTls()
    {
        TunnelRecognizer recognizer = Capture.Show(Flights(">\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f|<SINJECTED"));

        Assert.Equal(HelloProblem.Malformed, recognizer.HelloProblem);
    }

    private static Capture.Flight[] Flights(string conversation) => [.. conversation.Split('|').Select(part => new Capture.Flight(part[0] == '>', Encoding.Latin1.GetBytes(part[1..])))];
}
