using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The command on the .NET runtime, with few descriptors: the runtime ends the process if it finds none for a thread that it wants to start.</summary>
[Collection(nameof(Alone))]
public sealed class DescriptorReserveTests
{
    [Theory, BothTransports]
    public async Task OutOfDescriptors_NamesAreStillLookedUp_AndTheProcessLives(string transport)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Penstock.Tool.dll");
        string[] script = ["-c", "ulimit -n 200 && exec \"$@\"", "bash", "dotnet", program, "run", "--admin", "off", "--loops", "1", "--listen", "127.0.0.1:0", "--resolver", "127.0.0.1:9"];
        await using var penstock = new ChildProcess(RealTool.Find("bash"), script, new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        Assert.False(penstock.HasExited, penstock.Describe());
        IPEndPoint proxy = IPEndPoint.Parse(penstock.Output.Split("http://")[1].Split(' ')[0]);
        var clients = new List<RawPeer>();
        for (int i = 0; i < 240; i++)
        {
            clients.Add(await RawPeer.ConnectAsync(proxy));
        }

        await Eventually.TrueAsync(() => penstock.Error.Contains("cannot accept", StringComparison.Ordinal) || penstock.HasExited, "it said that it has no descriptors");
        for (int i = 0; i < 60; i++)
        {
            await clients[i].SendAsync(ProxyFixture.Connect($"name{i}.example:443"));
        }

        // Each is told that there is no room, or that its name server does not answer.
        for (int i = 0; i < 60; i++)
        {
            Assert.Matches("^HTTP/1.1 50[23] ", await clients[i].ReadResponseAsync());
        }

        Assert.False(penstock.HasExited, penstock.Describe());
        clients.ForEach(client => client.Dispose());
        using var listener = new RawOrigin();
        using RawPeer late = await RawPeer.ConnectAsync(proxy);
        await late.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        Assert.StartsWith("HTTP/1.1 200 ", await late.ReadHeadAsync(), StringComparison.Ordinal);
    }
}
