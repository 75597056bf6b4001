using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>Bodies that are larger than the proxy may ever become: they pass through it and are not kept.</summary>
public sealed class CurlBigBodyTests
{
    private const long Length = 1 << 30;
    private const double MostMiB = 32;

    // What is copied before splicing pays depends on how the ends keep up.
    private const double Much = Length / 4.0;

    [Theory, BothTransports]
    public async Task Curl_Gets1GiB_InFlatMemory(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        WriteSparse(server.File("/1GiB"));
        server.AddRandom("/warm-up", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        await CurlToHashAsync(penstock, server.Url("/warm-up"));
        var memory = new PeakMemory(penstock.Id);

        string hash = await CurlToHashAsync(penstock, server.Url("/1GiB"));

        double rise = memory.RiseInMiB;
        TestContext.Current.TestOutputHelper?.WriteLine($"Memory rose by {rise:0.0} MiB.");
        Assert.Equal(Content.HashOfFile(server.File("/1GiB")), hash);
        Assert.InRange(rise, 0, MostMiB);
        await penstock.StopAfterAsync("GET", server.Url("/1GiB"));
        AssertSpliced(penstock, transport == "epoll");
    }

    [Theory, BothTransports]
    public Task Curl_Puts1GiB_InFlatMemory(string transport) => PutAsync(transport, "Expect:", spliced: transport == "epoll");

    [Theory, BothTransports]
    public Task Curl_Puts1GiBInChunks_InFlatMemory(string transport) => PutAsync(transport, "Transfer-Encoding: chunked", spliced: false);

    private static async Task PutAsync(string transport, string field, bool spliced)
    {
        await using ServerProcess server = await NodeHashServer.StartAsync();
        string url = $"http://127.0.0.1:{server.Port}/put";
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        WriteSparse(folder["1GiB"]);
        folder.WriteRandom("warm-up", 16 << 20);
        await CurlAsync(penstock, ["-H", field, "--upload-file", folder["warm-up"], url]);
        var memory = new PeakMemory(penstock.Id);

        CommandResult result = await CurlAsync(penstock, ["-H", field, "--upload-file", folder["1GiB"], url]);

        double rise = memory.RiseInMiB;
        TestContext.Current.TestOutputHelper?.WriteLine($"Memory rose by {rise:0.0} MiB.");
        Assert.Equal(Content.HashOfFile(folder["1GiB"]), result.Output);
        Assert.InRange(rise, 0, MostMiB);
        await penstock.StopAfterAsync("PUT", url);
        AssertSpliced(penstock, spliced);
    }

    private static void AssertSpliced(PenstockProcess penstock, bool spliced)
    {
        Totals totals = Totals.Of(penstock);
        if (spliced)
        {
            Assert.InRange(totals.Spliced, Much, Length * 1.1);
        }
        else
        {
            Assert.Equal(0, totals.Spliced);
        }
    }

    private static Task<CommandResult> CurlAsync(PenstockProcess penstock, params string[] more) =>
        Command.RunAsync("curl", ["-q", "--silent", "--show-error", "--fail", "--proxy", penstock.Url, .. more]);

    // The content goes past the disk and this process.
    private static async Task<string> CurlToHashAsync(PenstockProcess penstock, string url)
    {
        const string Script = """curl -q --silent --show-error --fail --proxy "$1" "$2" | sha256sum""";
        RealTool.Find("curl");
        return (await Command.RunAsync("sh", ["-c", Script, "sh", penstock.Url, url])).Output.Split(' ')[0];
    }

    // Takes no room on the disk but for the blocks that make each of its places different.
    private static void WriteSparse(string path)
    {
        using FileStream file = File.Create(path);
        for (long at = 0; at < Length; at += Length / 256)
        {
            file.Position = at + Random.Shared.NextInt64((Length / 256) - 4096);
            file.Write(Content.Random(4096));
        }

        file.SetLength(Length);
    }
}
