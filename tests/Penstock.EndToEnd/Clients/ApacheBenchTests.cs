using System.Text.RegularExpressions;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>ab speaks HTTP/1.0, and with -k asks that its connections be kept. It counts what differs from the first answer as failed.</summary>
public sealed partial class ApacheBenchTests
{
    private const int Requests = 1000;

    [Theory, BothTransports]
    public async Task Ab_Gets_OnAConnectionEach(string transport) => Assert.Equal(0, await RunAsync(transport, "-c", "20"));

    [Theory, BothTransports]
    public async Task Ab_Gets_OnConnectionsKept(string transport) => Assert.Equal(Requests, await RunAsync(transport, "-c", "20", "-k"));

    [Theory, BothTransports]
    public async Task Ab_Heads_OnConnectionsKept(string transport) => Assert.Equal(Requests, await RunAsync(transport, "-c", "20", "-k", "-i"));

    [Theory, BothTransports]
    public async Task Ab_Posts_OnAConnectionEach(string transport) => Assert.Equal(0, await PostAsync(transport, "-c", "20"));

    [Theory, BothTransports]
    public async Task Ab_Posts_OnConnectionsKept(string transport) => Assert.Equal(Requests, await PostAsync(transport, "-c", "20", "-k"));

    private static async Task<int> PostAsync(string transport, params string[] arguments)
    {
        using var folder = new TempFolder();
        folder.WriteRandom("body", 20_000);
        return await RunAsync(transport, ["-p", folder["body"], "-T", "application/octet-stream", .. arguments]);
    }

    // Returns how many requests found a connection that was kept.
    private static async Task<int> RunAsync(string transport, params string[] arguments)
    {
        await using var origin = new HttpOrigin();
        origin.AddRandom("/file", 5000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        bool post = arguments.Contains("-p");

        CommandResult result = await Command.RunAsync("ab", ["-q", "-n", $"{Requests}", "-X", $"{penstock.EndPoint}", .. arguments, origin.Url(post ? "/post" : "/file")]);

        Assert.Equal((Requests, 0, 0), (Count(result, "Complete requests"), Count(result, "Failed requests"), Count(result, "Non-2xx responses")));
        Assert.Equal(Requests, origin.Requests.Count);
        await penstock.StopAsync();
        Assert.Equal(Requests, penstock.AccessLog().Count(line => line.Contains(" HTTP/1.0\" 200 ", StringComparison.Ordinal)));
        return Count(result, "Keep-Alive requests");
    }

    // What it has none of, it leaves out.
    private static int Count(CommandResult result, string name) =>
        Line().Matches(result.Output).SingleOrDefault(line => line.Groups[1].Value == name) is { } line ? int.Parse(line.Groups[2].ValueSpan, provider: null) : 0;

    [GeneratedRegex(@"^(.+): +(\d+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
