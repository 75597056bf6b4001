using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class PythonTests
{
    private const string Script = """
        import hashlib, http.client, ssl, sys
        proxy_host, proxy_port, host, port, path, authority = sys.argv[1:]
        connection = http.client.HTTPSConnection(proxy_host, int(proxy_port), context=ssl.create_default_context(cafile=authority), timeout=30)
        connection.set_tunnel(host, int(port))
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.status == 200, response.status
        print(hashlib.sha256(response.read()).hexdigest())
        """;

    [Theory, BothTransports]
    public async Task Python_Gets16MiBOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/16MiB", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await Command.RunAsync(
            RealTool.FindPython(),
            ["-", penstock.EndPoint.Address.ToString(), $"{penstock.EndPoint.Port}", "localhost", $"{origin.Port}", "/16MiB", origin.AuthorityFile],
            input: Script);

        Assert.Equal(hash, result.Output.Trim());
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }
}
