using System.Net.Sockets;
using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>curl without TLS: what it sends is read by the proxy and sent on.</summary>
public sealed class CurlHttpTests
{
    private static string[] Arguments(PenstockProcess penstock, params string[] more) =>
        ["-q", "--silent", "--show-error", "--fail", "--proxy", penstock.Url, .. more];

    [Theory, BothTransports]
    public async Task Curl_Gets16MiB_Intact(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/16MiB", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await Command.RunAsync("curl", Arguments(penstock, "--output", folder["16MiB"], server.Url("/16MiB")));

        Assert.Equal(hash, Content.HashOfFile(folder["16MiB"]));
        await penstock.StopAfterAsync("GET", server.Url("/16MiB"));
    }

    // An answer without content that announces its length, or none, must end where it ends: the next one is read from there.
    [Theory, BothTransports]
    public async Task Curl_SendsEveryKindOfRequest_OnOneConnection(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using ServerProcess hashing = await NodeHashServer.StartAsync();
        string hash = server.AddRandom("/file", 300_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string posted = folder.WriteRandom("posted", 500_000);
        string post = $"http://127.0.0.1:{hashing.Port}/post";

        CommandResult result = await Command.RunAsync("curl", [
            .. Next("head", "--head", server.Url("/file")),
            "--next", .. Next("first", server.Url("/file")),
            "--next", .. Next("not-modified", "-H", "If-None-Match: *", server.Url("/file")),
            "--next", .. Next("missing", server.Url("/missing")),
            "--next", .. Next("post", "--data-binary", $"@{folder["posted"]}", post),
            "--next", .. Next("put", "--upload-file", folder["posted"], server.Url("/put")),
            "--next", .. Next("options", "--request", "OPTIONS", post),
            "--next", .. Next("second", server.Url("/file")),
        ]);

        Assert.Equal("200/1 200/0 304/0 404/0 200/0 201/0 200/0 200/0 ", result.Output);
        Assert.Contains("Content-Length: 300000", File.ReadAllText(folder["head"]), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(posted, File.ReadAllText(folder["post"]));
        Assert.Equal((posted, hash, hash), (Content.HashOfFile(server.File("/put")), Content.HashOfFile(folder["first"]), Content.HashOfFile(folder["second"])));
        await penstock.StopAfterAsync("HEAD", server.Url("/file"));

        string[] Next(string output, params string[] request) =>
            ["-q", "--silent", "--show-error", "--proxy", penstock.Url, "--output", folder[output], "--write-out", "%{http_code}/%{num_connects} ", .. request];
    }

    [Theory, BothTransports]
    public async Task Curl_Puts16MiB_AfterTheOriginsContinue(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string hash = folder.WriteRandom("16MiB", 16 << 20);

        CommandResult result = await Command.RunAsync(
            "curl", Arguments(penstock, "--verbose", "--expect100-timeout", "50", "--upload-file", folder["16MiB"], server.Url("/put")));

        Assert.Contains("> Expect: 100-continue", result.Error, StringComparison.Ordinal);
        Assert.Contains("< HTTP/1.1 100 Continue", result.Error, StringComparison.Ordinal);
        Assert.Equal(hash, Content.HashOfFile(server.File("/put")));
        await penstock.StopAfterAsync("PUT", server.Url("/put"), 201);
    }

    [Theory, BothTransports]
    public async Task Curl_PutsInChunks_Intact(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string hash = folder.WriteRandom("10MB", 10_000_001);

        await Command.RunAsync("curl", Arguments(penstock, "-H", "Transfer-Encoding: chunked", "--upload-file", folder["10MB"], server.Url("/put")));

        Assert.Equal(hash, Content.HashOfFile(server.File("/put")));
        await penstock.StopAfterAsync("PUT", server.Url("/put"), 201);
    }

    // nginx says 413 when it has seen the head, or that the chunks become too many, and takes no more. With a 100 to wait for, curl does not even begin to send.
    [Theory, BothTransports]
    public async Task Curl_HearsARefusal_WhileItsBodyIsStillOnTheWay(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        folder.WriteRandom("64MiB", 64 << 20);

        foreach (string field in (string[])["Expect:", "Expect: 100-continue", "Transfer-Encoding: chunked"])
        {
            CommandResult result = await Command.RunAsync("curl", [
                "-q", "--silent", "--show-error", "--proxy", penstock.Url, "-H", field, "--expect100-timeout", "50", "--upload-file", folder["64MiB"],
                "--output", folder["answer"], "--write-out", "%{http_code}", server.Url("/at-most-1k"),
            ]);
            Assert.Equal("413", result.Output);
            Assert.Contains("413 Request Entity Too Large", File.ReadAllText(folder["answer"]), StringComparison.Ordinal);
        }

        await penstock.StopAfterAsync("PUT", server.Url("/at-most-1k"), 413);
    }

    [Theory, BothTransports]
    public async Task Curl_GetsRanges_OfAFile(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        server.AddRandom("/file", 3_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await Command.RunAsync("curl", Arguments(penstock, "--range", "1000000-1999999", "--output", folder["middle"], server.Url("/file")));
        await Command.RunAsync("curl", Arguments(penstock, "--range", "-500", "--output", folder["end"], server.Url("/file")));

        byte[] file = await File.ReadAllBytesAsync(server.File("/file"), TestContext.Current.CancellationToken);
        Assert.Equal(Content.Hash(file.AsSpan(1_000_000, 1_000_000)), Content.HashOfFile(folder["middle"]));
        Assert.Equal(Content.Hash(file.AsSpan(file.Length - 500)), Content.HashOfFile(folder["end"]));
        await penstock.StopAfterAsync("GET", server.Url("/file"), 206);
    }

    // nginx compresses as it sends: gzip in chunks. HTTP/1.0 knows no chunks: there the end of the connection is the end of the content.
    [Theory, BothTransports]
    public async Task Curl_GetsCompressedText_InChunksAndOverHttp10(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i} {i * 7919L % 1000}\n"));
        await File.WriteAllTextAsync(server.File("/text.txt"), text, TestContext.Current.CancellationToken);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string[] request = ["--compressed", "--write-out", "%header{content-encoding} %header{transfer-encoding}|", server.Url("/text.txt")];

        CommandResult now = await Command.RunAsync("curl", Arguments(penstock, ["--output", folder["1.1"], .. request]));
        CommandResult then = await Command.RunAsync("curl", Arguments(penstock, ["--http1.0", "--output", folder["1.0"], .. request]));

        Assert.Equal(("gzip chunked|", "gzip |"), (now.Output, then.Output));
        string hash = Content.Hash(Encoding.ASCII.GetBytes(text));
        Assert.Equal((hash, hash), (Content.HashOfFile(folder["1.1"]), Content.HashOfFile(folder["1.0"])));
        await penstock.StopAfterAsync("GET", server.Url("/text.txt"));
    }

    [Theory, BothTransports]
    public async Task Curl_OverHttp10_GetsAndPuts(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/file", 1_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string put = folder.WriteRandom("put", 2_000_000);

        await Command.RunAsync("curl", Arguments(penstock, "--http1.0", "--output", folder["file"], server.Url("/file")));
        await Command.RunAsync("curl", Arguments(penstock, "--http1.0", "--upload-file", folder["put"], server.Url("/put")));

        Assert.Equal((hash, put), (Content.HashOfFile(folder["file"]), Content.HashOfFile(server.File("/put"))));
        await penstock.StopAfterAsync("PUT", server.Url("/put"), 201);
    }

    [Theory, BothTransports]
    public async Task Curl_ReachesAnIPv6Literal(string transport)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/file", 100_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string url = $"http://[::1]:{server.Port}/file";

        await Command.RunAsync("curl", Arguments(penstock, "--globoff", "--output", folder["file"], url));

        Assert.Equal(hash, Content.HashOfFile(folder["file"]));
        await penstock.StopAfterAsync("GET", url);
    }
}
