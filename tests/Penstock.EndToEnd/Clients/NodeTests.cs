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

    // A proxy is to Node a server whose paths are whole URLs. One agent with one socket: the requests share it, and the upgrade comes last.
    private const string HttpScript = """
        const [host, port, get, post, echo] = process.argv.slice(2);
        const http = require('node:http'), crypto = require('node:crypto'), assert = require('node:assert');
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }), sockets = new Set();
        const request = (method, path, body) => new Promise((resolve, reject) => {
          const outgoing = http.request({ host, port, path, method, agent, headers: { Host: new URL(path).host } }, (response) => {
            const parts = [];
            assert.equal(response.statusCode, 200);
            response.on('data', (bytes) => parts.push(bytes)).on('end', () => resolve(Buffer.concat(parts))).on('error', reject);
          }).on('error', reject).on('socket', (socket) => sockets.add(socket));
          for (let at = 0; body && at < body.length; at += 50001) outgoing.write(body.subarray(at, at + 50001));
          outgoing.end();
        });
        const upgrade = () => new Promise((resolve, reject) => {
          const key = crypto.randomBytes(16).toString('base64');
          const accept = crypto.createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
          const headers = { Host: new URL(echo).host, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key };
          http.request({ host, port, path: echo, headers })
            .on('response', (response) => reject(new Error(`no upgrade but ${response.statusCode}`))).on('error', reject)
            .on('upgrade', (response, socket, rest) => {
              assert.equal(response.headers['sec-websocket-accept'], accept);
              assert.equal(response.headers.upgrade, 'websocket');
              const message = crypto.randomBytes(60000), mask = crypto.randomBytes(4);
              const head = Buffer.from([0x82, 0xFE, message.length >> 8, message.length & 255, ...mask]);
              socket.write(Buffer.concat([head, message.map((byte, at) => byte ^ mask[at & 3])]));
              let got = rest;
              const look = () => {
                if (got.length < message.length + 4) return;
                assert.deepEqual([...got.subarray(0, 4)], [0x82, 126, message.length >> 8, message.length & 255]);
                assert.ok(got.subarray(4).equals(message));
                // Close, without a reason; the origin's own may come with the end.
                socket.removeAllListeners('data').on('end', resolve).resume().end(Buffer.from([0x88, 0x80, ...mask]));
              };
              socket.on('data', (bytes) => { got = Buffer.concat([got, bytes]); look(); });
              look();
            }).end();
        });
        (async () => {
          const content = await request('GET', get);
          console.log(crypto.createHash('sha256').update(content).digest('hex'));
          console.log((await request('POST', post, content)).toString());
          assert.equal((await request('HEAD', get)).length, 0);
          console.log((await request('POST', post, content)).toString());
          assert.equal(sockets.size, 1, 'the connection was not kept');
          await upgrade();
          process.exit(0);
        })();
        """;

    [Theory, BothTransports]
    public async Task Node_GetsPostsAndUpgradesOverHttp_Intact(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using var origin = new HttpOrigin();
        string hash = server.AddRandom("/file", 3_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await Command.RunAsync(
            "node",
            ["-", penstock.EndPoint.Address.ToString(), $"{penstock.EndPoint.Port}", server.Url("/file"), origin.Url("/post"), origin.Url("/echo")],
            input: HttpScript);

        Assert.Equal([hash, hash, hash], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await penstock.StopAsync();
        penstock.AssertLogged("GET", server.Url("/file"));
        penstock.AssertLogged("POST", origin.Url("/post"));
        penstock.AssertLogged("GET", origin.Url("/echo"), 101);
    }

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
