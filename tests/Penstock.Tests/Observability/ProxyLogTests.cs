using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class ProxyLogTests
{
    [Theory]
    [InlineData("a.test", ProxyOutcome.OriginResetTunnel, null, "a.test:443 for 192.0.2.7: OriginResetTunnel after 12 ms")]
    [InlineData(null, ProxyOutcome.HeadRejected, "InvalidTarget", "a request of 192.0.2.7: HeadRejected after 12 ms; InvalidTarget")]
    [InlineData(null, ProxyOutcome.ClientGone, null, "a request of 192.0.2.7: ClientGone after 12 ms")]
    [InlineData("a.test", ProxyOutcome.Denied, null, "refused a.test:443 to 192.0.2.7: Denied")]
    [InlineData("a.test", ProxyOutcome.Denied, "no games", "refused a.test:443 to 192.0.2.7: Denied; no games")]
    [InlineData("a.test", ProxyOutcome.ConnectRefused, "tried it", "connect a.test:443 for 192.0.2.7: ConnectRefused after 12 ms; tried it")]
    [InlineData("a.test", ProxyOutcome.ResponseTimedOut, null, "response a.test:443 for 192.0.2.7: ResponseTimedOut after 12 ms")]
    [InlineData("::1", ProxyOutcome.ConnectRefused, null, "connect [::1]:443 for 192.0.2.7: ConnectRefused after 12 ms")]
    [InlineData("::1", ProxyOutcome.Denied, null, "refused [::1]:443 to 192.0.2.7: Denied")]
    [InlineData("::1", ProxyOutcome.TunnelIdle, null, "[::1]:443 for 192.0.2.7: TunnelIdle after 12 ms")]
    public void WhatIsNotKnown_IsLeftOutOfTheLine(string? host, ProxyOutcome outcome, string? detail, string expected)
    {
        var log = new WrittenLog();
        var request = new RequestTimeline(LogLines.Client, TimeProvider.System)
        {
            Host = host, Port = host is null ? 0 : 443, Outcome = outcome, Detail = detail, Duration = TimeSpan.FromMilliseconds(12.9),
        };

        ProxyLog.RequestEnded(log, request, ReplyProfile.Rfc);

        Assert.Equal([expected], log.Lines);
    }
}
