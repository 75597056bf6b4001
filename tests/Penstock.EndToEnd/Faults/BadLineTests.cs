using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Load;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>Three networks with bad lines between them: the client's, the proxy's, the origin's.</summary>
public sealed class BadLineTests
{
    private const string Client = "198.51.100.7";
    private const string Proxy = "198.51.100.1";
    private const string ProxyOut = "93.184.216.33";
    private const string Origin = "93.184.216.34";
    private const int Tunnels = 4;

    public static TheoryData<string, string, double, int, double, int> Lines => new()
    {
        { "epoll", "loss of 5 %", 0.05, 5, 0, 256 << 10 },
        { "sockets", "loss of 5 %", 0.05, 5, 0, 256 << 10 },
        { "epoll", "delay of 200 ms", 0, 200, 0, 256 << 10 },
        { "sockets", "delay of 200 ms", 0, 200, 0, 256 << 10 },
        { "epoll", "reordering of a quarter", 0, 20, 0.25, 512 << 10 },
        { "sockets", "reordering of a quarter", 0, 20, 0.25, 512 << 10 },
        { "epoll", "all three", 0.02, 100, 0.1, 16 << 10 },
        { "sockets", "all three", 0.02, 100, 0.1, 16 << 10 },
    };

    [Theory, MemberData(nameof(Lines))]
    public async Task TunnelsAndRequests_OverABadLine_LoseNothing(string transport, string kind, double loss, int delay, double reordered, int bytes)
    {
        await using NetworkNamespace clients = await NetworkNamespace.CreateAsync();
        await using NetworkNamespace proxies = await NetworkNamespace.CreateAsync();
        await using NetworkNamespace origins = await NetworkNamespace.CreateAsync();
        var impairment = new Impairment(loss, TimeSpan.FromMilliseconds(delay), reordered);
        await using BadLine near = await BadLine.LayAsync(impairment, (clients, Client), (proxies, Proxy));
        await using BadLine far = await BadLine.LayAsync(impairment, (proxies, ProxyOut), (origins, Origin));
        await using ChildProcess penstock = PenstockCommand.StartUnder(
            proxies.Launcher, ["run", "--admin", "off", "--listen", $"{Proxy}:8088", "--allow", "198.51.100.0/24", "--connect-timeout", "1m"], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        using Socket listener = await origins.MakeAsync(Listen);

        var tunnels = new List<LoadTunnel>();
        for (int i = 0; i < Tunnels; i++)
        {
            tunnels.Add(await OpenAsync(clients, listener));
        }

        // All at once, each both ways at once, and then an end in order.
        await Task.WhenAll(tunnels.Select(tunnel => tunnel.StreamAsync(bytes, bytes)));
        await Task.WhenAll(tunnels.Select((tunnel, number) => tunnel.FinishAsync(clientFirst: number % 2 == 0)));
        tunnels.ForEach(tunnel => tunnel.Dispose());
        await RequestAsync(clients, listener, bytes);

        Assert.False(penstock.HasExited, penstock.Describe());
        Assert.DoesNotContain("Z warn", penstock.Error, StringComparison.Ordinal);
        Assert.True(loss == 0 || near.Lost * far.Lost > 0, $"{kind}: no packet was lost");
        Assert.True(reordered == 0 || near.Overtaking * far.Overtaking > 0, $"{kind}: no packet overtook another");
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(Origin), 443));
        socket.Listen();
        return socket;
    }

    private static async Task<LoadTunnel> OpenAsync(NetworkNamespace clients, Socket listener)
    {
        RawPeer client = await AskAsync(clients, ProxyFixture.Connect($"{Origin}:443"));
        Socket origin = await listener.AcceptAsync().WaitAsync(LoadEnd.Limit);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        var tunnel = new LoadTunnel(new LoadEnd(client.Socket), new LoadEnd(origin));
        tunnel.Client.Start([]);
        tunnel.Origin.Start([]);
        return tunnel;
    }

    private static async Task RequestAsync(NetworkNamespace clients, Socket listener, int bytes)
    {
        using RawPeer client = await AskAsync(clients, $"GET http://{Origin}:443/ HTTP/1.1\r\nHost: {Origin}:443\r\nConnection: close\r\n\r\n");
        using var origin = new RawPeer(await listener.AcceptAsync().WaitAsync(LoadEnd.Limit));
        await origin.ReadHeadAsync();
        byte[] body = Content.Random(bytes);
        await origin.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n");
        await origin.SendAsync(body);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(Content.Hash(body), Content.Hash(await client.ReadBytesAsync(bytes)));
    }

    private static async Task<RawPeer> AskAsync(NetworkNamespace clients, string request)
    {
        var client = new RawPeer(await clients.MakeAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        await client.Socket.ConnectAsync(IPEndPoint.Parse($"{Proxy}:8088")).WaitAsync(LoadEnd.Limit);
        await client.SendAsync(request);
        return client;
    }
}
