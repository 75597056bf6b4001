using Microsoft.Extensions.Time.Testing;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class SeldomTests
{
    [Fact]
    public void It_is_said_at_once_and_again_after_ten_seconds()
    {
        var time = new FakeTimeProvider();
        var seldom = new Seldom(time);

        Assert.True(seldom.MaySay());
        Assert.False(seldom.MaySay());
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(seldom.MaySay());
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(seldom.MaySay());
        Assert.False(seldom.MaySay());
    }
}
