using Microsoft.Extensions.Time.Testing;
using Penstock.Tool.Hosting;

namespace Penstock.Tests.Hosting;

public sealed class MemoryReturnTests
{
    private const long MiB = 1 << 20;

    private readonly FakeTimeProvider _time = new();
    private long _open;
    private long _heap = 8 * MiB;
    private long _live = 8 * MiB;
    private int _collected;

    [Fact]
    public void A_crowd_that_has_gone_is_collected_after_once()
    {
        using MemoryReturn memory = Make();
        Pass(80, 9_000, 9_000, 2_000, 900, 3, 0);
        Assert.Equal(0, _collected);
        Pass(80, 0);
        Assert.Equal(1, _collected);
        Pass(8, 0, 0, 0);

        Assert.Equal(1, _collected);
    }

    [Fact]
    public void A_crowd_that_nobody_saw_is_collected_after_too()
    {
        using MemoryReturn memory = Make();
        Pass(8, 0, 0);
        Pass(80, 0);

        Assert.Equal(1, _collected);
    }

    [Fact]
    public void The_next_crowd_is_another()
    {
        using MemoryReturn memory = Make();
        Pass(80, 1_000, 0, 0);
        Pass(80, 1_000, 0, 0);

        Assert.Equal(2, _collected);
    }

    [Fact]
    public void Of_a_large_crowd_an_eighth_may_stay()
    {
        using MemoryReturn memory = Make();
        Pass(80, 9_000, 1_100, 1_100);

        Assert.Equal(1, _collected);
    }

    [Fact]
    public void What_a_busy_proxy_needs_is_left_to_it()
    {
        using MemoryReturn memory = Make();
        Pass(15, 200, 100, 100, 0, 0);
        Pass(80, 9_000, 5_000, 5_000);

        Assert.Equal(0, _collected);
    }

    // A large configuration, say.
    [Fact]
    public void What_is_alive_is_collected_no_second_time()
    {
        using MemoryReturn memory = Make();
        _live = 90 * MiB;
        Pass(90, 0, 0, 0, 0);
        Pass(100, 0, 0);

        Assert.Equal(1, _collected);
    }

    private MemoryReturn Make() => new(
        () => _open,
        () => _heap,
        () =>
        {
            _collected++;
            _heap = _live;
        },
        _time);

    // Looks at so many that are open, while the heap has so many MiB.
    private void Pass(int heap, params long[] open)
    {
        _heap = heap * MiB;
        foreach (long count in open)
        {
            _open = count;
            _time.Advance(TimeSpan.FromSeconds(5));
        }
    }
}
