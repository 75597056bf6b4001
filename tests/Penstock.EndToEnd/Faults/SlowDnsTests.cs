using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.EndToEnd.Faults;

/// <summary>Name servers that take their time.</summary>
public sealed class SlowDnsTests
{
    [Theory, BothTransports]
    public async Task SlowAnswer_HoldsUpItsOwnRequestAlone(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport);
        TaskCompletionSource gate = new();
        names.Server.OnBoth("slow.test", After(gate.Task, NamesFixture.OnThisMachine));
        Task<NamesFixture.Told>[] slow = [names.CurlAsync("slow.test", tunnel: false), names.CurlAsync("slow.test", tunnel: true)];
        await names.Server.ArrivalsAsync(2);

        for (int i = 0; i < 10; i++)
        {
            await names.AssertOthersAreServedAsync();
        }

        Assert.DoesNotContain(slow, request => request.IsCompleted);
        gate.SetResult();
        Assert.All(await Task.WhenAll(slow), told => Assert.Equal("200", told.Ending));
    }

    [Theory, BothTransports]
    public async Task SilentServer_Is504DnsTimeout(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, timeout: "1s");
        names.Server.OnBoth("silent.test", Silence);

        NamesFixture.Told[] told = await Task.WhenAll(names.CurlAsync("silent.test", tunnel: false), names.CurlAsync("silent.test", tunnel: true));

        Assert.All(told, t => Assert.Equal("504 dns_timeout", t.Ending));
        await names.AssertOthersAreServedAsync();
        await names.Penstock.StopAsync();
        Assert.Contains(names.Penstock.AccessLog(), line => line.Contains("silent.test", StringComparison.Ordinal) && line.Contains("\" 504 ", StringComparison.Ordinal));
    }

    [Theory, BothTransports]
    public async Task SilentServer_IsReplacedByTheSecond(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, withSecond: true, tryTimeout: "500ms");
        names.Server.Otherwise = Silence;

        Assert.Equal("200", (await names.CurlAsync("some.test", tunnel: true)).Ending);

        // It is asked first now, so the silent one costs the next name nothing.
        int asked = names.Server.Seen.Count;
        Assert.Equal("200", (await names.CurlAsync("other.test", tunnel: true)).Ending);
        Assert.Equal(asked, names.Server.Seen.Count);
    }
}
