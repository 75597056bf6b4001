using Microsoft.Extensions.Time.Testing;
using Penstock.Tool.Hosting;

namespace Penstock.Tests.Hosting;

public sealed class MemoryReturnTests
{
    private readonly FakeTimeProvider _time = new();
    private long _open;
    private int _collected;

    [Fact]
    public void A_crowd_that_has_gone_is_collected_after_once()
    {
        using var memory = new MemoryReturn(() => _open, _time, () => _collected++);
        Pass(9_000, 9_000, 2_000);
        Assert.Equal(0, _collected);
        Pass(900, 3, 0);
        Assert.Equal(0, _collected);
        Pass(0, 0, 0);

        Assert.Equal(1, _collected);
    }

    [Fact]
    public void The_next_crowd_is_another()
    {
        using var memory = new MemoryReturn(() => _open, _time, () => _collected++);
        Pass(1_000, 0, 0, 1_000, 0, 0);

        Assert.Equal(2, _collected);
    }

    [Fact]
    public void A_few_are_not_worth_it()
    {
        using var memory = new MemoryReturn(() => _open, _time, () => _collected++);
        Pass(999, 0, 0, 500, 0, 0);

        Assert.Equal(0, _collected);
    }

    private void Pass(params long[] open)
    {
        foreach (long count in open)
        {
            _open = count;
            _time.Advance(TimeSpan.FromSeconds(5));
        }
    }
}
