using System.Globalization;
using System.Net;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.EndToEnd.Faults;

/// <summary>Many names at once, and few descriptors.</summary>
[Collection(nameof(Alone))]
public sealed class DnsBurstTests
{
    private const int Names = 1_000;

    // What the command has open by itself, the clients, the reserve, and some 50 more.
    private const int Limit = Names + 110;

    [Theory, BothTransports]
    public async Task ThousandNamesAtOnce_WithFewDescriptorsLeft_LeaveTheReserveAlone(string transport)
    {
        Assert.SkipUnless(PenstockCommand.IsNative, "without NativeAOT the runtime itself opens files as it goes: publish first, as ./test does");
        await using TestDnsServer dns = new();
        await using var origin = new TcpServer((_, _) => Task.CompletedTask);
        TaskCompletionSource gate = new();
        dns.Otherwise = After(gate.Task, NamesFixture.OnThisMachine);
        using var folder = new TempFolder();
        string config = folder.Write("penstock.yaml", $"resolver: {{ servers: [\"{dns.EndPoint}\"], timeout: 60s, try-timeout: 30s, hosts: {folder.Write("hosts", "")} }}\n");
        string[] shell = ["bash", "-c", $"ulimit -n {Limit} && exec \"$@\"", "bash"];
        await using ChildProcess penstock = PenstockCommand.StartUnder(
            shell, ["run", "--admin", "off", "--loops", "1", "--listen", "127.0.0.1:0", "--config", config], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        IPEndPoint proxy = IPEndPoint.Parse(penstock.Output.Split("http://")[1].Split(' ')[0]);
        var clients = new List<RawPeer>();
        for (int i = 0; i < Names; i++)
        {
            clients.Add(await RawPeer.ConnectAsync(proxy));
        }

        await Eventually.TrueAsync(() => Descriptors(penstock.Id) > Names, "it took its clients");
        for (int i = 0; i < Names; i++)
        {
            await clients[i].SendAsync(ProxyFixture.Connect($"n{i}.test:{origin.Port}"));
        }

        // So many questions are let through as leave room for what is dialled, and eight in any case; the 32 of the reserve stay whatever comes.
        await dns.ArrivalsAsync(8);
        Assert.InRange(dns.Seen.Count, 8, Limit - Names - 32);
        Assert.InRange(Descriptors(penstock.Id), Names, Limit - 32);
        gate.SetResult();
        int connected = 0;
        foreach (RawPeer client in clients)
        {
            string head = await client.ReadHeadAsync();
            Assert.Matches("^HTTP/1.1 (200|503) ", head);
            connected += head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? 1 : 0;
            client.Dispose();
            Assert.InRange(Highest(penstock.Id), 0, Limit - 16);
        }

        // Whoever finds no room for the connection is told so; there was room for some 50 at a time, less what the command has open by itself.
        Assert.InRange(connected, 30, Names);
        Assert.False(penstock.HasExited, penstock.Describe());
        using RawPeer late = await RawPeer.ConnectAsync(proxy);
        await late.SendAsync(ProxyFixture.Connect($"late.test:{origin.Port}"));
        Assert.StartsWith("HTTP/1.1 200 ", await late.ReadHeadAsync(), StringComparison.Ordinal);
    }

    private static int Descriptors(int process) => Directory.GetFiles($"/proc/{process}/fd").Length;

    // The list is made while connections come and go, so it can hold one that went and the one that came for it: their number may be more than there ever were, but each of them was there.
    private static int Highest(int process) => Directory.GetFiles($"/proc/{process}/fd").Max(static path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture));
}
