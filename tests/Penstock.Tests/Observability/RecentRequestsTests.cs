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

    private static RequestTimeline Request(long id) => new(default, TimeProvider.System) { Id = id };
}
