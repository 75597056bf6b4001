using System.Globalization;
using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class WgetTests
{
    [Theory, BothTransports]
    public async Task Wget_Gets16MiBOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/16MiB", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await Command.RunAsync(
            "wget",
            [
                "--no-config", "--no-hsts", "--no-verbose", "--tries=1", "-e", "use_proxy=yes", "-e", $"https_proxy={penstock.Url}",
                $"--ca-certificate={origin.AuthorityFile}", "-O", folder["16MiB"], origin.Url("/16MiB"),
            ]);

        Assert.Equal(hash, Content.HashOfFile(folder["16MiB"]));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    // wget takes the site apart itself: what it asks for next is in what it has got.
    [Theory, BothTransports]
    public async Task Wget_MirrorsASite_OnConnectionsKeptAlive(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string[] paths = AddSite(server);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        CommandResult result = await Command.RunAsync("wget", HttpArguments(penstock, "--recursive", "--no-host-directories", "-P", folder["copy"], server.Url("/index.html")));

        Assert.All(paths, path => Assert.Equal(Content.HashOfFile(server.File(path)), Content.HashOfFile(folder["copy" + path])));
        Assert.Contains($"Reusing existing connection to {penstock.EndPoint}.", result.Error, StringComparison.Ordinal);
        await penstock.StopAsync();
        Assert.All(paths, path => penstock.AssertLogged("GET", server.Url(path)));
    }

    [Theory, BothTransports]
    public async Task Wget_GoesOn_WhereABrokenDownloadEnded(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/file", 5_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        byte[] file = await File.ReadAllBytesAsync(server.File("/file"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["file"], file[..1_234_567], TestContext.Current.CancellationToken);

        await Command.RunAsync("wget", HttpArguments(penstock, "--continue", "-O", folder["file"], server.Url("/file")));

        Assert.Equal(hash, Content.HashOfFile(folder["file"]));
        await penstock.StopAfterAsync("GET", server.Url("/file"), 206);
    }

    // The origin resets its first connection in the middle of the file. wget must see that it was cut, and tries again for the rest.
    [Theory, BothTransports]
    public async Task Wget_TriesAgain_WhenTheOriginBreaksOff(string transport)
    {
        byte[] file = Content.Random(2_000_000);
        int connections = 0;
        await using var server = new TcpServer(async (stream, cancellationToken) =>
        {
            HttpRequest request = (await new HttpRequestReader(stream).ReadAsync(cancellationToken))!;
            bool first = Interlocked.Increment(ref connections) == 1;
            int from = first ? 0 : int.Parse(request.Field("Range")["bytes=".Length..^1], CultureInfo.InvariantCulture);
            string head = first
                ? $"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: {file.Length}\r\n\r\n"
                : $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\nContent-Length: {file.Length - from}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
            await stream.WriteAsync(file.AsMemory(from, first ? 700_000 : file.Length - from), cancellationToken);
        });
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string url = $"http://127.0.0.1:{server.Port}/file";

        await Command.RunAsync("wget", HttpArguments(penstock, "--tries=2", "--waitretry=0", "-O", folder["file"], url));

        Assert.Equal(Content.Hash(file), Content.HashOfFile(folder["file"]));
        await penstock.StopAfterAsync("GET", url, 206);
    }

    private static string[] HttpArguments(PenstockProcess penstock, params string[] more) =>
        ["--no-config", "--no-hsts", "--verbose", "--progress=dot:giga", "--tries=1", "-e", "use_proxy=yes", "-e", $"http_proxy={penstock.Url}", "-e", "robots=off", .. more];

    private static string[] AddSite(NginxServer server)
    {
        string[] files = [.. Enumerable.Range(0, 12).Select(i => $"/file-{i}")];
        for (int i = 0; i < files.Length; i++)
        {
            server.AddRandom(files[i], i * 10_007);
        }

        File.WriteAllText(server.File("/index.html"), """<a href="/more.html">more</a>""" + string.Concat(files[..6].Select(Link)));
        File.WriteAllText(server.File("/more.html"), string.Concat(files[6..].Select(Link)));
        return ["/index.html", "/more.html", .. files];

        static string Link(string path) => $"<a href=\"{path}\">{path}</a>\n";
    }
}
