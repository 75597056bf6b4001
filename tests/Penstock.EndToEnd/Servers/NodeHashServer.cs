using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>Node's own HTTP server, which answers whatever is sent to it with the SHA-256 of the body.</summary>
internal static class NodeHashServer
{
    private const string Script = """
        const http = require('node:http'), crypto = require('node:crypto');
        http.createServer((request, response) => {
          const hash = crypto.createHash('sha256');
          request.on('data', (bytes) => hash.update(bytes)).on('end', () => response.end(hash.digest('hex')));
        }).listen(Number(process.argv[2]), '127.0.0.1');
        """;

    public static async Task<ServerProcess> StartAsync()
    {
        int port = FreePort.Take();
        var server = new ServerProcess(port, new ChildProcess(RealTool.Find("node"), ["-", $"{port}"], input: Script));
        await server.StartedAsync();
        return server;
    }
}
