using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>Servers that are slow, silent or dead.</summary>
public sealed class NameResolverTimeTests : IAsyncDisposable
{
    private readonly ResolverFixture _names = new();

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    [Fact]
    public async Task A_silent_server_times_out_and_meanwhile_another_name_resolves()
    {
        _names.Server.OnBoth("silent.test", Silence).OnBoth("quick.test", Addresses(60, "192.0.2.1", "2001:db8::1"));
        NameLookUp silent = _names.Resolver.Start("silent.test");
        await _names.Server.ArrivalsAsync(2);

        Assert.Equal(LookUpStatus.Found, (await _names.AskAsync("quick.test")).Status);
        Assert.False(silent.V4.IsCompleted);

        _names.Clock.Advance(_names.Config.Timeout);
        Assert.Equal(LookUpStatus.TimedOut, (await Soon(silent.Both)).Status);
    }

    [Fact]
    public async Task A_silent_server_is_tried_twice_two_seconds_each()
    {
        _names.Server.OnBoth("silent.test", Silence);
        NameLookUp silent = _names.Resolver.Start("silent.test");

        await _names.Server.ArrivalsAsync(2);
        _names.Clock.Advance(TimeSpan.FromSeconds(2));
        await _names.Server.ArrivalsAsync(2);
        Assert.False(silent.Both.IsCompleted);
        _names.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(LookUpStatus.TimedOut, (await Soon(silent.Both)).Status);
        Assert.Equal(2, _names.Server.Count("silent.test", DnsType.A));
    }

    [Fact]
    public async Task A_whole_look_up_ends_at_its_timeout_however_many_tries_are_left()
    {
        _names.Config = _names.Config with { Tries = 5, TryTimeout = TimeSpan.FromSeconds(30), Timeout = TimeSpan.FromSeconds(3) };
        _names.Server.OnBoth("silent.test", Silence);
        NameLookUp silent = _names.Resolver.Start("silent.test");
        await _names.Server.ArrivalsAsync(2);

        _names.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(LookUpStatus.TimedOut, (await Soon(silent.Both)).Status);
    }

    [Fact]
    public async Task Addresses_of_one_family_are_there_while_the_other_is_awaited()
    {
        TaskCompletionSource gate = new();
        _names.Server.On("slow4.test", DnsType.Aaaa, Addresses(60, "2001:db8::1")).On("slow4.test", DnsType.A, After(gate.Task, NoData));
        NameLookUp lookUp = _names.Resolver.Start("slow4.test");

        Assert.Equal(["2001:db8::1"], Texts(await Soon(lookUp.V6)));
        Assert.False(lookUp.V4.IsCompleted);

        gate.SetResult();
        Assert.Equal(LookUpStatus.Found, (await Soon(lookUp.Both)).Status);
    }

    [Fact]
    public async Task When_the_first_server_is_dead_the_second_answers_and_is_asked_first_for_half_a_minute()
    {
        await using TestDnsServer dead = new() { Otherwise = Silence };
        _names.Config = _names.Config with { Servers = [dead.EndPoint, _names.Server.EndPoint] };
        _names.Server.Otherwise = Addresses(1, "192.0.2.1", "2001:db8::1");

        NameLookUp first = _names.Resolver.Start("first.test");
        await dead.ArrivalsAsync(2);
        _names.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(LookUpStatus.Found, (await Soon(first.Both)).Status);

        Assert.Equal(LookUpStatus.Found, (await _names.AskAsync("second.test")).Status);
        Assert.Equal(2, dead.Seen.Count);

        _names.Clock.Advance(TimeSpan.FromSeconds(30));
        _ = _names.Resolver.Start("third.test");
        await dead.ArrivalsAsync(2);
    }

    [Fact]
    public async Task When_the_first_server_refuses_the_second_is_asked()
    {
        await using TestDnsServer refusing = new() { Otherwise = Code(DnsCode.Refused) };
        _names.Config = _names.Config with { Servers = [refusing.EndPoint, _names.Server.EndPoint] };
        _names.Server.Otherwise = Addresses(60, "192.0.2.1", "2001:db8::1");

        Assert.Equal(LookUpStatus.Found, (await _names.AskAsync("some.test")).Status);
    }

    [Fact]
    public async Task Disposing_ends_what_is_under_way()
    {
        _names.Server.OnBoth("silent.test", Silence);
        NameLookUp silent = _names.Resolver.Start("silent.test");
        await _names.Server.ArrivalsAsync(2);

        _names.Resolver.Dispose();

        Assert.Equal(LookUpStatus.Failed, (await Soon(silent.Both)).Status);
    }
}
