using System.Net;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>The command with fewer descriptors than its clients want: those who are there go on, the others wait or are told, and all is as before once there is room.</summary>
[Collection(nameof(Alone))]
public sealed class DescriptorExhaustionTests
{
    private const int Limit = 400;
    private const int Clients = 300;

    [Theory, BothTransports]
    public async Task OutOfDescriptors_OpenTunnelsGoOn_AndOthersAreToldOrWait(string transport)
    {
        Assert.SkipUnless(PenstockCommand.IsNative, "without NativeAOT the runtime itself opens files as it goes: publish first, as ./test does");
        string[] shell = ["bash", "-c", $"ulimit -n {Limit} && exec \"$@\"", "bash"];
        await using ChildProcess penstock = PenstockCommand.StartUnder(shell, ["run", "--admin", "off", "--listen", "127.0.0.1:0"], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        IPEndPoint proxy = IPEndPoint.Parse(penstock.Output.Split("http://")[1].Split(' ')[0]);
        int before = Descriptors(penstock);
        using var listener = new RawOrigin();
        var open = new List<(RawPeer Client, RawPeer Origin)>();
        for (int i = 0; i < 50; i++)
        {
            RawPeer client = await RawPeer.ConnectAsync(proxy);
            await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
            open.Add((client, await listener.AcceptAsync()));
            Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        }

        // First all come, and then all ask: there is room for nearly all of them, and for none of their origins.
        var others = new List<RawPeer>();
        for (int i = 0; i < Clients; i++)
        {
            others.Add(await RawPeer.ConnectAsync(proxy));
        }

        await Task.WhenAll(others.Select(client => client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()))));
        Task<string>[] answers = [.. others.Select(client => client.ReadHeadAsync())];
        await Eventually.TrueAsync(
            () => answers.Any(answer => answer.IsCompletedSuccessfully && answer.Result.StartsWith("HTTP/1.1 503 ", StringComparison.Ordinal)), "some are told that there is no room", TimeSpan.FromSeconds(15));

        foreach ((RawPeer client, RawPeer origin) in open)
        {
            await client.SendAsync("up");
            Assert.Equal("up", await origin.ReadAsync(2));
            await origin.SendAsync("down");
            Assert.Equal("down", await client.ReadAsync(4));
        }

        // Room is made.
        foreach ((RawPeer client, RawPeer origin) in open)
        {
            client.Dispose();
            origin.Dispose();
        }

        // By a reset: some may find the room just now, and nobody at the other end of their tunnels would ever answer a FIN.
        others.ForEach(client => client.Reset());
        await Eventually.TrueAsync(() => answers.All(answer => answer.IsCompleted), "nobody waits any more");
        Assert.All(answers, answer => Assert.True(!answer.IsCompletedSuccessfully || answer.Result.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || answer.Result.StartsWith("HTTP/1.1 503 ", StringComparison.Ordinal)));
        await Eventually.TrueAsync(() => Descriptors(penstock) <= before + 4, "its descriptors are back");
        using RawPeer late = await RawPeer.ConnectAsync(proxy);
        await late.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        Assert.StartsWith("HTTP/1.1 200 ", await late.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.False(penstock.HasExited, penstock.Describe());
    }

    private static int Descriptors(ChildProcess process) => Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;
}
