using System.Net.Sockets;
using System.Text;
using Penstock.Tool.Admin;
using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>Bytes of a client of the admin endpoint, on a socket of its own: no answer is 500, no fault is told of, and the next client is answered.</summary>
internal sealed class AdminApiTarget : FuzzTarget
{
    private const int MostAnswer = 4 * 1024 * 1024;

    // A client that has sent half of something is waited for.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private static readonly byte[] s_alive = Bytes("\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    private readonly string _folder = Directory.CreateTempSubdirectory("penstock").FullName;
    private readonly ProxyServer _proxy;
    private readonly AdminDoor _door;
    private readonly AdminSocket _socket;
    private readonly byte[] _answer = new byte[64 * 1024];
    private volatile string? _fault;

    public AdminApiTarget()
    {
        var config = new AdminConfig { Listen = new($"unix:{Path.Combine(_folder, "admin")}"), IsAskedFor = true };
        _socket = AdminSocket.Open(config, [], out _)!;
        _proxy = new ProxyServer(new ProxyConfig { Listeners = [new($"unix:{Path.Combine(_folder, "proxy")}")], Loops = 1, RecentRequests = 100 });
        _proxy.StartAsync().GetAwaiter().GetResult();
        _door = AdminDoor.Open(_socket, config, new AdminHost
        {
            Proxy = _proxy,
            Settings = () => new RunSettings(_proxy.Config, new ToolConfig { Admin = config }, "penstock.yaml", ["/etc/penstock.yaml"], [], []),
            Reload = () => Task.FromResult<IReadOnlyList<string>>([]),
            Tell = fault => _fault ??= fault,
            Drain = () => { },
            IsDraining = () => false,
        });

        // The server behind the door begins with the first client.
        Ask([], s_limit);
    }

    public override string Name => "admin-api";

    public override int QuickRuns => 200;

    public override IReadOnlyList<string> Tokens { get; } =
    [
        "GET ", "HEAD ", "POST ", "OPTIONS ", " HTTP/1.1\r\nHost: localhost\r\n", "Host: localhost\r\n", "Host: [::1]:80\r\n", "Host: evil.example\r\n", "Origin: http://localhost\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: none\r\n", "Authorization: Bearer x\r\n", "If-None-Match: \"x\"\r\n", "Accept: application/openmetrics-text\r\n", "Connection: close\r\n", "Content-Length: 20\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "Last-Event-ID: 1\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n", "Expect: 100-continue\r\n",
        "/api/v1/status", "/api/v1/requests", "/api/v1/requests/", "/api/v1/history", "/api/v1/top?by=host", "/api/v1/rules", "/api/v1/config", "/api/v1/explain?target=", "/api/v1/events", "/metrics", "/healthz", "/readyz", "/api/v1/close", "/api/v1/reload", "/api/v1/drain", "/close", "/index.html", "?limit=", "&limit=", "&q=", "&state=open", "&outcome=", "&client=", "&user=", "&group=", "&listener=", "&method=GET", "&target=http://a/", "127.0.0.1:443", "[::1]:443", "%00", "%ff", "%2f", "%0d%0a", "%", "+", "..", "//",
        "\r\n", "\r\n\r\n", "{", "}", "[", "]", "\"", ":", ",", "{\"client\":\"10.1.2.3\",\"host\":\"a\"}", "\\ud800", "null", "0\r\n\r\n",
    ];

    public override IEnumerable<byte[]> Seeds =>
    [
        .. ((string[])
        [
            "/", "/index.html", "/api/v1/status", "/api/v1/requests?limit=10&q=a&state=open", "/api/v1/requests/1", "/api/v1/history", "/api/v1/top?by=host&limit=5", "/api/v1/rules", "/api/v1/config", "/api/v1/explain?method=GET&target=http://127.0.0.1:1/&client=10.0.0.1&user=a&group=b",
            "/api/v1/explain?target=127.0.0.1:443", "/api/v1/events", "/metrics", "/healthz", "/readyz", "/../etc/passwd", "/%2e%2e/x",
        ]).Select(path => Bytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")),
        .. ((string[])["/api/v1/close", "/api/v1/reload", "/api/v1/drain", "/api/v1/requests/1/close"]).Select(path => Bytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 35\r\n\r\n{{\"client\":\"10.1.2.3\",\"host\":\"a.b.c\"}}")),
        Bytes("POST /api/v1/close HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"hos\r\n9\r\nt\":\"a.b\"}\r\n0\r\n\r\n"),
        Bytes("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    ];

    public override void Run(byte[] input)
    {
        string answer = Ask(input, s_patience);
        FuzzFinding.Unless(!answer.StartsWith("HTTP/1.1 500 ", StringComparison.Ordinal) && !answer.Contains("\nHTTP/1.1 500 ", StringComparison.Ordinal), $"an answer is 500:\n{answer}");
        FuzzFinding.Unless(_fault is null, $"a fault was told of: {_fault}");
        FuzzFinding.Unless(answer.Contains("HTTP/1.1 200 ", StringComparison.Ordinal) || Ask([], s_limit).Contains("HTTP/1.1 200 ", StringComparison.Ordinal), "the next client is not answered");
    }

    public override void Dispose()
    {
        _door.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _proxy.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _socket.Dispose();
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    // All that is answered until the connection ends, which a last request asks for, and which comes for those that swallow it with the client's own end.
    private string Ask(byte[] input, TimeSpan patience)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)s_limit.TotalMilliseconds };
        client.Connect(_socket.EndPoint);
        var answer = new StringBuilder();
        try
        {
            client.Send([.. input, .. s_alive]);
            for (int total = 0, count = 1; count > 0 && total < MostAnswer; total += count)
            {
                if (!client.Poll(patience, SelectMode.SelectRead))
                {
                    client.Shutdown(SocketShutdown.Send);
                }

                count = client.Receive(_answer);
                answer.Append(Text(_answer.AsSpan(0, count)));
            }
        }
        catch (SocketException e)
        {
            // It ends a connection that it has understood enough of, but it ends it.
            FuzzFinding.Unless(e.SocketErrorCode is not (SocketError.TimedOut or SocketError.WouldBlock), "the connection does not end");
        }

        return answer.ToString();
    }
}
