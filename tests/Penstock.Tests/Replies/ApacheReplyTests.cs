using System.Globalization;
using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Replies;

/// <summary>The lengths are those of Apache httpd 2.4.71's own pages, as it sent them for the same mishap.</summary>
public sealed class ApacheReplyTests
{
    private static readonly ProxyConfig s_config = new() { Replies = ReplyProfile.Apache };

    [Theory]
    [InlineData(ProxyOutcome.ConnectPortNotAllowed, "403 Proxy Error", 353, true)]
    [InlineData(ProxyOutcome.NameUnknown, "502 Proxy Error", 387, true)]
    [InlineData(ProxyOutcome.NameLookUpFailed, "502 Proxy Error", 387, true)]
    [InlineData(ProxyOutcome.NameLookUpTimedOut, "502 Proxy Error", 387, true)]
    [InlineData(ProxyOutcome.ConnectRefused, "503 Service Unavailable", 339, false)]
    [InlineData(ProxyOutcome.ConnectUnreachable, "503 Service Unavailable", 339, false)]
    [InlineData(ProxyOutcome.ConnectTimedOut, "503 Service Unavailable", 339, false)]
    [InlineData(ProxyOutcome.Denied, "403 Forbidden", 239, true)]
    [InlineData(ProxyOutcome.ClientNotAllowed, "403 Forbidden", 239, true)]
    [InlineData(ProxyOutcome.OriginClosedEarly, "502 Proxy Error", 381, true)]
    [InlineData(ProxyOutcome.ResponseTimedOut, "502 Proxy Error", 381, true)]
    [InlineData(ProxyOutcome.ResponseRejected, "502 Proxy Error", 381, true)]
    [InlineData(ProxyOutcome.AuthenticationRequired, "407 Proxy Authentication Required", 455, true)]
    [InlineData(ProxyOutcome.HeadTimedOut, "408 Request Timeout", 261, false)]
    [InlineData(ProxyOutcome.ClientTooSlow, "408 Request Timeout", 261, false)]
    [InlineData(ProxyOutcome.TooManyConnections, "429 Too Many Requests", 267, true)]
    [InlineData(ProxyOutcome.InternalError, "500 Internal Server Error", 571, false)]
    public void An_outcome_has_Apaches_status_and_page(ProxyOutcome outcome, string status, int length, bool leavesOpen) =>
        Check(Refused.Request(outcome, s_config), status, length, leavesOpen);

    [Fact]
    public void A_name_that_is_unknown_is_another_status_outside_of_CONNECT() =>
        Check(Refused.Request(ProxyOutcome.NameUnknown, s_config, RequestKind.Forward), "500 Proxy Error", 306, leavesOpen: false);

    [Theory]
    [InlineData("ConnectWithoutPort", "400 Bad Request", 266, false)]
    [InlineData("InvalidRequestLine", "400 Bad Request", 266, false)]
    [InlineData("HeadTooLarge", "400 Bad Request", 318, false)]
    [InlineData("TooManyFields", "400 Bad Request", 330, false)]
    [InlineData("TargetTooLong", "414 Request-URI Too Long", 288, false)]
    [InlineData("UnsupportedVersion", "505 HTTP Version Not Supported", 581, true)]
    [InlineData("HttpsWithoutConnect", "500 Internal Server Error", 571, false)]
    [InlineData("MaxForwardsReached", "400 Proxy Error", 386, false)]
    [InlineData("InvalidMaxForwards", "400 Proxy Error", 390, false)]
    public void A_rule_of_HTTP_has_Apaches_status_and_page(string rejection, string status, int length, bool leavesOpen) =>
        Check(Refused.Request(ProxyOutcome.HeadRejected, s_config, RequestKind.Forward, Enum.Parse<HeadRejection>(rejection)), status, length, leavesOpen);

    [Fact]
    public void The_fields_come_in_Apaches_order()
    {
        (string head, string body) = Refused.Answer(Refused.Request(ProxyOutcome.ConnectPortNotAllowed, s_config), keepAlive: false);

        Assert.Equal(
            $"HTTP/1.1 403 Proxy Error\r\nDate: Tue, 24 Nov 2026 12:09:49 GMT\r\nServer: {ProductInfo.NameAndVersion}\r\nContent-Length: 353\r\nConnection: close\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n",
            head);
        Assert.Equal(
            "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n<html><head>\n<title>403 Proxy Error</title>\n</head><body>\n<h1>Proxy Error</h1>\n"
            + "<p>You don't have permission to access this resource.The proxy server could not handle the request<p>Reason: <strong>Connect to remote machine blocked</strong></p></p>\n</body></html>\n",
            body);
    }

    [Fact]
    public void A_client_of_HTTP_1_0_is_told_that_its_connection_stays()
    {
        ProxyRequest request = Refused.Request(ProxyOutcome.Denied, s_config with { Timeouts = new TimeoutConfig { KeepAlive = TimeSpan.FromSeconds(5) } });
        request.IsHttp10 = true;

        Assert.Contains("\r\nContent-Length: 239\r\nKeep-Alive: timeout=5\r\nConnection: Keep-Alive\r\nContent-Type: ", Refused.Answer(request).Head, StringComparison.Ordinal);
    }

    [Fact]
    public void HEAD_is_told_no_length()
    {
        ProxyRequest request = Refused.Request(ProxyOutcome.Denied, s_config, RequestKind.Forward);
        request.IsHead = true;

        Assert.DoesNotContain("Content-Length", Encoding.ASCII.GetString(OutcomeResponse.For(request, new LimitConfig(), keepAlive: true, Refused.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_rule_that_decided_is_not_told()
    {
        (string head, string body) = Refused.Answer(Refused.ByRule(s_config));

        Assert.DoesNotContain("example.net", head + body, StringComparison.Ordinal);
        Assert.DoesNotContain("penstock.yaml", head + body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reason_of_a_rule_is_told_as_that_of_ProxyBlock_is_but_not_in_brief()
    {
        (string head, string body) = Refused.Answer(Refused.ByRule(s_config));

        Assert.StartsWith("HTTP/1.1 403 Proxy Error\r\n", head, StringComparison.Ordinal);
        Assert.Contains("<p>You don't have permission to access this resource.The proxy server could not handle the request<p>Reason: <strong>no &lt;advertising&gt; networks</strong></p></p>\n", body, StringComparison.Ordinal);
        Check(Refused.ByRule(s_config with { Refusals = RefusalDetail.Brief }), "403 Forbidden", 239, leavesOpen: true);
    }

    private static void Check(ProxyRequest request, string status, int length, bool leavesOpen)
    {
        (string head, string body) = Refused.Answer(request);
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"<title>{status}</title>", body, StringComparison.Ordinal);
        Assert.Equal(length, Encoding.UTF8.GetByteCount(body));
        Assert.Equal(leavesOpen, OutcomeResponse.LeavesOpen(request));
        Assert.Equal(int.Parse(status[..3], CultureInfo.InvariantCulture), request.Timeline.Status);
    }
}
