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
}
