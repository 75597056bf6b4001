using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

public sealed class DnsSourceTests : IAsyncDisposable
{
    private readonly TestDnsServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // A search list would lead to a name that no rule has seen.
    [Theory]
    [InlineData("host")]
    [InlineData("host.team")]
    public async Task A_name_is_asked_for_just_as_it_is(string name)
    {
        LookUpResult result = await Soon(Source().AskAsync(new NameLookUp(name), TestContext.Current.CancellationToken));

        Assert.Equal((LookUpStatus.NameUnknown, "NXDOMAIN"), (result.Status, result.ResponseCode));
        Assert.Equal([name], _server.Seen.Select(q => q.Name).Distinct());
    }

    [Fact]
    public async Task What_is_known_of_one_family_does_not_wait_for_the_other()
    {
        _server.On("host.test", DnsType.A, Addresses(60, "192.0.2.1")).On("host.test", DnsType.Aaaa, Silence);
        var lookUp = new NameLookUp("host.test");
        using var stop = new CancellationTokenSource();
        Task<LookUpResult> whole = Source().AskAsync(lookUp, stop.Token);

        Assert.Equal(["192.0.2.1"], Texts(await Soon(lookUp.V4)));
        Assert.False(lookUp.V6.IsCompleted);
        await stop.CancelAsync();
        await Soon(whole);
    }

    private DnsSource Source() => new(new DnsServers([_server.EndPoint], TimeSpan.FromSeconds(20), 1, new DnsSockets(), TimeProvider.System));
}
