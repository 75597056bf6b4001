using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class HttpieTests
{
    [Theory, BothTransports]
    public async Task Httpie_PostsJson_AndShowsTheAnswer(string transport)
    {
        await using var origin = new HttpOrigin(_ => Task.FromResult<byte[]?>(HttpRequest.Response("200 OK", "application/json", """{"got":true}"""u8)));
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await RunAsync(penstock, ["--print=b", "POST", origin.Url("/things?a=%2F&b"), "name=Penstock", "size:=3", "X-Test: yes"]);

        Assert.Equal("""{"got":true}""", result.Output.Trim());
        HttpRequest request = Assert.Single(origin.Requests);
        Assert.Equal(("/things", "a=%2F&b", "yes"), (request.Path, request.Query, request.Field("X-Test")));
        Assert.Equal("""{"name": "Penstock", "size": 3}""", Encoding.UTF8.GetString(request.Body));
        await penstock.StopAfterAsync("POST", origin.Url("/things?a=%2F&b"));
    }

    [Theory, BothTransports]
    public async Task Httpie_Downloads_AndGoesOnWhereItWasBroken(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        string hash = server.AddRandom("/file", 3_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        byte[] file = await File.ReadAllBytesAsync(server.File("/file"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["broken"], file[..1_234_567], TestContext.Current.CancellationToken);

        await RunAsync(penstock, ["--download", "--output", folder["whole"], server.Url("/file")]);
        await RunAsync(penstock, ["--download", "--continue", "--output", folder["broken"], server.Url("/file")]);

        Assert.Equal((hash, hash), (Content.HashOfFile(folder["whole"]), Content.HashOfFile(folder["broken"])));
        await penstock.StopAsync();
        penstock.AssertLogged("GET", server.Url("/file"));
        penstock.AssertLogged("GET", server.Url("/file"), 206);
    }

    [Theory, BothTransports]
    public async Task Httpie_Uploads_WithALengthAndInChunks(string transport)
    {
        await using NginxServer server = await NginxServer.StartAsync();
        await using ServerProcess hashing = await NodeHashServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string hash = folder.WriteRandom("file", 4_000_000);
        string post = $"http://127.0.0.1:{hashing.Port}/post";

        await RunAsync(penstock, ["PUT", server.Url("/put"), $"@{folder["file"]}"]);
        CommandResult chunked = await RunAsync(penstock, ["--print=b", "--chunked", "POST", post, $"@{folder["file"]}"]);

        Assert.Equal((hash, hash), (Content.HashOfFile(server.File("/put")), chunked.Output.Trim()));
        await penstock.StopAsync();
        penstock.AssertLogged("PUT", server.Url("/put"), 201);
        penstock.AssertLogged("POST", post);
    }

    [Theory, BothTransports]
    public async Task Httpie_PostsAFormInChunks_Intact(string transport)
    {
        await using var origin = new HttpOrigin();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        folder.WriteRandom("file", 700_000);
        byte[] file = await File.ReadAllBytesAsync(folder["file"], TestContext.Current.CancellationToken);

        await RunAsync(penstock, ["--chunked", "--multipart", "--boundary=edge", "POST", origin.Url("/form"), "name=Penstock", $"file@{folder["file"]}"]);

        HttpRequest request = Assert.Single(origin.Requests);
        Assert.Equal(("chunked", ""), (request.Field("Transfer-Encoding"), request.Field("Content-Length")));
        Assert.StartsWith("--edge\r\n", Encoding.Latin1.GetString(request.Body), StringComparison.Ordinal);
        Assert.True(request.Body.AsSpan().IndexOf(file) > 0);
        await penstock.StopAfterAsync("POST", origin.Url("/form"));
    }

    [Theory, BothTransports]
    public async Task Httpie_GetsAFileOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/file", 3_000_000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await RunAsync(penstock, [$"--proxy=https:{penstock.Url}", $"--verify={origin.AuthorityFile}", "--download", "--output", folder["file"], origin.Url("/file")]);

        Assert.Equal(hash, Content.HashOfFile(folder["file"]));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    private static Task<CommandResult> RunAsync(PenstockProcess penstock, string[] arguments) =>
        Command.RunAsync("http", ["--ignore-stdin", "--check-status", $"--proxy=http:{penstock.Url}", .. arguments]);
}
