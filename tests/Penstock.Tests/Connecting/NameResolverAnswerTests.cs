using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>What comes of each kind of response.</summary>
public sealed class NameResolverAnswerTests : IAsyncDisposable
{
    private readonly ResolverFixture _names = new();

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    [Fact]
    public async Task A_name_with_both_families_gives_both_in_the_order_of_the_server()
    {
        _names.Server.On("both.test", DnsType.A, Addresses(60, "192.0.2.9", "192.0.2.1")).On("both.test", DnsType.Aaaa, Addresses(30, "2001:db8::9"));

        LookUpResult result = await _names.AskAsync("both.test");

        Assert.Equal(LookUpStatus.Found, result.Status);
        Assert.Equal(["192.0.2.9", "192.0.2.1"], Texts(result.V4));
        Assert.Equal(["2001:db8::9"], Texts(result.V6));
        Assert.Equal(TimeSpan.FromSeconds(30), result.TimeToLive);
    }

    [Theory]
    [InlineData(DnsType.A, "192.0.2.1")]
    [InlineData(DnsType.Aaaa, "2001:db8::1")]
    internal async Task A_name_with_one_family_is_found_and_the_other_family_is_unknown(DnsType type, string address)
    {
        _names.Server.OnBoth("one.test", NoData).On("one.test", type, Addresses(600, address));

        LookUpResult result = await _names.AskAsync("one.test");

        (FamilyAnswer there, FamilyAnswer missing) = type == DnsType.A ? (result.V4, result.V6) : (result.V6, result.V4);
        Assert.Equal(LookUpStatus.Found, result.Status);
        Assert.Equal([address], Texts(there));
        Assert.Equal(LookUpStatus.NameUnknown, missing.Status);
        Assert.Equal(TimeSpan.FromSeconds(600), result.TimeToLive);
    }

    [Theory]
    [InlineData(DnsCode.NameError, LookUpStatus.NameUnknown, "NXDOMAIN")]
    [InlineData(DnsCode.NoError, LookUpStatus.NameUnknown, "NOERROR")]
    [InlineData(DnsCode.ServerFailure, LookUpStatus.Failed, "SERVFAIL")]
    [InlineData(DnsCode.Refused, LookUpStatus.Failed, "REFUSED")]
    [InlineData((DnsCode)7, LookUpStatus.Failed, "RCODE7")]
    internal async Task A_response_code_is_told_by_status_and_name(DnsCode code, LookUpStatus status, string name)
    {
        _names.Server.OnBoth("bad.test", Code(code));

        LookUpResult result = await _names.AskAsync("bad.test");

        Assert.Equal((status, name), (result.Status, result.ResponseCode));
        Assert.Equal(2, _names.Server.Seen.Count); // what a server has said is not asked again
    }

    [Fact]
    public async Task Addresses_of_one_family_outweigh_a_failure_of_the_other_which_is_asked_again_soon()
    {
        _names.Server.On("half.test", DnsType.A, Addresses(600, "192.0.2.1")).On("half.test", DnsType.Aaaa, Code(DnsCode.ServerFailure));

        LookUpResult result = await _names.AskAsync("half.test");

        Assert.Equal(LookUpStatus.Found, result.Status);
        Assert.Equal(FamilyAnswer.FailureTimeToLive, result.TimeToLive);
    }

    [Fact]
    public async Task A_failure_of_one_family_outweighs_no_such_name_of_the_other()
    {
        _names.Server.On("half.test", DnsType.A, Code(DnsCode.ServerFailure));

        LookUpResult result = await _names.AskAsync("half.test");

        Assert.Equal((LookUpStatus.Failed, "SERVFAIL"), (result.Status, result.ResponseCode));
    }

