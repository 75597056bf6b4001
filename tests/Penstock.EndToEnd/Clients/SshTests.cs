using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class SshTests
{
    private const int HundredMiB = 100 << 20;

    [Theory, BothTransports]
    public async Task Scp_Of100MiB_ThroughNc_ArrivesIntact(string transport)
    {
        await using SshServer server = await SshServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string hash = folder.WriteRandom("sent", HundredMiB);
        string remote = $"scp://{Environment.UserName}@127.0.0.1:{server.Port}/";

        await ScpAsync(server, penstock, folder["sent"], remote + folder["received"]);
        Assert.Equal(hash, Content.HashOfFile(folder["received"]));

        await ScpAsync(server, penstock, remote + folder["received"], folder["fetched"]);
        Assert.Equal(hash, Content.HashOfFile(folder["fetched"]));
        await penstock.StopAfterTunnelToAsync("127.0.0.1", server.Port);
    }

    private static Task ScpAsync(SshServer server, PenstockProcess penstock, string from, string to) =>
        Command.RunAsync("scp", ["-q", .. server.ClientOptions, "-o", $"ProxyCommand={RealTool.Find("nc")} -X connect -x {penstock.EndPoint} %h %p", from, to]);
}
