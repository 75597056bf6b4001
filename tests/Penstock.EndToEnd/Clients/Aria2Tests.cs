using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>aria2 takes a file in parts over several connections at once, and breaks some of them off as the parts meet.</summary>
public sealed class Aria2Tests
{
    private static string[] Arguments(PenstockProcess penstock, TempFolder folder, params string[] more) =>
        ["--no-conf", "--quiet", "--enable-dht=false", "--max-tries=1", $"--all-proxy={penstock.Url}", $"--dir={folder.Path}", "--out=file", .. more];

    [Theory, BothTransports]
    public async Task Aria2_GetsAFileInParts_Intact(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/file", 32 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await Command.RunAsync(
            "aria2c", Arguments(penstock, folder, "--split=8", "--max-connection-per-server=8", "--min-split-size=1M", $"--checksum=sha-256={hash}", server.Url("/file")));

        Assert.Equal(hash, Content.HashOfFile(folder["file"]));
        await penstock.StopAsync();
        string part = $"\"GET {server.Url("/file")} HTTP/1.1\" 206 ";
        Assert.True(penstock.AccessLog().Count(line => line.Contains(part, StringComparison.Ordinal)) >= 4);
    }

    [Theory, BothTransports]
    public async Task Aria2_GoesOn_WhereABrokenDownloadEnded(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/file", 5_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        byte[] file = await File.ReadAllBytesAsync(server.File("/file"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["file"], file[..2_345_678], TestContext.Current.CancellationToken);

        await Command.RunAsync("aria2c", Arguments(penstock, folder, "--continue=true", server.Url("/file")));

        Assert.Equal(hash, Content.HashOfFile(folder["file"]));
        await penstock.StopAfterAsync("GET", server.Url("/file"), 206);
    }

    [Theory, BothTransports]
    public async Task Aria2_GetsAFileOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/file", 8 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await Command.RunAsync("aria2c", Arguments(penstock, folder, $"--ca-certificate={origin.AuthorityFile}", origin.Url("/file")));

        Assert.Equal(hash, Content.HashOfFile(folder["file"]));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }
}