    [Fact]
    public async Task Aliases_are_followed_and_the_shortest_lifetime_counts()
    {
        byte[][] chain = [Alias("www.test", 300, "Cdn.test"), Alias("cdn.test", 20, "edge.test"), Address("edge.test", 60, "192.0.2.1")];
        _names.Server.OnBoth("www.test", NoData).On("www.test", DnsType.A, Answer(chain));

        LookUpResult result = await _names.AskAsync("www.test");

        Assert.Equal(["192.0.2.1"], Texts(result.V4));
        Assert.Equal(TimeSpan.FromSeconds(20), result.TimeToLive);
    }

    [Fact]
    public async Task Aliases_in_a_circle_fail()
    {
        _names.Server.OnBoth("loop.test", Answer(Alias("loop.test", 60, "pool.test"), Alias("pool.test", 60, "loop.test")));

        Assert.Equal(LookUpStatus.Failed, (await _names.AskAsync("loop.test")).Status);
    }

    [Fact]
    public async Task Records_of_other_names_types_and_families_are_ignored()
    {
        TestDnsReply mixed = Answer(
            Address("other.test", 1, "192.0.2.66"), Record("mixed.test", (DnsType)65280, 1, [1, 2, 3]), Address("mixed.test", 60, "2001:db8::1"),
            Address("mixed.test", 60, "192.0.2.1"));
        _names.Server.OnBoth("mixed.test", mixed);

        LookUpResult result = await _names.AskAsync("mixed.test");

        Assert.Equal(["192.0.2.1"], Texts(result.V4));
        Assert.Equal(["2001:db8::1"], Texts(result.V6));
        Assert.Equal(TimeSpan.FromSeconds(60), result.TimeToLive);
    }

    [Fact]
    public async Task A_truncated_response_is_fetched_by_tcp_and_64_addresses_are_kept()
    {
        string[] many = [.. Enumerable.Range(0, 200).Select(i => "192.0.2." + i)];
        _names.Server.OnBoth("many.test", NoData).On("many.test", DnsType.A, TruncatedOverUdp(Addresses(60, many)));

        LookUpResult result = await _names.AskAsync("many.test");

        Assert.Equal(many[..64], Texts(result.V4));
        Assert.Contains(_names.Server.Seen, q => q is { OverTcp: true, Type: DnsType.A });
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_fails_without_an_exception()
    {
        _names.Server.OnBoth("hostile.test", HugeCounts);

        LookUpResult result = await _names.AskAsync("hostile.test");

        Assert.Equal((LookUpStatus.Failed, null), (result.Status, result.ResponseCode));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(int.MaxValue, 86_400)]
    public async Task A_lifetime_out_of_range_is_brought_into_it(int seconds, int used)
    {
        _names.Server.OnBoth("life.test", NoData).On("life.test", DnsType.A, Addresses(seconds, "192.0.2.1"));

        Assert.Equal(TimeSpan.FromSeconds(used), (await _names.AskAsync("life.test")).TimeToLive);
    }

    [Theory]
    [InlineData("xn--bcher-kva.test")]
    [InlineData("xn--i-7iq.test")]
    [InlineData("xn--ls8h.test")]
    [InlineData("_under.score.test")]
    public async Task A_name_is_asked_for_and_recognized_in_the_form_it_came_in(string name)
    {
        _names.Server.OnBoth(name, NoData).On(name, DnsType.A, Addresses(60, "192.0.2.1"));

        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync(name)).V4));
    }

    [Fact]
    public async Task An_alias_to_an_internationalized_name_is_followed()
    {
        byte[][] chain = [Alias("www.test", 60, "xn--bcher-kva.test"), Address("xn--bcher-kva.test", 60, "192.0.2.1")];
        _names.Server.OnBoth("www.test", Answer(chain));

        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("www.test")).V4));
    }

    [Fact]
    public async Task A_label_that_claims_to_be_punycode_and_is_not_is_a_label_like_others()
    {
        _names.Server.OnBoth("xn--0.test", Addresses(60, "192.0.2.1", "2001:db8::1"));

        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("xn--0.test")).V4));
    }
}
