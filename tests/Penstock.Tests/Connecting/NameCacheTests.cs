using System.Net;
using Microsoft.Extensions.Time.Testing;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

public sealed class NameCacheTests
{
    private const int Capacity = 10_000;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Ten_thousand_names_are_kept_and_then_the_oldest_go()
    {
        NameCache cache = new(Capacity, _clock);
        for (int i = 0; i < 3 * Capacity; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            cache.Store("n" + i, Living(3600));
            Assert.True(cache.Count <= Capacity);
        }

        Assert.InRange(cache.Count, Capacity * 9 / 10, Capacity);
        Assert.True(cache.TryGet("n" + (3 * Capacity - 1), out _));
        Assert.True(cache.TryGet("n" + (2 * Capacity + 1000), out _));
        Assert.False(cache.TryGet("n0", out _));
    }

    [Fact]
    public void What_has_expired_goes_before_what_is_older()
    {
        NameCache cache = new(Capacity, _clock);
        cache.Store("old", Living(3600));
        for (int i = 0; i < 3 * Capacity; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            cache.Store("brief" + i, Living(5));
        }

        Assert.True(cache.TryGet("old", out _));
        Assert.True(cache.Count <= Capacity);
    }

    private static LookUpResult Living(int seconds) =>
        new(FamilyAnswer.Unknown(TimeSpan.Zero, null), FamilyAnswer.Found([IPAddress.Loopback], TimeSpan.FromSeconds(seconds)));
}
