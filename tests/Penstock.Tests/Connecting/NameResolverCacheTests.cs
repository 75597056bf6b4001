using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>How often the servers are asked.</summary>
public sealed class NameResolverCacheTests : IAsyncDisposable
{
    private readonly ResolverFixture _names = new();

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    [Fact]
    public async Task An_answer_is_used_until_its_lifetime_is_over_and_not_longer()
    {
        _names.Server.OnBoth("ttl.test", NoData).On("ttl.test", DnsType.A, Addresses(60, "192.0.2.1"));
        await _names.AskAsync("ttl.test");

        _names.Clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("ttl.test")).V4));
        Assert.Equal(1, _names.Server.Count("ttl.test", DnsType.A));

        _names.Server.On("ttl.test", DnsType.A, Addresses(60, "192.0.2.2"));
        _names.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["192.0.2.2"], Texts((await _names.AskAsync("ttl.test")).V4));
    }

    [Fact]
    public async Task A_cached_answer_costs_no_look_up()
    {
        _names.Server.OnBoth("ttl.test", Addresses(60, "192.0.2.1"));
        LookUpResult first = await _names.AskAsync("ttl.test");

        Assert.True(_names.Resolver.TryGetCached("ttl.test", out LookUpResult? again));
        Assert.Same(first, again);
    }

    [Fact]
    public async Task Simultaneous_askers_share_one_look_up_even_of_an_answer_that_may_not_be_kept()
    {
        TaskCompletionSource gate = new();
        _names.Server.OnBoth("shared.test", After(gate.Task, Addresses(0, "192.0.2.1", "2001:db8::1")));

        NameLookUp[] askers = [.. Enumerable.Range(0, 100).Select(_ => _names.Resolver.Start("shared.test"))];
        await _names.Server.ArrivalsAsync(2);
        gate.SetResult();
        foreach (NameLookUp asker in askers)
        {
            Assert.Equal(LookUpStatus.Found, (await Soon(asker.Both)).Status);
        }

        Assert.Equal(2, _names.Server.Seen.Count);
        await _names.AskAsync("shared.test");
        Assert.Equal(4, _names.Server.Seen.Count);
    }

    [Theory]
    [InlineData(DnsCode.NameError, 5)]
    [InlineData(DnsCode.NoError, 5)]
    [InlineData(DnsCode.ServerFailure, 1)]
    internal async Task A_failure_is_repeated_for_a_while_without_asking(DnsCode code, int seconds)
    {
        _names.Server.OnBoth("bad.test", Code(code));
        LookUpResult first = await _names.AskAsync("bad.test");

        _names.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.Same(first, await _names.AskAsync("bad.test"));
        _names.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotSame(first, await _names.AskAsync("bad.test"));
        Assert.Equal(2, _names.Server.Count("bad.test", DnsType.A));
    }

    [Theory]
    [InlineData(2, 900, 2)]
    [InlineData(900, 2, 2)]
    [InlineData(900, 900, 5)]
    public async Task No_such_name_is_believed_no_longer_than_the_zone_says(int soaSeconds, uint soaMinimum, int expected)
    {
        _names.Server.OnBoth("bad.test", Code(DnsCode.NameError, Soa("test", soaSeconds, soaMinimum)));

        Assert.Equal(TimeSpan.FromSeconds(expected), (await _names.AskAsync("bad.test")).TimeToLive);
    }

    [Fact]
    public async Task The_cache_holds_no_more_names_than_it_may()
    {
        _names.Config = _names.Config with { CacheSize = 16 };
        _names.Server.Otherwise = Addresses(60, "192.0.2.1", "2001:db8::1");

        for (int i = 0; i < 40; i++)
        {
            await _names.AskAsync($"n{i}.test");
            Assert.InRange(_names.Resolver.CachedNames, 1, 16);
        }

        Assert.True(_names.Resolver.TryGetCached("n39.test", out _));
    }
}
