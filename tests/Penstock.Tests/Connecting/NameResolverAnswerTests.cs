using DnsClient;
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
        _names.Server.On("both.test", QueryType.A, Addresses(60, "192.0.2.9", "192.0.2.1")).On("both.test", QueryType.AAAA, Addresses(30, "2001:db8::9"));

        LookUpResult result = await _names.AskAsync("both.test");

        Assert.Equal(LookUpStatus.Found, result.Status);
        Assert.Equal(["192.0.2.9", "192.0.2.1"], Texts(result.V4));
        Assert.Equal(["2001:db8::9"], Texts(result.V6));
        Assert.Equal(TimeSpan.FromSeconds(30), result.TimeToLive);
    }

    [Theory]
    [InlineData(QueryType.A, "192.0.2.1")]
    [InlineData(QueryType.AAAA, "2001:db8::1")]
    public async Task A_name_with_one_family_is_found_and_the_other_family_is_unknown(QueryType type, string address)
    {
        _names.Server.OnBoth("one.test", NoData).On("one.test", type, Addresses(600, address));

        LookUpResult result = await _names.AskAsync("one.test");

        (FamilyAnswer there, FamilyAnswer missing) = type == QueryType.A ? (result.V4, result.V6) : (result.V6, result.V4);
        Assert.Equal(LookUpStatus.Found, result.Status);
        Assert.Equal([address], Texts(there));
        Assert.Equal(LookUpStatus.NameUnknown, missing.Status);
        Assert.Equal(TimeSpan.FromSeconds(600), result.TimeToLive);
    }

    [Theory]
    [InlineData(DnsHeaderResponseCode.NotExistentDomain, LookUpStatus.NameUnknown, "NXDOMAIN")]
    [InlineData(DnsHeaderResponseCode.NoError, LookUpStatus.NameUnknown, "NOERROR")]
    [InlineData(DnsHeaderResponseCode.ServerFailure, LookUpStatus.Failed, "SERVFAIL")]
    [InlineData(DnsHeaderResponseCode.Refused, LookUpStatus.Failed, "REFUSED")]
    [InlineData((DnsHeaderResponseCode)7, LookUpStatus.Failed, "RCODE7")]
    internal async Task A_response_code_is_told_by_status_and_name(DnsHeaderResponseCode code, LookUpStatus status, string name)
    {
        _names.Server.OnBoth("bad.test", Code(code));

        LookUpResult result = await _names.AskAsync("bad.test");

        Assert.Equal((status, name), (result.Status, result.ResponseCode));
        Assert.Equal(2, _names.Server.Seen.Count); // what a server has said is not asked again
    }

    [Fact]
    public async Task Addresses_of_one_family_outweigh_a_failure_of_the_other_which_is_asked_again_soon()
    {
        _names.Server.On("half.test", QueryType.A, Addresses(600, "192.0.2.1")).On("half.test", QueryType.AAAA, Code(DnsHeaderResponseCode.ServerFailure));

        LookUpResult result = await _names.AskAsync("half.test");

        Assert.Equal(LookUpStatus.Found, result.Status);
        Assert.Equal(FamilyAnswer.FailureTimeToLive, result.TimeToLive);
    }

    [Fact]
    public async Task A_failure_of_one_family_outweighs_no_such_name_of_the_other()
    {
        _names.Server.On("half.test", QueryType.A, Code(DnsHeaderResponseCode.ServerFailure));

        LookUpResult result = await _names.AskAsync("half.test");

        Assert.Equal((LookUpStatus.Failed, "SERVFAIL"), (result.Status, result.ResponseCode));
    }

    [Fact]
    public async Task Aliases_are_followed_and_the_shortest_lifetime_counts()
    {
        byte[][] chain = [Alias("www.test", 300, "Cdn.test"), Alias("cdn.test", 20, "edge.test"), Address("edge.test", 60, "192.0.2.1")];
        _names.Server.OnBoth("www.test", NoData).On("www.test", QueryType.A, Answer(chain));

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
            Address("other.test", 1, "192.0.2.66"), Record("mixed.test", (QueryType)65280, 1, [1, 2, 3]), Address("mixed.test", 60, "2001:db8::1"),
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
        _names.Server.OnBoth("many.test", NoData).On("many.test", QueryType.A, TruncatedOverUdp(Addresses(60, many)));

        LookUpResult result = await _names.AskAsync("many.test");

        Assert.Equal(many[..64], Texts(result.V4));
        Assert.Contains(_names.Server.Seen, q => q is { OverTcp: true, Type: QueryType.A });
    }

    public static TheoryData<string> HostileReplies => ["garbage", "huge counts", "wrong id", "wrong question"];

    [Theory]
    [MemberData(nameof(HostileReplies))]
    public async Task A_response_that_makes_no_sense_fails_without_an_exception(string kind)
    {
        _names.Server.OnBoth("hostile.test", kind switch
        {
            "garbage" => Garbage,
            "huge counts" => HugeCounts,
            "wrong id" => WrongId(Addresses(60, "192.0.2.66")),
            _ => WrongQuestion("other.test", "192.0.2.66"),
        });

        LookUpResult result = await _names.AskAsync("hostile.test");

        Assert.Equal((LookUpStatus.Failed, null), (result.Status, result.ResponseCode));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(int.MaxValue, 86_400)]
    public async Task A_lifetime_out_of_range_is_brought_into_it(int seconds, int used)
    {
        _names.Server.OnBoth("life.test", NoData).On("life.test", QueryType.A, Addresses(seconds, "192.0.2.1"));

        Assert.Equal(TimeSpan.FromSeconds(used), (await _names.AskAsync("life.test")).TimeToLive);
    }

    [Theory]
    [InlineData("xn--bcher-kva.test")]
    [InlineData("xn--i-7iq.test")]
    [InlineData("xn--ls8h.test")]
    [InlineData("_under.score.test")]
    public async Task A_name_is_asked_for_and_recognized_in_the_form_it_came_in(string name)
    {
        _names.Server.OnBoth(name, NoData).On(name, QueryType.A, Addresses(60, "192.0.2.1"));

        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync(name)).V4));
    }

    [Fact]
    public async Task An_alias_to_an_internationalized_name_is_followed()
    {
        byte[][] chain = [Alias("www.test", 60, "xn--bcher-kva.test"), Address("xn--bcher-kva.test", 60, "192.0.2.1")];
        _names.Server.OnBoth("www.test", Answer(chain));

        Assert.Equal(["192.0.2.1"], Texts((await _names.AskAsync("www.test")).V4));
    }

    /// <summary>Not what we would choose: DnsClient 1.8 decodes each such label while it parses, and gives up the response if it cannot.</summary>
    [Fact]
    public async Task A_name_with_a_label_that_is_not_punycode_fails()
    {
        _names.Server.OnBoth("xn--0.test", Addresses(60, "192.0.2.1", "2001:db8::1"));

        Assert.Equal(LookUpStatus.Failed, (await _names.AskAsync("xn--0.test")).Status);
    }
}
