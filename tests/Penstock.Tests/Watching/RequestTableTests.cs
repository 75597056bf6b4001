using System.Text.Json;
using Penstock.Tool.Watching;
using static Penstock.Tests.Watching.WatchJson;

namespace Penstock.Tests.Watching;

public sealed class RequestTableTests
{
    private readonly RequestTable _table = new();

    [Fact]
    public void WhatIsThere_IsOpenOrEnded()
    {
        _table.Reset(Lists($"{Open(1, "a.test")},{Open(2, "b.test")}", Ended(3, "c.test", "Denied")));

        Assert.Equal([1, 2], _table.Open.Select(request => request.Id));
        Assert.Equal("Denied", Assert.Single(_table.Ended).State);
    }

    [Fact]
    public void ATick_SaysWhatBeganAndEnded_EachOnce()
    {
        _table.Reset(Lists(Open(1, "a.test")));
        (IReadOnlyList<WatchedRequest> began, IReadOnlyList<WatchedRequest> ended) = _table.Apply(Tick(1, opened: $"{Open(1, "a.test")},{Open(2, "b.test")}", ended: Ended(1, "a.test", "ClientClosedTunnel")));

        Assert.Equal(2, Assert.Single(began).Id);
        Assert.Equal(1, Assert.Single(ended).Id);
        Assert.Equal(2, Assert.Single(_table.Open).Id);
    }

    [Fact]
    public void WhatHasChanged_IsKnown_AndItsBytesAreCountedOnce()
    {
        _table.Reset(Lists(Open(1, "a.test", 100, 1000).Replace("TLS 1.3", "", StringComparison.Ordinal)));
        _table.Apply(Tick(1));
        _table.Apply(Tick(2, changed: $"{Open(1, "a.test", 300, 5000)},{Open(9, "gone.test")}", progress: "[1,300,5000]"));

        WatchedRequest request = Assert.Single(_table.Open);
        Assert.Equal(("TLS 1.3", 300, 200, 4000), (request.Summary, request.BytesUp, request.RateUp, request.RateDown));
    }

    [Fact]
    public void Progress_BecomesBytesASecond_AndStandsStillWithoutIt()
    {
        _table.Reset(Lists(Open(1, "a.test", 100, 1000)));
        _table.Apply(Tick(1));
        _table.Apply(Tick(3, progress: "[1,300,5000]"));
        WatchedRequest moving = Assert.Single(_table.Open);
        Assert.Equal((300, 5000, 100, 2000), (moving.BytesUp, moving.BytesDown, moving.RateUp, moving.RateDown));
        Assert.Equal(TimeSpan.FromSeconds(62), moving.Duration);

        _table.Apply(Tick(4));
        WatchedRequest still = Assert.Single(_table.Open);
        Assert.Equal((300, 5000, 0, 0), (still.BytesUp, still.BytesDown, still.RateUp, still.RateDown));
    }

    [Fact]
    public void Totals_BecomeRates_FromTheSecondTickOn()
    {
        _table.Reset(Lists(""));
        _table.Apply(Tick(1, requests: 10, up: 1000));
        Assert.Null(_table.Rates);
        _table.Apply(Tick(3, requests: 14, up: 5000));

        Assert.Equal(new TotalRates(3, 2, 2000, 0, 0, 0), _table.Rates);
    }

    [Fact]
    public void TheLastThatEnded_AreKept_AndNoMore()
    {
        _table.Reset(Lists(""));
        for (int i = 0; i < RequestTable.MaxEnded + 5; i++)
        {
            _table.Apply(Tick(1, ended: Ended(1, $"h{i}.test", "Forwarded")));
        }

        Assert.Equal(RequestTable.MaxEnded, _table.Ended.Count());
        Assert.Equal($"h{RequestTable.MaxEnded + 4}.test", _table.Ended.First().Host);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"tick\"")]
    [InlineData("{\"opened\":{},\"ended\":7,\"progress\":[1,[1],[1,2,3,4],[\"a\",2,3],[1.5,2,3],[1,9,9],[1,9,9]],\"now\":1,\"counters\":[]}")]
    [InlineData("{\"opened\":[null,7,{},{\"id\":\"x\"},{\"id\":1e99}],\"ended\":[{\"id\":true}]}")]
    public void ATickOfAnotherKind_ChangesNothingElse(string tick)
    {
        _table.Reset(Lists(Open(1, "a.test")));
        using JsonDocument document = JsonDocument.Parse(tick);
        _table.Apply(document.RootElement);

        Assert.Equal("a.test", Assert.Single(_table.Open).Host);
        Assert.Empty(_table.Ended);
    }
}
