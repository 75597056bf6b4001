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

    // urllib closes after each answer (it says so to the origin); http.client keeps its connection, and takes what it is given to send in chunks.
    private const string HttpScript = """
        import hashlib, http.client, sys, urllib.request
        proxy, get, post = sys.argv[1:]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": "http://" + proxy}))
        with opener.open(get, timeout=30) as response:
            content = response.read()
        print(hashlib.sha256(content).hexdigest())
        with opener.open(post, content, timeout=30) as response:
            print(response.read().decode())
        connection = http.client.HTTPConnection(proxy, timeout=30)
        def answer():
            response = connection.getresponse()
            assert response.status == 200, response.status
            return response.read()
        connection.request("GET", get)
        socket = connection.sock
        print(hashlib.sha256(answer()).hexdigest())
        connection.request("POST", post, (content[at:at + 70001] for at in range(0, len(content), 70001)), encode_chunked=True)
        print(answer().decode())
        connection.request("POST", post, content)
        print(answer().decode())
        connection.request("HEAD", get)
        assert answer() == b""
        connection.request("GET", get)
        print(hashlib.sha256(answer()).hexdigest())
        assert connection.sock is socket, "the connection was not kept"
        """;

    [Theory, BothTransports]
    public async Task Python_GetsAndPostsOverHttp_Intact(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using ServerProcess hashing = await NodeHashServer.StartAsync();
        string hash = server.AddRandom("/file", 3_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        string post = $"http://127.0.0.1:{hashing.Port}/post";

        CommandResult result = await Command.RunAsync(
            RealTool.FindPython(), ["-", penstock.EndPoint.ToString(), server.Url("/file"), post], input: HttpScript);

        Assert.Equal(Enumerable.Repeat(hash, 6), result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await penstock.StopAsync();
        penstock.AssertLogged("GET", server.Url("/file"));
        penstock.AssertLogged("POST", post);
    }

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
