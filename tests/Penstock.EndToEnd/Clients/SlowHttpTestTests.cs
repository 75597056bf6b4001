using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>slowhttptest holds connections open with requests that never end, and asks meanwhile, on another connection, whether it is still served. eng/conformance-tools has its longer runs.</summary>
public sealed class SlowHttpTestTests
{
    [Theory, BothTransports]
    public async Task SlowHeaders_AreEnded_AndOthersAreServedMeanwhile(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        server.AddRandom("/file", 100);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--head-timeout", "2"]);
        using var folder = new TempFolder();

        CommandResult result = await Command.RunAsync(
            "slowhttptest",
            ["-H", "-c", "100", "-r", "200", "-i", "1", "-l", "20", "-p", "3", "-v", "1", "-g", "-o", folder["report"], "-d", $"{penstock.EndPoint}", "-u", server.Url("/file")]);

        Assert.Contains("No open connections left", result.Output, StringComparison.Ordinal);
        string[][] seconds = [.. File.ReadLines(folder["report.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.All(seconds, second => Assert.NotEqual("0", second[4]));
        await penstock.StopAsync();
        Assert.Equal(100, penstock.AccessLog().Count(line => line.Contains("\"-\" 408 ", StringComparison.Ordinal)));
    }
}
