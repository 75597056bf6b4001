using System.Net;

namespace Penstock.Tests.Observability.Formats;

public sealed class SquidLineTests
{
    [Theory]
    [InlineData("GET http://example.com/a?b=c HTTP/1.1", ProxyOutcome.Forwarded, 200, true, "1773043627.288   1234 192.0.2.7 TCP_MISS/200 51534 GET http://example.com/a?b=c - HIER_DIRECT/203.0.113.9 text/html")]
    [InlineData("CONNECT example.com:443 HTTP/1.1", ProxyOutcome.ClientClosedTunnel, 200, true, "1773043627.288   1234 192.0.2.7 TCP_TUNNEL/200 51534 CONNECT example.com:443 - HIER_DIRECT/203.0.113.9 text/html")]
    [InlineData("CONNECT example.com:443 HTTP/1.1", ProxyOutcome.ClientNotAllowed, 403, false, "1773043627.288   1234 192.0.2.7 TCP_DENIED/403 51534 CONNECT example.com:443 - HIER_NONE/- text/html")]
    [InlineData("GET http://example.com/ HTTP/1.1", ProxyOutcome.Forwarded, 403, true, "1773043627.288   1234 192.0.2.7 TCP_MISS/403 51534 GET http://example.com/ - HIER_DIRECT/203.0.113.9 text/html")]
    [InlineData("CONNECT example.com:443 HTTP/1.1", ProxyOutcome.ConnectRefused, 502, false, "1773043627.288   1234 192.0.2.7 TCP_MISS/502 51534 CONNECT example.com:443 - HIER_NONE/- text/html")]
    [InlineData("GET / HTTP/1.1", ProxyOutcome.Answered, 200, false, "1773043627.288   1234 192.0.2.7 NONE_NONE/200 51534 GET / - HIER_NONE/- text/html")]
    [InlineData("hello world", ProxyOutcome.HeadRejected, 400, false, "1773043627.288   1234 192.0.2.7 NONE_NONE/400 51534 NONE error:invalid-request - HIER_NONE/- text/html")]
    [InlineData("GET http://x/ HTTP/1.1", ProxyOutcome.ClientGone, 0, false, "1773043627.288   1234 192.0.2.7 TCP_MISS_ABORTED/000 51534 GET http://x/ - HIER_NONE/- text/html")]
    public void ARequest_HasTheColumnsOfSquid(string line, ProxyOutcome outcome, int status, bool hasOrigin, string expected)
    {
        RequestTimeline request = LogLines.Request(line, outcome, status).With(LogLines.Compile("squid"), [], ["Content-Type: text/html; charset=utf-8"]);
        request.Origin = hasOrigin ? request.Origin : default;

        Assert.Equal(expected, LogLines.Of("squid", request));
    }

    [Fact]
    public void AColumn_HasNoSpaceOfAnybodyElse()
    {
        RequestTimeline request = LogLines.Request().With(LogLines.Compile("squid"), [], ["Content-Type: a\"é b"]);
        request.User = "Ann Bé";

        Assert.EndsWith(" Ann%20B%C3%A9 HIER_DIRECT/203.0.113.9 a\"%E9", LogLines.Of("squid", request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, " 0 ")]
    [InlineData(99_999, "  99999 ")]
    [InlineData(123_456, " 123456 ")]
    [InlineData(12_345_678, " 12345678 ")]
    public void TheTimeItTook_HasSixPlacesAtTheLeast(int milliseconds, string expected)
    {
        RequestTimeline request = LogLines.Request();
        request.Duration = TimeSpan.FromMilliseconds(milliseconds);

        Assert.Contains(expected + "192.0.2.7 ", LogLines.Of("squid", request), StringComparison.Ordinal);
    }

    [Fact]
    public void AnOriginOfIPv6_HasNoBrackets()
    {
        RequestTimeline request = LogLines.Request();
        request.Origin = Penstock.Transport.PeerAddress.From(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 80));

        Assert.Contains(" HIER_DIRECT/2001:db8::1 -", LogLines.Of("squid", request), StringComparison.Ordinal);
    }
}
