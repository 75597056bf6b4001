using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>The hosts file, localhost, and the system's resolver.</summary>
public sealed class NameResolverFilesTests : IAsyncDisposable
{
    private readonly ResolverFixture _names = new();

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    [Fact]
    public async Task The_hosts_file_comes_before_dns()
    {
        _names.Write("hosts", "192.0.2.7  Named.test alias.test # 192.0.2.8 other.test\n2001:db8::7 named.test\n");
        _names.Server.Otherwise = Addresses(60, "192.0.2.1", "2001:db8::1");

        LookUpResult named = await _names.AskAsync("named.test");

        Assert.Equal(["192.0.2.7"], Texts(named.V4));
        Assert.Equal(["2001:db8::7"], Texts(named.V6));
        Assert.Equal(["192.0.2.7"], Texts((await _names.AskAsync("alias.test")).V4));
        Assert.Empty(_names.Server.Seen);
        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("other.test")).V4));
    }

    [Fact]
    public async Task A_changed_hosts_file_is_seen_a_second_later_and_outweighs_the_cache()
    {
        _names.Write("hosts", "192.0.2.7 other.test\n");
        _names.Server.Otherwise = Addresses(600, "192.0.2.1", "2001:db8::1");
        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("named.test")).V4));

        _names.Write("hosts", "192.0.2.7 other.test\n192.0.2.8 named.test\n");
        _names.Clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("named.test")).V4));
        _names.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["192.0.2.8"], Texts((await _names.AskAsync("named.test")).V4));
    }

    [Fact]
    public async Task An_unchanged_hosts_file_leaves_the_cache_alone()
    {
        _names.Write("hosts", "192.0.2.7 other.test\n");
        _names.Server.Otherwise = Addresses(600, "192.0.2.1", "2001:db8::1");
        await _names.AskAsync("named.test");

        _names.Clock.Advance(TimeSpan.FromSeconds(5));
        await _names.AskAsync("named.test");

        Assert.Equal(2, _names.Server.Seen.Count);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("app.localhost")]
    public async Task Localhost_and_the_names_under_it_are_this_machine_and_dns_is_not_asked(string name)
    {
        _names.Server.Otherwise = Addresses(60, "192.0.2.66", "2001:db8::66");

        LookUpResult result = await _names.AskAsync(name);

        Assert.Equal(["127.0.0.1"], Texts(result.V4));
        Assert.Equal(["::1"], Texts(result.V6));
        Assert.Empty(_names.Server.Seen);
    }

    [Fact]
    public async Task The_hosts_file_may_say_where_localhost_is()
    {
        _names.Write("hosts", "127.0.0.2 localhost\n");

        LookUpResult result = await _names.AskAsync("localhost");

        Assert.Equal(["127.0.0.2"], Texts(result.V4));
        Assert.Equal(LookUpStatus.NameUnknown, result.V6.Status);
    }

    [Fact]
    public async Task Without_servers_and_resolv_conf_the_system_is_asked_and_believed_for_five_seconds()
    {
        _names.Config = _names.Config with { Servers = [] };

        // The one name every system knows without a network, in a form that neither our hosts file nor the rule for localhost catches.
        LookUpResult first = await _names.AskAsync("127.1");

        Assert.Equal(["127.0.0.1"], Texts(first.V4));
        Assert.Equal(TimeSpan.FromSeconds(5), first.TimeToLive);
        Assert.Empty(_names.Server.Seen);
    }
}
