using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Penstock.Connecting;
using Penstock.Observability;
using Penstock.Policy;

namespace Penstock.Tests.Observability;

/// <summary>How an origin was looked for, as it is told.</summary>
public sealed class TraceReadingTests
{
    private static readonly IPEndPoint s_four = new(IPAddress.Parse("192.0.2.1"), 443);
    private static readonly IPAddress s_six = IPAddress.Parse("2001:db8::1");
    private readonly FakeTimeProvider _time = new();

    // IPv4 has answered and is dialled; nobody waits for IPv6.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnswerOfOneFamily_IsTold_WhetherOrNotTheOtherComes(bool otherComes)
    {
        var request = new RequestTimeline(default, _time);
        ConnectTrace trace = request.Connecting;
        trace.Begin();
        trace.LookUpStarted();
        _time.Advance(TimeSpan.FromMilliseconds(5));
        trace.Answered(isIPv6: false, FamilyAnswer.Found([s_four.Address], TimeSpan.FromMinutes(1)), "dns");
        trace.Judge(s_four.Address, new AddressVerdict(AddressRuling.Allowed, AddressClass.Global));
        int attempt = trace.AttemptStarted(s_four);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        trace.AttemptEnded(attempt, SocketError.IsConnected);
        request.Stamp(TimelineStage.Connected);
        if (otherComes)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            FamilyAnswer six = FamilyAnswer.Found([s_six], TimeSpan.FromMinutes(1));
            trace.Answered(isIPv6: true, six, "dns");
            trace.LookUpEnded(new LookUpResult(six, FamilyAnswer.Found([s_four.Address], TimeSpan.FromMinutes(1))));
        }

        NameLookUpFacts lookUp = request.LookUp!;
        Assert.Equal(("dns", TimeSpan.Zero, TimeSpan.FromMilliseconds(5), null), (lookUp.Source, lookUp.Start, lookUp.End, lookUp.ResponseCode));
        Assert.Equal(otherComes ? [s_six, s_four.Address] : [s_four.Address], lookUp.Answers.Select(answer => answer.Address));
        Assert.True(lookUp.Answers[^1].IsKept);
        Assert.Equal(TimeSpan.FromMilliseconds(5), request.At(TimelineStage.LookedUp));
        Assert.True(request.At(TimelineStage.LookedUp) < request.At(TimelineStage.Connected));
    }

    [Fact]
    public void FamilyWithoutAddresses_SaysNothingOfTheWhole()
    {
        var request = new RequestTimeline(default, _time);
        request.Connecting.Begin();
        request.Connecting.LookUpStarted();
        request.Connecting.Answered(isIPv6: true, FamilyAnswer.Unknown(TimeSpan.FromMinutes(1), null), "dns");

        Assert.Equal((null, null, 0), (request.LookUp!.End, request.LookUp.ResponseCode, request.LookUp.Answers.Count));
        Assert.Null(request.At(TimelineStage.LookedUp));
    }

    [Fact]
    public void AnswerOfTheCache_TookNoTime()
    {
        var request = new RequestTimeline(default, _time);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        request.Connecting.Begin();
        request.Connecting.FoundInCache(new LookUpResult(FamilyAnswer.Unknown(TimeSpan.Zero, null), FamilyAnswer.Found([s_four.Address], TimeSpan.FromMinutes(1))));

        Assert.Equal(("cache", TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)), (request.LookUp!.Source, request.LookUp.Start, request.LookUp.End));
    }
}
