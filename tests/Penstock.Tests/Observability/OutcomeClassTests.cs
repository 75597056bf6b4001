using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class OutcomeClassTests
{
    [Theory]
    [InlineData(ProxyOutcome.ClientClosedTunnel, "ok")]
    [InlineData(ProxyOutcome.OriginResetTunnel, "ok")]
    [InlineData(ProxyOutcome.Forwarded, "ok")]
    [InlineData(ProxyOutcome.ClientGone, "ok")]
    [InlineData(ProxyOutcome.Denied, "refused")]
    [InlineData(ProxyOutcome.AuthenticationRequired, "refused")]
    [InlineData(ProxyOutcome.HeadRejected, "refused")]
    [InlineData(ProxyOutcome.NameUnknown, "failed")]
    [InlineData(ProxyOutcome.ConnectTimedOut, "failed")]
    [InlineData(ProxyOutcome.InternalError, "failed")]
    public void Outcomes_AreOkOrRefusedOrFailed(ProxyOutcome outcome, string expected) => Assert.Equal(expected, OutcomeClass.Of(outcome));
}
