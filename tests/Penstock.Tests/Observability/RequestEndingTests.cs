using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class RequestEndingTests
{
    [Theory]
    [InlineData(ProxyOutcome.ClientClosedTunnel, "client", "fin")]
    [InlineData(ProxyOutcome.OriginResetTunnel, "origin", "reset")]
    [InlineData(ProxyOutcome.TunnelIdle, "proxy", "limit")]
    [InlineData(ProxyOutcome.Denied, "proxy", "refusal")]
    [InlineData(ProxyOutcome.ClosedByOperator, "proxy", "operator")]
    public void AnEnding_NamesWhoAndHow(ProxyOutcome outcome, string by, string with) => Assert.Equal((by, with), (RequestEnding.By(outcome), RequestEnding.With(outcome)));

    [Fact]
    public void AClientThatHasGone_SaidSoByAFin_OrDidNot()
    {
        var request = new RequestTimeline(default, TimeProvider.System) { Outcome = ProxyOutcome.ClientGone };
        Assert.Equal("reset", RequestEnding.With(request));

        request.Stamp(TimelineStage.ClientFinished);
        Assert.Equal("fin", RequestEnding.With(request));
        request.Outcome = ProxyOutcome.ClientResetTunnel;
        Assert.Equal("reset", RequestEnding.With(request));
    }

    [Fact]
    public void AResponseThatWasCutOff_EndedByAFin_AReset_OrALimit()
    {
        var request = new RequestTimeline(default, TimeProvider.System) { Outcome = ProxyOutcome.ResponseTruncated };
        Assert.Equal(("origin", "reset"), (RequestEnding.By(request), RequestEnding.With(request)));

        request.Detail = RequestEnding.OriginWasSilent;
        Assert.Equal(("proxy", "limit"), (RequestEnding.By(request), RequestEnding.With(request)));
        request.Detail = "the origin closed its connection";
        request.Stamp(TimelineStage.OriginFinished);
        Assert.Equal(("origin", "fin"), (RequestEnding.By(request), RequestEnding.With(request)));
    }

    [Fact]
    public void WhatIsOpen_HasNoEnding_AndAllElseHasOne()
    {
        Assert.Null(RequestEnding.By(ProxyOutcome.None));
        Assert.All(Enum.GetValues<ProxyOutcome>().Where(outcome => outcome != ProxyOutcome.None), outcome => Assert.NotNull(RequestEnding.With(outcome)));
    }
}
