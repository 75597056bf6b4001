using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The command with few descriptors and many clients.</summary>
[Collection(nameof(Alone))]
public sealed class DescriptorTests
{
    [Theory, BothTransports]
    public async Task OutOfDescriptors_AcceptingPausesAndRecovers(string transport)
    {
        Assert.SkipUnless(PenstockCommand.IsNative, "without NativeAOT the runtime itself opens files as it goes: publish first, as ./test does");
        string[] shell = ["bash", "-c", "ulimit -n 400 && exec \"$@\"", "bash"];
        await using ChildProcess penstock = PenstockCommand.StartUnder(shell, ["run", "--admin", "off", "--listen", "127.0.0.1:0"], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        IPEndPoint proxy = IPEndPoint.Parse(penstock.Output.Split("http://")[1].Split(' ')[0]);

        var clients = new List<RawPeer>();
        for (int i = 0; i < 600; i++)
        {
            clients.Add(await RawPeer.ConnectAsync(proxy));
        }

        await Eventually.TrueAsync(() => penstock.Error.Contains("cannot accept for want of descriptors", StringComparison.Ordinal), "it said that it has no descriptors");

        // A handful of warnings at most, however long it lasts; and it waits, and does not spin: a second costs a small part of a second of CPU.
        double before = CpuSeconds(penstock.Id);
        using (var second = new PeriodicTimer(TimeSpan.FromSeconds(1)))
        {
            await second.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.InRange(CpuSeconds(penstock.Id) - before, 0, 0.3);
        Assert.False(penstock.HasExited, penstock.Describe());
        Assert.Equal(1, penstock.Error.Split("cannot accept").Length - 1);

        clients.ForEach(client => client.Dispose());
        using var listener = new RawOrigin();
        using RawPeer late = await RawPeer.ConnectAsync(proxy);
        await late.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        Assert.StartsWith("HTTP/1.1 200 ", await late.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooFewDescriptorsForTheLoops_IsSaidAndNothingIsStarted()
    {
        Assert.SkipUnless(PenstockCommand.IsNative, "without NativeAOT the runtime itself opens files as it goes: publish first, as ./test does");
        string[] shell = ["bash", "-c", "ulimit -n 30 && exec \"$@\"", "bash"];
        await using ChildProcess penstock = PenstockCommand.StartUnder(shell, ["run", "--admin", "off", "--listen", "127.0.0.1:0", "--loops", "32"]);

        Assert.True(await penstock.WaitForExitAsync(RawPeer.Limit), penstock.Describe());
        Assert.Equal(1, penstock.ExitCode);
        Assert.Contains("ulimit -n", penstock.Error, StringComparison.Ordinal);
    }

    // utime and stime of proc(5), in ticks of 10 ms.
    private static double CpuSeconds(int process)
    {
        string[] fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (int.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + int.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture)) / 100.0;
    }
}
