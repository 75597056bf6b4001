using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Files that are served to requests for the proxy itself, as curl gets them, and what becomes of a transfer that does not go well.</summary>
public sealed class SiteTests : IDisposable
{
    private readonly TempFolder _files = new();

    public SiteTests()
    {
        Directory.CreateDirectory(_files["site/sub"]);
        _files.Write("site/index.html", "<p>index\n");
        _files.Write("site/proxy.pac", "function FindProxyForURL(url, host) { return 'DIRECT'; }\n");
        _files.Write("site/sub/index.html", "<p>sub\n");
        _files.Write("secret", "secret\n");
    }

    public void Dispose() => _files.Dispose();

    [Theory, BothTransports]
    public async Task Curl_GetsFilesOfAnySize_OverOneConnection(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        string[] names = ["none", "one", "buffer", "more", "large"];
        string[] hashes = [.. new[] { 0, 1, 64 * 1024, (64 * 1024) + 1, 30_000_000 }.Select((length, i) => _files.WriteRandom($"site/{names[i]}", length))];
        string[] arguments = [.. names.SelectMany((name, i) => (string[])[.. i > 0 ? ["--next"] : Array.Empty<string>(), "-q", "-sS", "-o", _files[name], "-w", "%{http_code}/%{num_connects} ", Url(proxy, $"/{name}")])];

        CommandResult result = await Command.RunAsync("curl", arguments);

        Assert.Equal("200/1 200/0 200/0 200/0 200/0 ", result.Output);
        Assert.Equal(hashes, names.Select(name => Content.HashOfFile(_files[name])));
        Assert.EndsWith("\"GET /large HTTP/1.1\" 200 30000000", (await proxy.StopAndReadLogAsync())[^1], StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Curl_GetsTheHeadAlone_AndTheTypeOfAPacFile(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);

        CommandResult result = await CurlAsync("-I", Url(proxy, "/proxy.pac"));

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/x-ns-proxy-autoconfig\r\nContent-Length: 57\r\n", result.Output, StringComparison.Ordinal);
        Assert.Equal((ProxyOutcome.Answered, 200, 0), Ended(await proxy.EndedAsync()));
    }

    [Theory, BothTransports]
    public async Task Curl_GetsParts(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        _files.WriteRandom("site/file", 200_000);
        byte[] all = await File.ReadAllBytesAsync(_files["site/file"], TestContext.Current.CancellationToken);

        await CurlAsync("-r", "100000-180000", "-o", _files["middle"], Url(proxy, "/file"));
        await CurlAsync("-r", "-5", "-o", _files["end"], Url(proxy, "/file"));
        CommandResult several = await CurlAsync("-r", "0-99,70000-139999,-10", "-o", _files["several"], "-w", "%{http_code} %header{content-type} %header{content-length}", Url(proxy, "/file"));
        CommandResult beyond = await CurlAsync("-r", "200000-", "-o", _files["beyond"], "-w", "%{http_code} %header{content-range}", Url(proxy, "/file"));

        Assert.Equal(all[100_000..180_001], File.ReadAllBytes(_files["middle"]));
        Assert.Equal(all[^5..], File.ReadAllBytes(_files["end"]));
        string boundary = several.Output.Split("boundary=")[1].Split(' ')[0];
        byte[] body = File.ReadAllBytes(_files["several"]);
        Assert.StartsWith("206 multipart/byteranges", several.Output, StringComparison.Ordinal);
        Assert.EndsWith($" {body.Length}", several.Output, StringComparison.Ordinal);
        foreach (Range part in (Range[])[0..100, 70_000..140_000, ^10..])
        {
            Assert.True(body.AsSpan().IndexOf(all[part]) > 0, $"the part {part}");
        }

        Assert.EndsWith($"--{boundary}--\r\n", System.Text.Encoding.Latin1.GetString(body), StringComparison.Ordinal);
        Assert.Equal("416 bytes */200000", beyond.Output);
    }

    [Theory, BothTransports]
    public async Task Curl_ResumesADownload(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        string hash = _files.WriteRandom("site/file", 500_000);
        File.WriteAllBytes(_files["part"], File.ReadAllBytes(_files["site/file"])[..123_456]);

        await CurlAsync("-C", "-", "-o", _files["part"], Url(proxy, "/file"));

        Assert.Equal(hash, Content.HashOfFile(_files["part"]));
    }

    [Theory, BothTransports]
    public async Task Curl_IsToldThatNothingHasChanged(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        File.SetLastWriteTimeUtc(_files["site/proxy.pac"], new DateTime(2026, 3, 9, 8, 7, 6, DateTimeKind.Utc));
        string[] status = ["-o", _files["out"], "-w", "%{http_code}", Url(proxy, "/proxy.pac")];

        Assert.Equal("304", (await CurlAsync(["-z", "Mon, 09 Mar 2026 08:07:06 GMT", .. status])).Output);
        Assert.Equal("200", (await CurlAsync(["-z", "Mon, 09 Mar 2026 08:07:05 GMT", .. status])).Output);
        Assert.Equal("412", (await CurlAsync(["-z", "-Mon, 09 Mar 2026 08:07:05 GMT", .. status])).Output);
        Assert.Equal("200", (await CurlAsync(["--etag-save", _files["etag"], .. status])).Output);
        Assert.Equal("304", (await CurlAsync(["--etag-compare", _files["etag"], .. status])).Output);
        File.AppendAllText(_files["site/proxy.pac"], "\n");
        Assert.Equal("200", (await CurlAsync(["--etag-compare", _files["etag"], .. status])).Output);
    }

    [Theory, BothTransports]
    public async Task Curl_IsLedToAFolder_AndNeverOutOfTheRoot(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        File.CreateSymbolicLink(_files["site/out"], _files.Path);

        Assert.Equal("<p>sub\n", (await CurlAsync("-L", Url(proxy, "/sub"))).Output);
        Assert.Contains("\r\nLocation: /sub/\r\n", (await CurlAsync("-i", "--path-as-is", Url(proxy, "//sub"))).Output, StringComparison.Ordinal);
        foreach (string path in (string[])["/../secret", "/sub/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/..%5csecret", "/out/secret", "//../secret", "/sub/%00", "/.%2e/secret"])
        {
            CommandResult result = await CurlAsync("-i", "--path-as-is", Url(proxy, path));
            Assert.Matches("^HTTP/1.1 40[04] ", result.Output);
            Assert.DoesNotContain("secret\n", result.Output, StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task OnlyReading_IsDone_AndABodyEndsTheConnection(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);

        string put = (await CurlAsync("-i", "-X", "DELETE", Url(proxy, "/proxy.pac"))).Output;
        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed\r\n", put, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET, HEAD, OPTIONS, TRACE\r\n", put, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: keep-alive\r\n", put, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", (await CurlAsync("-i", "-d", "body", Url(proxy, "/proxy.pac"))).Output, StringComparison.Ordinal);
        string get = (await CurlAsync("-i", "-X", "GET", "-d", "body", Url(proxy, "/proxy.pac"))).Output;
        Assert.StartsWith("HTTP/1.1 413 Content Too Large\r\n", get, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", get, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", (await CurlAsync("-i", "-X", "OPTIONS", Url(proxy, "/proxy.pac"))).Output, StringComparison.Ordinal);
        Assert.Contains("TRACE /proxy.pac HTTP/1.1\r\n", (await CurlAsync("-X", "TRACE", Url(proxy, "/proxy.pac"))).Output, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task AnotherName_IsMisdirected(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Site = config.Site! with { Names = ["www.test.com"] } });

        Assert.StartsWith("HTTP/1.1 421 ", (await CurlAsync("-i", "-H", "Host: evil.example", Url(proxy, "/"))).Output, StringComparison.Ordinal);
        Assert.Equal("<p>index\n", (await CurlAsync("-H", "Host: www.test.com", Url(proxy, "/"))).Output);
        Assert.Equal("<p>index\n", (await CurlAsync(Url(proxy, "/"))).Output);
        Assert.Equal("<p>index\n", (await CurlAsync("--http1.0", "-H", "Host:", Url(proxy, "/"))).Output);
    }

    [Theory, BothTransports]
    public async Task ManyRequestsInOnePiece_AreAnsweredInTurn(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        string[] paths = [.. Enumerable.Range(0, 200).Select(i => (i % 3) switch { 0 => "/", 1 => "/sub/", _ => "/none" })];
        await client.SendAsync(string.Concat(paths.Select(path => $"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")));
        foreach (string path in paths)
        {
            string answer = await client.ReadResponseAsync();
            Assert.EndsWith(path switch { "/" => "<p>index\n", "/sub/" => "<p>sub\n", _ => "of that name here.\n" }, answer, StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task AClientThatTakesNothing_IsDropped_AndHoldsOneBuffer(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Loops = 1, Timeouts = new() { BodyIdle = TimeSpan.FromMilliseconds(500) } });
        _files.WriteRandom("site/large", 50_000_000);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.BuffersHeld == 1, "its way is full");
        Assert.StartsWith("HTTP/1.1 200 ", await proxy.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.Answered, (await proxy.EndedAsync()).Outcome);

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.ClientTooSlow, 200), (ended.Outcome, ended.Status));
        Assert.InRange(ended.AnswerBytes, 1, 49_999_999);
        Assert.Equal(SocketError.ConnectionReset, await client.ReadEndingAsync());
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.BuffersHeld == 0, "its buffer is given back");
    }

    [Theory, BothTransports]
    public async Task AClientThatGoesAway_EndsItsTransfer(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        _files.WriteRandom("site/large", 50_000_000);
        RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadHeadAsync();
        client.Reset();

        Assert.Equal(ProxyOutcome.ClientGone, (await proxy.EndedAsync()).Outcome);
    }

    // The length was promised: an end before it is how the client can tell.
    [Theory]
    [InlineData("shrinks")]
    [InlineData("is written to")]
    public async Task AFileThatChangesWhileItIsSent_EndsTheConnection(string change)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await StartAsync(transport);
            _files.WriteRandom("site/large", 50_000_000);
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync("GET /large HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.Contains("\r\nContent-Length: 50000000\r\n", await client.ReadHeadAsync(), StringComparison.Ordinal);
            await using (FileStream file = File.OpenWrite(_files["site/large"]))
            {
                if (change == "shrinks")
                {
                    file.SetLength(20_000_000);
                }
                else
                {
                    file.Write("other"u8);
                }
            }

            Assert.InRange((await client.ReadToEndAsync()).Length, 1, 49_999_999);
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal((ProxyOutcome.ResponseTruncated, "the file changed while it was sent"), (ended.Outcome, ended.Detail));
        }
    }

    [Theory, BothTransports]
    public async Task Stop_LetsATransferFinish_OrEndsItAfterItsTime(TransportKind transport)
    {
        string hash = _files.WriteRandom("site/large", 50_000_000);
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Timeouts = new() { Drain = TimeSpan.FromHours(1) } });
        using RawPeer finishing = await proxy.ConnectAsync();
        using RawPeer stuck = await proxy.ConnectAsync();
        foreach (RawPeer client in (RawPeer[])[finishing, stuck])
        {
            await client.SendAsync("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            await client.ReadHeadAsync();
        }

        Task stopping = proxy.Proxy.StopAsync();
        Assert.Equal(hash, Content.Hash(await finishing.ReadBytesAsync(50_000_000)));
        Assert.Equal("", await finishing.ReadToEndAsync());
        Assert.Equal(ProxyOutcome.Answered, (await proxy.EndedAsync()).Outcome);
        proxy.Proxy.StopDraining();
        await stopping.WaitAsync(RawPeer.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ProxyOutcome.ProxyStopped, (await proxy.EndedAsync()).Outcome);
    }

    [Theory, BothTransports]
    public async Task AReload_GivesAnotherSite(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        Assert.Equal("<p>index\n", (await CurlAsync(Url(proxy, "/"))).Output);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Site = new SiteConfig { Root = _files["site/sub"] } });
        Assert.Equal("<p>sub\n", (await CurlAsync(Url(proxy, "/"))).Output);
        await proxy.Proxy.ReloadAsync(proxy.Proxy.Config with { Site = null });
        Assert.Contains("This is Penstock", (await CurlAsync(Url(proxy, "/"))).Output, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ADownloadThatAnOperatorCloses_IsReset(TransportKind transport)
    {
        _files.WriteRandom("site/large", 64 * 1024 * 1024);
        await using ProxyFixture proxy = await StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadHeadAsync();

        Assert.Equal(1, await proxy.Proxy.CloseRequestsAsync(_ => true));
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, await client.ReadEndingAsync());
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.ClosedByOperator, 0), (ended.Outcome, ended.BytesDown));
        Assert.InRange(ended.AnswerBytes, 0, 32 * 1024 * 1024);
    }

    private static (ProxyOutcome Outcome, int Status, long Bytes) Ended(RequestTimeline request) => (request.Outcome, request.Status, request.AnswerBytes);

    private static string Url(ProxyFixture proxy, string path) => $"http://{proxy.EndPoint}{path}";

    private static Task<CommandResult> CurlAsync(params string[] arguments) => Command.RunAsync("curl", ["-q", "-sS", "--noproxy", "*", "--max-time", "30", .. arguments]);

    private Task<ProxyFixture> StartAsync(TransportKind transport, Func<ProxyConfig, ProxyConfig>? configure = null) => ProxyFixture.StartAsync(transport, config =>
    {
        config = config with { Site = new SiteConfig { Root = _files["site"] } };
        return configure?.Invoke(config) ?? config;
    });
}
