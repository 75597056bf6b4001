using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>The search list, with a server that resolv.conf could not name because of its port.</summary>
public sealed class DnsSourceTests : IAsyncDisposable
{
    private readonly TestDnsServer _server = new();
    private readonly ResolvConf _rules = ResolvConf.Parse("search corp.test lab.test");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_short_name_is_found_under_a_search_domain()
    {
        _server.On("host.lab.test", DnsType.A, Addresses(60, "192.0.2.1"));

        Assert.Equal(["192.0.2.1"], Texts((await AskAsync("host")).V4));
        Assert.Equal(["host.corp.test", "host.lab.test"], _server.Seen.Select(q => q.Name).Distinct());
    }

    [Fact]
    public async Task A_short_name_is_asked_for_by_itself_last()
    {
        LookUpResult result = await AskAsync("host");

        Assert.Equal((LookUpStatus.NameUnknown, "NXDOMAIN"), (result.Status, result.ResponseCode));
        Assert.Equal(["host.corp.test", "host.lab.test", "host"], _server.Seen.Select(q => q.Name).Distinct());
    }

    [Fact]
    public async Task A_name_with_a_dot_is_asked_for_by_itself_first()
    {
        _server.On("host.example", DnsType.A, Addresses(60, "192.0.2.1"));

        Assert.Equal(["192.0.2.1"], Texts((await AskAsync("host.example")).V4));
        Assert.Equal(["host.example"], _server.Seen.Select(q => q.Name).Distinct());
    }

    [Fact]
    public async Task A_name_with_a_dot_that_does_not_exist_is_looked_for_under_the_search_domains()
    {
        _server.On("host.team.corp.test", DnsType.Aaaa, Addresses(60, "2001:db8::1"));

        Assert.Equal(["2001:db8::1"], Texts((await AskAsync("host.team")).V6));
    }

    [Fact]
    public async Task A_search_domain_whose_server_fails_does_not_hide_the_others()
    {
        _server.OnBoth("host.corp.test", Code(DnsCode.ServerFailure)).On("host.lab.test", DnsType.A, Addresses(60, "192.0.2.1"));

        Assert.Equal(LookUpStatus.Found, (await AskAsync("host")).Status);
        Assert.Equal((LookUpStatus.NameUnknown, LookUpStatus.Failed), await StatusesAsync("absent", "failing"));

        async Task<(LookUpStatus, LookUpStatus)> StatusesAsync(string absent, string failing)
        {
            _server.OnBoth(failing + ".corp.test", Code(DnsCode.ServerFailure));
            return ((await AskAsync(absent)).Status, (await AskAsync(failing)).Status);
        }
    }

    private Task<LookUpResult> AskAsync(string name)
    {
        DnsServers servers = new([_server.EndPoint], TimeSpan.FromSeconds(20), 1, new DnsSockets(), TimeProvider.System);
        return Soon(new DnsSource(servers, _rules).AskAsync(new NameLookUp(name), TestContext.Current.CancellationToken));
    }
}
