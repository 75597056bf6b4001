using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>A name whose first address swallows everything that is sent to it, in a network of its own.</summary>
public sealed class BlackHoledFirstTests
{
    private const string Proxy = "198.51.100.1";
    private const string Hole = "93.184.216.34";
    private const string Origin = "192.0.32.8";

    // The next address is tried after 250 ms (RFC 8305, section 5); the first would be given up after ten seconds.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(5);

    [Theory, BothTransports]
    public async Task FirstAddressThatIsABlackHole_CostsTheAttemptDelay_AndTheSecondServes(string transport)
    {
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync(Proxy + "/32");
        await using NetworkNamespace beyond = await NetworkNamespace.CreateAsync();
        await using BadLine line = await BadLine.LayAsync(new Impairment(0, TimeSpan.Zero, 0), (network, "192.0.32.7"), (beyond, Origin));
        await network.AddBlackHoleAsync("93.184.216.1/24");
        await network.SetHostsAsync($"{Hole} origin.test\n{Origin} origin.test\n");
        await using ChildProcess penstock = PenstockCommand.StartUnder(
            network.Launcher, ["run", "--admin", "off", "-v", "--listen", $"{Proxy}:8088", "--allow", "198.51.100.0/24"], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        using Socket listener = await beyond.MakeAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(IPEndPoint.Parse($"{Origin}:8000"));
            socket.Listen();
            return socket;
        });

        foreach (string request in (string[])[ProxyFixture.Connect("origin.test:8000"), "GET http://origin.test:8000/ HTTP/1.1\r\nHost: origin.test:8000\r\n\r\n"])
        {
            long began = TimeProvider.System.GetTimestamp();
            using var client = new RawPeer(await network.MakeAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
            await client.Socket.ConnectAsync(IPEndPoint.Parse($"{Proxy}:8088"), TestContext.Current.CancellationToken).AsTask().WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);
            await client.SendAsync(request);
            using var origin = new RawPeer(await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken));
            if (request.StartsWith("GET", StringComparison.Ordinal))
            {
                await origin.ReadHeadAsync();
                await origin.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }

            Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromMilliseconds(240), s_most);
        }

        Assert.DoesNotContain("Z warn", penstock.Error, StringComparison.Ordinal);
    }
}
