using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class RecentRequestsTests
{
    [Fact]
    public void TheNewest_ComeFirst_AndTheOldestGo()
    {
        var recent = new RecentRequests(3);
        Assert.Empty(recent.Newest(10));
        for (long id = 1; id <= 5; id++)
        {
            recent.Add(Request(id));
        }

        Assert.Equal([5, 4, 3], recent.Newest(10).Select(request => request.Id));
        Assert.Equal([5], recent.Newest(1).Select(request => request.Id));
        Assert.Equal([5], recent.Newest(10, after: 4).Select(request => request.Id));
        Assert.Empty(recent.Newest(10, after: 5));
        Assert.Equal(5, recent.Total);
    }

    [Fact]
    public void WithoutRoom_NothingIsKept()
    {
        var recent = new RecentRequests(0);
        recent.Add(Request(1));

        Assert.Empty(recent.Newest(10));
    }

    [Fact]
    public void ManyLoops_LoseNothing()
    {
        var recent = new RecentRequests(4_000);
        Parallel.For(0, 4, loop =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                recent.Add(Request((loop * 1_000) + i));
            }
        });

        Assert.Equal(Enumerable.Range(0, 4_000).Select(id => (long)id), recent.Newest(4_000).Select(request => request.Id).Order());
    }

    [Theory]
    [InlineData(5, "example.com")]
    [InlineData(8_000, "example.com")]
    [InlineData(0, null)]
    public void WhatIsKept_IsAllOfIt(int lineLength, string? host)
    {
        var recent = new RecentRequests(2);
        byte[] line = [.. Enumerable.Range(0, lineLength).Select(i => (byte)i)];
        for (int i = 0; i < 5; i++)
        {
            // A place that had a long line is used for a short one, and the other way about.
            recent.Add(new RequestTimeline(default, TimeProvider.System) { Id = -1, RequestLine = new byte[i % 2 == 0 ? 4_000 : 3], Host = "other", Logged = LoggedFields.OfUserAgent("old"u8) });
        }

        var request = new RequestTimeline(default, TimeProvider.System) { Id = 9, RequestLine = line, Host = host, Method = "GET", Port = 80, User = "ann", Logged = LoggedFields.OfUserAgent("curl/8"u8) };
        request.Stamp(TimelineStage.HeadRead);
        recent.Add(request);

        RequestTimeline kept = recent.Newest(1)[0];
        Assert.Equal(line, kept.RequestLine);
        Assert.Equal((9, host, "GET", 80, "ann"), (kept.Id, kept.Host, kept.Method, kept.Port, kept.User));
        Assert.Equal("curl/8"u8.ToArray(), kept.Logged!.Request("user-agent"));
        Assert.Equal(request.At(TimelineStage.HeadRead), kept.At(TimelineStage.HeadRead));
        Assert.Equal(request.StartedAt, kept.StartedAt);
    }

    private static RequestTimeline Request(long id) => new(default, TimeProvider.System) { Id = id };
}
