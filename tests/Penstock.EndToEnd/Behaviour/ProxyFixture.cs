using System.Net;
using System.Threading.Channels;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A proxy in this process, on a port of its own, and what it tells of each request.</summary>
internal sealed class ProxyFixture : IAsyncDisposable
{
    private readonly Channel<RequestTimeline> _ended = Channel.CreateUnbounded<RequestTimeline>();
    private readonly string _accessLog = Path.Combine(Path.GetTempPath(), $"penstock-{Guid.NewGuid():N}.log");

    private ProxyFixture(ProxyConfig config)
    {
        Proxy = new ProxyServer(config with { AccessLogs = [new AccessLogConfig { Path = _accessLog }] });
        Proxy.RequestEnded += request => _ended.Writer.TryWrite(request);
    }

    public ProxyServer Proxy { get; }

    public EndPoint EndPoint => Proxy.Endpoints[0];

    public static async Task<ProxyFixture> StartAsync(TransportKind transport, Func<ProxyConfig, ProxyConfig>? configure = null)
    {
        var config = new ProxyConfig { Listeners = [new("127.0.0.1:0")], Transport = transport, Loops = 2 };
        var fixture = new ProxyFixture(configure?.Invoke(config) ?? config);
        await fixture.Proxy.StartAsync();
        return fixture;
    }

    public Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync(EndPoint);

    /// <summary>A client of a tunnel that is open, and its origin.</summary>
    public async Task<(RawPeer Client, RawPeer Origin)> OpenTunnelAsync(RawOrigin origin)
    {
        RawPeer client = await ConnectAsync();
        await client.SendAsync(Connect(origin.EndPoint.ToString()));
        RawPeer server = await origin.AcceptAsync();
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return (client, server);
    }

    /// <summary>What a client is answered, on a connection of its own, to the end of that connection or of the response.</summary>
    public async Task<string> AskAsync(string request)
    {
        using RawPeer client = await ConnectAsync();
        await client.SendAsync(request);
        return await client.ReadResponseAsync();
    }

    public static string Connect(string target) => $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n";

    /// <summary>The next request that has ended.</summary>
    public async Task<RequestTimeline> EndedAsync() => await _ended.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Limit);

    /// <summary>Stops the proxy, and reads what it logged.</summary>
    public async Task<string[]> StopAndReadLogAsync()
    {
        await Proxy.DisposeAsync();
        return await File.ReadAllLinesAsync(_accessLog);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        File.Delete(_accessLog);
    }
}
