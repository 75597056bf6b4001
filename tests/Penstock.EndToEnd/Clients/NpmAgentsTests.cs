using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>The proxy clients that programs in JavaScript use, from npm: undici's ProxyAgent (of which Node's fetch is made) and those of the proxy-agents project.</summary>
public sealed class NpmAgentsTests(NpmPackages packages) : IClassFixture<NpmPackages>
{
    private const string Begin = """
        const [proxy, get, post] = process.argv.slice(2);
        const http = require('node:http'), https = require('node:https'), crypto = require('node:crypto'), assert = require('node:assert');
        const { Readable } = require('node:stream');
        const hash = async (body) => { const sum = crypto.createHash('sha256'); for await (const bytes of body) sum.update(bytes); return sum.digest('hex'); };
        const parts = function* (content) { for (let at = 0; at < content.length; at += 50001) yield content.subarray(at, at + 50001); };

        """;

    // Without a length, the body goes in chunks. Ten requests at a time, on as many connections as the agent likes.
    private const string Undici = Begin + """
        const { ProxyAgent, request, fetch } = require('undici');
        (async () => {
          const options = { uri: proxy, requestTls: { ca: process.env.CA && require('node:fs').readFileSync(process.env.CA) } };
          const dispatcher = new ProxyAgent(process.env.TUNNEL ? { ...options, proxyTunnel: process.env.TUNNEL === 'yes' } : options);
          const answer = await request(get, { dispatcher });
          assert.equal(answer.statusCode, 200);
          const content = Buffer.from(await answer.body.arrayBuffer());
          console.log(await hash([content]));
          const posted = await request(post, { dispatcher, method: 'POST', body: Readable.from(parts(content)) });
          console.log(await posted.body.text());
          console.log(await (await fetch(post, { dispatcher, method: 'POST', body: content })).text());
          assert.equal((await request(get, { dispatcher, method: 'HEAD' })).statusCode, 200);
          const many = await Promise.all(Array.from({ length: 10 }, async () => hash((await request(get, { dispatcher })).body)));
          assert.equal(new Set(many).size, 1);
          console.log(many[0]);
          await dispatcher.close();
        })();
        """;

    // One socket for each origin, if connections are kept. The body begins when there is a socket: of what is written before, proxy-agent 8.0.2 sends the head twice.
    private const string Agents = Begin + """
        const of = { 'proxy-agent': 'ProxyAgent', 'http-proxy-agent': 'HttpProxyAgent', 'https-proxy-agent': 'HttpsProxyAgent' };
        const client = get.startsWith('https:') ? https : http, sockets = new Set();
        const run = (agent, method, url, body, headers) => new Promise((resolve, reject) => {
          const outgoing = client.request(url, { method, agent, headers }, (response) => {
            const got = [];
            assert.equal(response.statusCode, 200);
            response.on('data', (bytes) => got.push(bytes)).on('end', () => setImmediate(() => resolve(Buffer.concat(got)))).on('error', reject);
          }).on('error', reject).on('socket', (socket) => {
            sockets.add(socket);
            if (body) Readable.from(parts(body)).pipe(outgoing);
          });
          if (!body) outgoing.end();
        });
        (async () => {
          const Agent = (await import(process.env.PACKAGE))[of[process.env.PACKAGE]];
          const keepAlive = process.env.KEEP_ALIVE !== 'no', options = { keepAlive, maxSockets: 1 };
          const agent = process.env.PACKAGE === 'proxy-agent' ? new Agent({ ...options, getProxyForUrl: () => proxy }) : new Agent(proxy, options);
          const content = await run(agent, 'GET', get);
          console.log(await hash([content]));
          console.log((await run(agent, 'POST', post, content)).toString());
          console.log((await run(agent, 'POST', post, content, { 'Content-Length': content.length })).toString());
          assert.equal((await run(agent, 'HEAD', get)).length, 0);
          console.log(await hash([await run(agent, 'GET', get)]));
          if (keepAlive) assert.equal(sockets.size, new Set([new URL(get).host, new URL(post).host]).size, 'connections were not kept');
          process.exit(0);
        })();
        """;

    [Theory, BothTransports]
    public Task UndiciByDefault_TunnelsHttp(string transport) => OverHttpAsync(transport, Undici, tunnels: true);

    [Theory, BothTransports]
    public Task UndiciWithoutTunnels_ForwardsHttp(string transport) => OverHttpAsync(transport, Undici, tunnels: false, ("TUNNEL", "no"));

    [Theory, BothTransports]
    public Task Undici_TunnelsHttps(string transport) => OverHttpsAsync(transport, Undici);

    // On a connection that it kept, it asks the proxy for "/file" and not for the whole URL (8.0.2): no proxy could answer that.
    [Theory, BothTransports]
    public Task ProxyAgent_ForwardsHttp(string transport) => OverHttpAsync(transport, Agents, tunnels: false, ("PACKAGE", "proxy-agent"), ("KEEP_ALIVE", "no"));

    [Theory, BothTransports]
    public Task ProxyAgent_TunnelsHttps(string transport) => OverHttpsAsync(transport, Agents, ("PACKAGE", "proxy-agent"));

    [Theory, BothTransports]
    public Task HttpProxyAgent_ForwardsHttp(string transport) => OverHttpAsync(transport, Agents, tunnels: false, ("PACKAGE", "http-proxy-agent"));

    // It tunnels whatever it is given.
    [Theory, BothTransports]
    public Task HttpsProxyAgent_TunnelsHttp(string transport) => OverHttpAsync(transport, Agents, tunnels: true, ("PACKAGE", "https-proxy-agent"));

    [Theory, BothTransports]
    public Task HttpsProxyAgent_TunnelsHttps(string transport) => OverHttpsAsync(transport, Agents, ("PACKAGE", "https-proxy-agent"));

    private async Task OverHttpAsync(string transport, string script, bool tunnels, params (string Name, string Value)[] environment)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using ServerProcess hashing = await NodeHashServer.StartAsync();
        string post = $"http://127.0.0.1:{hashing.Port}/post";
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        await RunAsync(penstock, server.AddRandom("/file", 1_500_000), server.Url("/file"), post, script, environment);

        if (tunnels)
        {
            await penstock.StopAfterTunnelToAsync("127.0.0.1", server.Port);
            Assert.DoesNotContain(penstock.AccessLog(), line => line.Contains("\"GET ", StringComparison.Ordinal));
            return;
        }

        await penstock.StopAfterAsync("GET", server.Url("/file"));
        penstock.AssertLogged("POST", post);
    }

    private async Task OverHttpsAsync(string transport, string script, params (string Name, string Value)[] environment)
    {
        await using var origin = new HttpsOrigin();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        string hash = origin.AddRandom("/file", 1_500_000);
        await RunAsync(penstock, hash, origin.Url("/file"), origin.Url("/post"), script, [.. environment, ("CA", origin.AuthorityFile), ("NODE_EXTRA_CA_CERTS", origin.AuthorityFile)]);

        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    // All of them print the hash of the same content: got, posted in chunks, posted with a length, and got again.
    private async Task RunAsync(PenstockProcess penstock, string hash, string get, string post, string script, (string Name, string Value)[] environment)
    {
        string folder = await packages.InstalledAsync(node: 20, "undici@7.30.2", "proxy-agent@8.0.2", "http-proxy-agent@9.1.0", "https-proxy-agent@9.1.0");

        CommandResult result = await Command.RunAsync(
            "node", ["-", penstock.Url, get, post], environment.ToDictionary(one => one.Name, one => one.Value), script, folder);

        Assert.Equal([hash, hash, hash, hash], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
