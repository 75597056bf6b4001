using System.Globalization;
using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.EndToEnd.Faults;

/// <summary>Name servers, or who pretends to be one, that say far too much.</summary>
[Collection(nameof(Alone))]
public sealed class FloodingDnsTests
{
    [Theory, BothTransports]
    public async Task ThousandsOfForgedAnswers_EndTheQuestion_ForLittle(string transport)
    {
        const int Forged = 5_000;
        await using NamesFixture names = await NamesFixture.StartAsync(transport);
        await names.AssertOthersAreServedAsync();
        names.Server.OnBoth("flooded.test", Behind(Forged, WrongId(Addresses(60, "127.0.0.66")), NamesFixture.OnThisMachine));
        double cpu = CpuSeconds(names.Penstock.Id);

        Assert.Equal("502 dns_error", (await names.CurlAsync("flooded.test", tunnel: true)).Ending);

        // Two questions, each of which looks at 32 datagrams and then closes its port: the kernel throws the others away.
        Assert.InRange(CpuSeconds(names.Penstock.Id) - cpu, 0, 1);
        await names.AssertOthersAreServedAsync();
    }

    [Theory, BothTransports]
    public async Task AnswersOf64KiB_AreReadForLittle_AndTheFirstAddressesAreDialled(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport);
        await names.AssertOthersAreServedAsync();
        // A pointer to the question's name and 14 bytes an address: 4,090 of them are 65,440 bytes.
        byte[] record = [0xC0, 12, .. Address("", 0, "127.0.0.1")[1..]];
        names.Server.Otherwise = TruncatedOverUdp(async q => q.Type == Penstock.Connecting.DnsType.A
            ? [.. WithCount((await NoData(q))!, 4_090), .. Enumerable.Repeat(record, 4_090).SelectMany(r => r)]
            : await NoData(q));
        var memory = new PeakMemory(names.Penstock.Id);
        double cpu = CpuSeconds(names.Penstock.Id);

        NamesFixture.Told[] told = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => names.CurlAsync($"n{i}.test", tunnel: true)));

        Assert.All(told, t => Assert.Equal("200", t.Ending));
        Assert.InRange(CpuSeconds(names.Penstock.Id) - cpu, 0, 2);
        Assert.InRange(memory.RiseInMiB, 0, 24);
    }

    [Theory, BothTransports]
    public async Task AnswersThatLeadThroughThousandsOfLabels_CostNothing(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport);
        await names.AssertOthersAreServedAsync();
        names.Server.Otherwise = TruncatedOverUdp(LongNames);
        var memory = new PeakMemory(names.Penstock.Id);
        double cpu = CpuSeconds(names.Penstock.Id);

        NamesFixture.Told[] told = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => names.CurlAsync($"n{i}.test", tunnel: true)));

        Assert.All(told, t => Assert.Equal("502 dns_error", t.Ending));
        Assert.InRange(CpuSeconds(names.Penstock.Id) - cpu, 0, 2);
        Assert.InRange(memory.RiseInMiB, 0, 24);
    }

    private static byte[] WithCount(byte[] message, int answers)
    {
        (message[6], message[7]) = ((byte)(answers >> 8), (byte)answers);
        return message;
    }

    // utime and stime of proc(5), in ticks of 10 ms.
    private static double CpuSeconds(int process)
    {
        string[] fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (int.Parse(fields[11], CultureInfo.InvariantCulture) + int.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }
}
