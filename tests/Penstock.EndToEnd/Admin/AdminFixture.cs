using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Penstock.EndToEnd.Behaviour;
using Penstock.Tool.Admin;
using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;

namespace Penstock.EndToEnd.Admin;

/// <summary>A proxy in this process and its admin endpoint, on ports of their own, and a client for the second.</summary>
internal sealed class AdminFixture : IAsyncDisposable
{
    private readonly AdminDoor _server;

    private AdminFixture(ProxyFixture proxy, AdminDoor server, EndPoint endPoint)
    {
        _server = server;
        Proxy = proxy;
        EndPoint = endPoint;
        Client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false })
        {
            BaseAddress = new Uri(endPoint is IPEndPoint ? $"http://{endPoint}" : "http://localhost"),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public ProxyFixture Proxy { get; }

    public EndPoint EndPoint { get; }

    public HttpClient Client { get; }

    public static async Task<AdminFixture> StartAsync(
        TransportKind transport = TransportKind.Epoll, Func<AdminConfig, AdminConfig>? admin = null, Func<ProxyConfig, ProxyConfig>? proxy = null, TimeProvider? time = null)
    {
        var config = new AdminConfig { Listen = new("127.0.0.1:0"), IsAskedFor = true };
        config = admin?.Invoke(config) ?? config;
        AdminSocket socket = AdminSocket.Open(config, [], out _)!;
        ProxyFixture fixture = await ProxyFixture.StartAsync(transport, own =>
        {
            own = own with { RecentRequests = config.Recent, OwnEndpoints = socket.EndPoint is IPEndPoint ip ? [ip] : [] };
            return proxy?.Invoke(own) ?? own;
        });
        AdminDoor server = AdminDoor.Open(socket, config, new AdminHost
        {
            Proxy = fixture.Proxy,
            Settings = () => new RunSettings(fixture.Proxy.Config, new ToolConfig { Admin = config }, "penstock.yaml", ["/etc/penstock.yaml"], [], []),
            Reload = () => Task.FromResult<IReadOnlyList<string>>([]),
            Tell = message => TestContext.Current.TestOutputHelper?.WriteLine(message),
            Drain = () => { },
            IsDraining = () => false,
            Time = time ?? TimeProvider.System,
        });
        return new AdminFixture(fixture, server, socket.EndPoint);
    }

    /// <summary>What GET answers, which must be 200 and JSON.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string path, string body = "")
    {
        using HttpResponseMessage response = await Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8));
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>What is answered to a head as it is, with its status line and fields.</summary>
    public async Task<string> AskRawAsync(string head)
    {
        using RawPeer client = await RawPeer.ConnectAsync(EndPoint);
        await client.SendAsync(head);
        return await client.ReadResponseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(EndPoint, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
