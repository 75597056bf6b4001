using System.Globalization;
using Penstock.Http;

namespace Penstock.Tests.Replies;

/// <summary>Statuses and page names as Squid 5.7 has them.</summary>
public sealed class SquidReplyTests
{
    private static readonly ProxyConfig s_config = new() { Replies = ReplyProfile.Squid };

    [Theory]
    [InlineData(ProxyOutcome.Denied, "403 Forbidden", "ERR_ACCESS_DENIED 0")]
    [InlineData(ProxyOutcome.ClientNotAllowed, "403 Forbidden", "ERR_ACCESS_DENIED 0")]
    [InlineData(ProxyOutcome.ConnectPortNotAllowed, "403 Forbidden", "ERR_ACCESS_DENIED 0")]
    [InlineData(ProxyOutcome.DestinationProhibited, "403 Forbidden", "ERR_ACCESS_DENIED 0")]
    [InlineData(ProxyOutcome.AuthenticationRequired, "407 Proxy Authentication Required", "ERR_CACHE_ACCESS_DENIED 0")]
    [InlineData(ProxyOutcome.NameUnknown, "503 Service Unavailable", "ERR_DNS_FAIL 0")]
    [InlineData(ProxyOutcome.ConnectRefused, "503 Service Unavailable", "ERR_CONNECT_FAIL 111")]
    [InlineData(ProxyOutcome.ConnectUnreachable, "503 Service Unavailable", "ERR_CONNECT_FAIL 101")]
    [InlineData(ProxyOutcome.ConnectTimedOut, "503 Service Unavailable", "ERR_CONNECT_FAIL 110")]
    [InlineData(ProxyOutcome.OriginClosedEarly, "502 Bad Gateway", "ERR_ZERO_SIZE_OBJECT 0")]
    [InlineData(ProxyOutcome.ResponseTimedOut, "504 Gateway Timeout", "ERR_READ_TIMEOUT 110")]
    public void An_outcome_has_Squids_status_and_the_name_of_its_page(ProxyOutcome outcome, string status, string error) => Check(Refused.Request(outcome, s_config), status, error);

    [Theory]
    [InlineData("InvalidRequestLine", "400 Bad Request", "ERR_PROTOCOL_UNKNOWN 0")]
    [InlineData("TargetTooLong", "400 Bad Request", "ERR_INVALID_URL 0")]
    [InlineData("UnsupportedVersion", "505 HTTP Version not supported", "ERR_UNSUP_HTTPVERSION 0")]
    [InlineData("UnsupportedTransferCoding", "501 Not Implemented", "ERR_UNSUP_REQ 0")]
    [InlineData("HeadTooLarge", "431 Request Header Fields Too Large", "ERR_TOO_BIG 0")]
    [InlineData("MissingHost", "400 Bad Request", "ERR_INVALID_REQ 0")]
    public void A_rule_of_HTTP_has_Squids_status_and_the_name_of_its_page(string rejection, string status, string error) =>
        Check(Refused.Request(ProxyOutcome.HeadRejected, s_config, rejection: Enum.Parse<HeadRejection>(rejection)), status, error);

    [Fact]
    public void The_rule_that_decided_is_not_told()
    {
        (string head, string body) = Refused.Answer(Refused.ByRule(s_config));
        Assert.DoesNotContain("example.net", head + body, StringComparison.Ordinal);
    }

    private static void Check(ProxyRequest request, string status, string error)
    {
        (string head, string body) = Refused.Answer(request, keepAlive: false);
        Assert.StartsWith($"HTTP/1.1 {status}\r\nServer: {ProductInfo.NameAndVersion}\r\nMime-Version: 1.0\r\nDate: ", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nX-Squid-Error: {error}\r\n", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\nConnection: close\r\n\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"<body id=\"{error.Split(' ')[0]}\">", body, StringComparison.Ordinal);
        Assert.Equal(int.Parse(status[..3], CultureInfo.InvariantCulture), request.Timeline.Status);
    }
}
