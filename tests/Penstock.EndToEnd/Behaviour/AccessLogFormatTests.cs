using System.Text.Json;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Access logs of several formats, as requests and tunnels of every kind fill them; and beside them the log of an Apache that was asked the same.</summary>
public sealed class AccessLogFormatTests : IDisposable
{
    // All that two servers can agree on: not times, ports of clients, bytes of heads, or how many processes there are.
    private const string Comparable = """
        h=%h a=%a ca=%{c}a A=%A B=%B b=%b i=%{X-Foo}i n=%{X-None}i f=%f H=%H k=%k L=%L l=%l m=%m q=%q r="%r" s=%s >s=%>s u=%u U=%U v=%v V=%V X=%X R=%R %% c=%400,404{X-Foo}i n=%!200{X-Foo}i e=%{E}e C=%{c}C D=%!200,404D Z=%{x%%}t x=a\tb
        """;

    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory, BothTransports]
    public async Task Lines_AreThoseThatApacheWrites(TransportKind transport)
    {
        Directory.CreateDirectory(_files["site"]);
        _files.Write("site/index.html", "hello\n");
        await using ApacheProxy apache = await ApacheProxy.StartAsync(_files["site"], Comparable);
        var log = new AccessLogConfig { Path = _files["log"], Format = Comparable };
        await using (ProxyServer proxy = await StartAsync(transport, config => config with { AccessLogs = [log], Replies = ReplyProfile.Apache, Site = new SiteConfig { Root = _files["site"], Names = ["localhost"] } }))
        {
            await AskAsync(proxy.Endpoints[0].ToString()!, apache.OriginPort);
        }

        await AskAsync($"127.0.0.1:{apache.ProxyPort}", apache.OriginPort);
        string[] ours = File.ReadAllLines(_files["log"]);
        Assert.Equal(5, ours.Length);
        Assert.Equal(await apache.ReadLogAsync(ours.Length), ours);
    }

    [Theory, BothTransports]
    public async Task SeveralLogs_EachHaveEveryRequest_AndNoCredentials(TransportKind transport)
    {
        string[] formats = ["combined", "squid", "json", "%p %{local}p %A %{Authorization}i %{Cookie}i %{Proxy-Authorization}i %{Set-Cookie}o %{Content-Type}o %{Via}o %I %O \"%r\""];
        await using NginxServer origin = await NginxServer.StartAsync();
        origin.AddRandom("/file", 10_000);
        ProxyServer proxy = await StartAsync(
            transport, config => config with { AccessLogs = [.. formats.Select((format, i) => new AccessLogConfig { Path = _files[$"log{i}"], Format = format })] });
        string url = origin.Url("/file");
        string port = proxy.Endpoints[0].ToString()!.Split(':')[1];
        string[] common = ["-q", "-s", "-o", _files["out"], "-x", $"http://{proxy.Endpoints[0]}"];
        await Command.RunAsync("curl", [.. common, "-A", "me\t\"", "-e", "http://u:secret@x/", "-u", "user:secret", "-b", "a=secret", url]);
        await Command.RunAsync("curl", [.. common, "-p", "-A", "tunnel", "-U", "user:secret", url]);
        await proxy.DisposeAsync();

        string[][] logs = [.. formats.Select((_, i) => File.ReadAllLines(_files[$"log{i}"]))];
        Assert.All(logs, lines => Assert.Equal(2, lines.Length));
        Assert.All(logs.SelectMany(lines => lines), line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
        Assert.DoesNotContain(logs.SelectMany(lines => lines), line => line.Contains("dXNlcjpzZWNyZXQ", StringComparison.Ordinal));

        Assert.EndsWith($"\"GET {url} HTTP/1.1\" 200 10000 \"http://***@x/\" \"me\\t\\\"\"", logs[0][0], StringComparison.Ordinal);
        Assert.Matches($@"^\d{{10}}\.\d{{3}} {{5,6}}\d{{1,2}} 127\.0\.0\.1 TCP_MISS/200 10\d\d\d GET {url} - HIER_DIRECT/127\.0\.0\.1 application/octet-stream$", logs[1][0]);
        Assert.Matches($@"^\d{{10}}\.\d{{3}} {{4,6}}\d{{1,3}} 127\.0\.0\.1 TCP_TUNNEL/200 10\d\d\d CONNECT 127\.0\.0\.1:{origin.Port} - HIER_DIRECT/127\.0\.0\.1 -$", logs[1][1]);
        JsonElement json = JsonDocument.Parse(logs[2][0]).RootElement;
        Assert.Equal(("GET", url, "Forwarded", "me\t\"", 10_000), (Text(json, "method"), Text(json, "target"), Text(json, "outcome"), Text(json, "user_agent"), json.GetProperty("bytes_down").GetInt32()));
        Assert.Matches($@"^{port} {port} 127\.0\.0\.1 - - - - application/octet-stream 1\.1 penstock-\w+ \d+ 10\d\d\d ""GET {url} HTTP/1\.1""$", logs[3][0]);
        Assert.Matches($@"^{port} {port} 127\.0\.0\.1 - - - - - - \d+ 10\d\d\d ""CONNECT 127\.0\.0\.1:{origin.Port} HTTP/1\.1""$", logs[3][1]);
    }

    [Theory, BothTransports]
    public async Task AHeadThatIsRefused_HasTheAddressThatItCameTo_AndItsBytes(TransportKind transport)
    {
        var log = new AccessLogConfig { Path = _files["log"], Format = "%s %A %p %{canonical}p %{local}p %I" };
        ProxyServer proxy = await StartAsync(transport, config => config with { AccessLogs = [log] });
        string[] heads = ["GET http://a/\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", "nonsense\r\n\r\n", "GET http://a/ HTTP/1.1\r\nHo"];
        foreach (string head in heads)
        {
            using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
            await client.SendAsync(head);
            client.FinishSending();
            await client.ReadToEndAsync();
        }

        string port = proxy.Endpoints[0].ToString()!.Split(':')[1];
        await proxy.DisposeAsync();
        Assert.Equal(heads.Select((head, i) => $"{(i < 2 ? "400" : "-")} 127.0.0.1 {port} {port} {port} {head.Length}"), File.ReadAllLines(_files["log"]));
    }

    [Theory, BothTransports]
    public async Task CredentialsInATarget_AreInNoLog(TransportKind transport)
    {
        var log = new AccessLogConfig { Path = _files["log"], Format = "%r %U %f %h" };
        ProxyServer proxy = await StartAsync(transport, config => config with { AccessLogs = [log, log with { Format = "json" }, log with { Format = "squid" }] });
        foreach (string request in (string[])["GET http://user:secret@localhost/", "CONNECT user:secret@localhost:443", "GET user:secret@localhost", "BREW http://user:sec/secret@localhost/"])
        {
            using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
            await client.SendAsync($"{request} HTTP/1.1\r\nHost: user:secret@localhost\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }

        await proxy.DisposeAsync();
        string text = File.ReadAllText(_files["log"]);
        Assert.Equal(12, text.Count(c => c == '\n'));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Contains("GET http://***@localhost/ HTTP/1.1 ", text, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ALogThatIsFull_IsMovedAsideWhileRequestsRun_AndNoLineIsLost(TransportKind transport)
    {
        const int Requests = 1200;
        var log = new AccessLogConfig { Path = _files["logs/access.log"], Format = "%k %r", Rotation = new LogRotation { Bytes = 64 * 1024, Keep = 9 } };
        ProxyServer proxy = await StartAsync(transport, config => config with { AccessLogs = [log] });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskManyAsync(proxy)));
        long lost = proxy.Statistics.LogLinesLost;
        await proxy.DisposeAsync();

        string[] files = [.. Directory.GetFiles(_files["logs"]).Order(StringComparer.Ordinal)];
        Assert.InRange(files.Length, 3, 9);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 64 * 1024));
        string[] lines = [.. files.SelectMany(File.ReadAllLines)];
        Assert.Equal(Requests, lines.Length + lost);
        Assert.Equal(0, lost);
        Assert.Equal(Enumerable.Range(0, Requests / 4).SelectMany(i => Enumerable.Repeat(i, 4)), lines.Select(line => int.Parse(line.Split(' ')[0])).Order());

        static async Task AskManyAsync(ProxyServer proxy)
        {
            using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
            for (int i = 0; i < Requests / 4; i++)
            {
                await client.SendAsync($"OPTIONS /{new string('x', 200)} HTTP/1.1\r\nHost: x\r\n\r\n");
                await client.ReadResponseAsync();
            }
        }
    }

    // A tunnel that began before is written as the format in force has it when it ends.
    [Theory, BothTransports]
    public async Task AnotherFormat_IsTakenByAReload_AndTheFileStaysOpen(TransportKind transport)
    {
        var log = new AccessLogConfig { Path = _files["log"], Format = "first %m %{User-Agent}i" };
        using var origin = new RawOrigin();
        ProxyServer proxy = await StartAsync(transport, config => config with { AccessLogs = [log, log with { Path = _files["gone"] }] });
        using RawPeer client = await RawPeer.ConnectAsync(proxy.Endpoints[0]);
        await client.SendAsync($"OPTIONS * HTTP/1.1\r\nHost: x\r\nUser-Agent: a\r\n\r\nCONNECT {origin.EndPoint} HTTP/1.1\r\nUser-Agent: b\r\n\r\n");
        using RawPeer server = await origin.AcceptAsync();
        await client.ReadResponseAsync();
        await client.ReadHeadAsync();
        await proxy.ReloadAsync(proxy.Config with { AccessLogs = [log with { Format = "second %m %{Foo}i %{user-agent}i" }] });
        client.FinishSending();
        server.FinishSending();
        await client.ReadToEndAsync();
        await proxy.DisposeAsync();

        Assert.Equal(["first OPTIONS a", "second CONNECT - b"], File.ReadAllLines(_files["log"]));
        Assert.Equal(["first OPTIONS a"], File.ReadAllLines(_files["gone"]));
    }

    private static string? Text(JsonElement json, string key) => json.GetProperty(key).GetString();

    // One loop: the lines of several have no order, though their requests have one for whoever sent them.
    private static async Task<ProxyServer> StartAsync(TransportKind transport, Func<ProxyConfig, ProxyConfig> configure)
    {
        var proxy = new ProxyServer(configure(new ProxyConfig { Listeners = [new("127.0.0.1:0")], Transport = transport, Loops = 1 }));
        await proxy.StartAsync();
        return proxy;
    }

    private async Task AskAsync(string proxy, int origin)
    {
        string[] common = ["-q", "-s", "-o", _files["out"], "-x", $"http://{proxy}"];
        await Command.RunAsync("curl", [.. common, "-H", "X-Foo: a\tb\"c\\d é", $"http://localhost:{origin}/index.html?a=b&c"]);
        await Command.RunAsync("curl", [.. common, "-H", "X-Foo;", $"http://localhost:{origin}/", "--next", .. common, "-I", $"http://localhost:{origin}/"]);
        await Command.RunAsync("curl", [.. common, "-H", "X-Foo: zz", $"http://localhost:{origin}/nope%20there?"]);
        await Command.RunAsync("curl", [.. common, "-p", $"http://localhost:{origin}/"]);
    }
}
