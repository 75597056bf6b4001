using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class NodeTests
{
    // By Node's own modules, as its documentation of the "connect" event has it.
    private const string Script = """
        const [proxyHost, proxyPort, host, port, path] = process.argv.slice(2);
        const http = require('node:http'), https = require('node:https'), crypto = require('node:crypto');
        http.request({ host: proxyHost, port: proxyPort, method: 'CONNECT', path: `${host}:${port}` })
          .on('connect', (answer, socket) => {
            if (answer.statusCode !== 200) throw new Error(`the proxy said ${answer.statusCode}`);
            https.get({ host, port, path, socket, agent: false }, (response) => {
              const hash = crypto.createHash('sha256');
              response.on('data', (bytes) => hash.update(bytes)).on('end', () => {
                console.log(hash.digest('hex'));
                process.exit(response.statusCode === 200 ? 0 : 1);
              });
            });
          })
          .end();
        """;

    [Theory, BothTransports]
    public async Task Node_Gets16MiBOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/16MiB", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await Command.RunAsync(
            "node",
            ["-", penstock.EndPoint.Address.ToString(), $"{penstock.EndPoint.Port}", "localhost", $"{origin.Port}", "/16MiB"],
            new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = origin.AuthorityFile },
            input: Script);

        Assert.Equal(hash, result.Output.Trim());
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }
}
