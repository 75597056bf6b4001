using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.EndToEnd.Faults;

/// <summary>Answers that do not fit into a datagram, and what becomes of them by TCP.</summary>
public sealed class TruncatedDnsTests
{
    [Theory, BothTransports]
    public async Task TruncatedAnswer_IsFetchedByTcp(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport);
        names.Server.OnBoth("some.test", TruncatedOverUdp(NamesFixture.OnThisMachine));

        Assert.Equal("200", (await names.CurlAsync("some.test", tunnel: true)).Ending);
        Assert.Equal(2, names.Server.Seen.Count(q => q.OverTcp));
    }

    [Theory, BothTransports]
    public async Task ConnectionThatEndsInTheMidst_OrIsSilent_EndsTheRequest_AndOthersAreServed(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, timeout: "2s");
        names.Server.OnBoth("cut.test", TruncatedOverUdp(CutOff(NamesFixture.OnThisMachine)));
        names.Server.OnBoth("silent.test", TruncatedOverUdp(Silence));
        names.Server.OnBoth("half.test", TruncatedOverUdp(async q =>
        {
            await q.SendAsync([0xFF]);
            return null;
        }));
        names.Server.OnBoth("closed.test", TruncatedOverUdp(q =>
        {
            q.Close();
            return Silence(q);
        }));

        string[] kinds = ["cut", "silent", "half", "closed"];
        string[] endings = await Task.WhenAll(kinds.Select(async kind => $"{kind}: {(await names.CurlAsync($"{kind}.test", tunnel: true)).Ending}"));

        Assert.Equal(["cut: 502 dns_error", "silent: 504 dns_timeout", "half: 504 dns_timeout", "closed: 502 dns_error"], endings);
        await names.AssertOthersAreServedAsync();
    }

    [Theory, BothTransports]
    public async Task TruncatedAnswer_WhereNobodyListensForTcp_Is502DnsError(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, withTcp: false);
        names.Server.OnBoth("some.test", TruncatedOverUdp(NamesFixture.OnThisMachine));

        Assert.Equal("502 dns_error", (await names.CurlAsync("some.test", tunnel: true)).Ending);
        await names.AssertOthersAreServedAsync();
    }
}
