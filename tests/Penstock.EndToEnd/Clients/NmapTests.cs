using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>nmap's scripts, as whoever scans a network has them. The plus sign runs them on any port.</summary>
public sealed class NmapTests
{
    [Theory, BothTransports]
    public async Task OpenProxy_IsFound_ByAClientThatMayUseIt(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        server.AddRandom("/file", 100);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await RunAsync(penstock, "http-open-proxy", $"proxy.url={server.Url("/file")}");

        Assert.Contains("Potentially OPEN proxy", result.Output, StringComparison.Ordinal);
        Assert.Contains("Methods supported: GET HEAD", result.Output, StringComparison.Ordinal);
        await penstock.StopAsync();
        penstock.AssertLogged("HEAD", server.Url("/file"));
    }

    [Theory, BothTransports]
    public async Task OpenProxy_IsNotFound_ByAClientThatMayNotUseIt(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        server.AddRandom("/file", 100);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--allow", "192.0.2.0/24"]);

        CommandResult result = await RunAsync(penstock, "http-open-proxy", $"proxy.url={server.Url("/file")}");

        Assert.Contains("/tcp open ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("http-open-proxy", result.Output, StringComparison.Ordinal);
    }

    // -v: without it, the methods that it takes for harmless are not shown.
    [Theory, BothTransports]
    public async Task Methods_ThatChangeSomething_AreNotForThePage(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await RunAsync(penstock, "http-methods", "http-methods.test-all");

        string methods = result.Output.Split('\n').Single(line => line.Contains("Supported Methods:", StringComparison.Ordinal));
        Assert.Contains("GET HEAD OPTIONS", methods, StringComparison.Ordinal);
        Assert.All(["POST", "PUT", "DELETE"], method => Assert.DoesNotContain(method, methods, StringComparison.Ordinal));
    }

    private static Task<CommandResult> RunAsync(PenstockProcess penstock, string script, string arguments) =>
        Command.RunAsync("nmap", ["-n", "-Pn", "-v", "-sT", "-p", $"{penstock.EndPoint.Port}", "--script", $"+{script}", "--script-args", arguments, "127.0.0.1"]);
}
