using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Admin;

/// <summary>The admin endpoint of the command itself: where it is, when it is not there, and what it steers.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Token = "0123456789abcdef-secret";

    private static readonly string[] s_anyPort = ["--admin", "127.0.0.1:0"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Theory, BothTransports]
    public async Task Banner_SaysWhereToLookInside_AndItAnswers(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, s_anyPort);
        await HasBannerAsync(penstock);

        JsonElement status = await GetAsync(penstock, "/api/v1/status");

        Assert.Equal((penstock.Id, transport, "running"), (status.GetProperty("pid").GetInt32(), status.GetProperty("transport").GetString(), status.GetProperty("state").GetString()));
        Assert.Equal(penstock.EndPoint.ToString(), status.GetProperty("listeners")[0].GetString());
        await penstock.StopAsync();
    }

    [Fact]
    public async Task DefaultAddressInUse_ItStartsWithoutThePage_AndSaysWhy()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 8089);
        try
        {
            taken.Start();
        }
        catch (SocketException)
        {
            // Somebody else has it: as good.
        }

        await using ChildProcess penstock = PenstockCommand.Start(["run", "--no-config", "--listen", "127.0.0.1:0"]);

        await Eventually.TrueAsync(() => penstock.Output.Contains("  stop ", StringComparison.Ordinal), "the banner is there");
        Assert.Matches(@"no page +the admin endpoint cannot listen on 127\.0\.0\.1:8089: it is in use by another program", penstock.Output);
        Assert.DoesNotContain("look inside", penstock.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatWasAskedFor_AndIsInUse_EndsTheStart()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        CommandResult result = await PenstockCommand.RunAsync(["run", "--no-config", "--listen", "127.0.0.1:0", "--admin", $"{taken.LocalEndpoint}"], exitCode: 1);

        Assert.Contains($"cannot listen on {taken.LocalEndpoint}", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("too-short")]
    [InlineData("0123456789 abcdef")]
    public async Task BeyondThisMachine_WithoutAGoodToken_NothingIsStarted(string? token)
    {
        string file = _folder["token"];
        await File.WriteAllTextAsync(file, token ?? "", TestContext.Current.CancellationToken);
        string[] arguments = ["run", "--no-config", "--listen", "127.0.0.1:0", "--admin", "0.0.0.0:0", .. token is null ? (string[])[] : ["--admin-token-file", file]];

        CommandResult result = await PenstockCommand.RunAsync(arguments, exitCode: 64);

        Assert.Contains("token", result.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was started", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(token ?? "?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenOfAFile_OpensIt_AndIsInNoAnswerAndNoLog()
    {
        string file = _folder["token"];
        await File.WriteAllTextAsync(file, Token + "\n", TestContext.Current.CancellationToken);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", "0.0.0.0:0", "--admin-token-file", file, "--debug"]);
        await HasBannerAsync(penstock);
        string url = penstock.AdminUrl;
        Assert.Contains($"look inside {url} ", penstock.Output, StringComparison.Ordinal);
        Assert.Contains($"from here and from other machines, with the token of {file}\n", penstock.Output, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(new Uri($"{url}/api/v1/config"), TestContext.Current.CancellationToken)).StatusCode);
        _client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        string config = await _client.GetStringAsync(new Uri($"{url}/api/v1/config"), TestContext.Current.CancellationToken);

        Assert.Contains(file, config, StringComparison.Ordinal);
        await penstock.StopAsync();
        Assert.DoesNotContain("secret", config + penstock.Output + penstock.Error, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task SocketFile_IsForItsOwnerAlone_AndTakesOverOneThatIsStale(string transport)
    {
        string path = _folder["admin.sock"];
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(path + ".old"));
            File.Move(path + ".old", path);
        }

        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--admin", $"unix:{path}"]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(path).UnixFileMode);
        CommandResult answer = await Command.RunAsync("curl", ["-s", "--unix-socket", path, "http://localhost/readyz"]);
        Assert.Equal("ready\n", answer.Output);
        await penstock.StopAsync();
        Assert.False(File.Exists(path), "The socket file is still there.");
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("127.0.0.1:0", "localhost")]
    [InlineData("127.0.0.1:0", "0.0.0.0")]
    [InlineData("127.0.0.1:0", "[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.1.2.3")]
    [InlineData("[::]:0", "127.0.0.1")]
    [InlineData("[::]:0", "[::1]")]
    public async Task AClientOfTheProxy_IsNeverConnectedToIt_WhateverTheRulesSay(string listen, string host)
    {
        await File.WriteAllTextAsync(_folder["penstock.yaml"], "rules:\n  - allow: [127.0.0.0/8, localhost, \"::1\"]\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["token"], Token, TestContext.Current.CancellationToken);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--config", _folder["penstock.yaml"], "--admin", listen, "--admin-token-file", _folder["token"]]);
        await HasBannerAsync(penstock);
        int port = new Uri(penstock.AdminUrl).Port;

        await IsRefusedAsync();
        penstock.Send(Signal.HangUp);
        await Eventually.TrueAsync(() => penstock.Error.Contains("reloaded", StringComparison.Ordinal), "it has reloaded");
        await IsRefusedAsync();

        async Task IsRefusedAsync()
        {
            foreach (string[] how in (string[][])[["-p"], []])
            {
                CommandResult answer = await Command.RunAsync(
                    "curl", ["-s", "-x", penstock.Url, .. how, "-w", "%{http_code} %{http_connect}", $"http://{host}:{port}/healthz"], exitCode: how.Length > 0 ? 56 : 0);
                Assert.EndsWith(how.Length > 0 ? "000 502" : "502 000", answer.Output, StringComparison.Ordinal);
            }
        }
    }

    [Theory, BothTransports]
    public async Task Reload_PutsTheFileInForce_OrSaysWhatIsWrongWithIt(string transport)
    {
        string path = _folder["penstock.yaml"];
        await File.WriteAllTextAsync(path, "default: allow\n", TestContext.Current.CancellationToken);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", path, .. s_anyPort]);
        await HasBannerAsync(penstock);

        await File.WriteAllTextAsync(path, "rules:\n  - deny: ads.example\n    because: no advertising\ntimeouts: { connect: 7s }\n", TestContext.Current.CancellationToken);
        (HttpStatusCode status, JsonElement answer) = await PostAsync(penstock, "/api/v1/reload");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("reloaded").GetBoolean());
        string yaml = (await GetAsync(penstock, "/api/v1/config")).GetProperty("yaml").GetString()!;
        Assert.Contains("connect: 7s", yaml, StringComparison.Ordinal);
        JsonElement rule = (await GetAsync(penstock, "/api/v1/rules"))[0];
        Assert.Equal(("deny ads.example", "deny", "no advertising", 0L), (rule.GetProperty("text").GetString(), rule.GetProperty("verdict").GetString(), rule.GetProperty("because").GetString(), rule.GetProperty("hits").GetInt64()));
        Assert.False((await GetAsync(penstock, "/api/v1/explain?target=ads.example:443")).GetProperty("allowed").GetBoolean());

        await File.WriteAllTextAsync(path, "rulez: []\ntimeouts: { connect: 10 sec }\n", TestContext.Current.CancellationToken);
        (status, answer) = await PostAsync(penstock, "/api/v1/reload");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(answer.GetProperty("problems").EnumerateArray(), problem => problem.GetString()!.Contains("penstock.yaml:1:1", StringComparison.Ordinal));
        Assert.Equal(2, answer.GetProperty("problems").GetArrayLength());
        Assert.Equal(yaml, (await GetAsync(penstock, "/api/v1/config")).GetProperty("yaml").GetString());
        await penstock.StopAsync();
    }

    [Fact]
    public async Task AReload_TellsOfWhatItDoesNotChange_EachTimeTheFileHasItOtherwise()
    {
        string path = _folder["penstock.yaml"];
        await File.WriteAllTextAsync(path, "default: allow\n", TestContext.Current.CancellationToken);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--config", path, "--loops", "1", .. s_anyPort]);
        await HasBannerAsync(penstock);
        await PostAsync(penstock, "/api/v1/reload");
        Assert.DoesNotContain("not changed", penstock.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(path, "default: allow\nlogs: { error: { level: debug } }\nadmin: { names: [proxy.test] }\n", TestContext.Current.CancellationToken);
        for (int reloads = 1; reloads <= 2; reloads++)
        {
            Assert.True((await PostAsync(penstock, "/api/v1/reload")).Json.GetProperty("reloaded").GetBoolean());
            await Eventually.TrueAsync(() => penstock.Error.Split("admin.names is not changed by a reload").Length == reloads + 1, "the error log names it");
        }

        Assert.Contains(" warn ", penstock.Error, StringComparison.Ordinal);
        Assert.Contains("logs.error.level is not changed by a reload", penstock.Error, StringComparison.Ordinal);
        await penstock.StopAsync();
    }

    [Theory, BothTransports]
    public async Task Drain_RefusesNewClients_AnswersUntilTheLastTunnelHasEnded_AndEndsTheProcess(string transport)
    {
        await using var echo = new TcpServer((stream, cancellation) => stream.CopyToAsync(stream, cancellation));
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--drain", "10m", .. s_anyPort]);
        await HasBannerAsync(penstock);
        using (ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{echo.Port}", TestContext.Current.CancellationToken))
        {
            // Twice: it is no second signal, which would end the tunnel.
            Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(penstock, "/api/v1/drain")).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(penstock, "/api/v1/drain")).Status);
            await Eventually.TrueAsync(async () => !await Eventually.CanConnectAsync(penstock.EndPoint.Port), "penstock refuses new clients");

            Assert.Equal("draining", (await GetAsync(penstock, "/api/v1/status")).GetProperty("state").GetString());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync(new Uri($"{penstock.AdminUrl}/readyz"), TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri($"{penstock.AdminUrl}/healthz"), TestContext.Current.CancellationToken)).StatusCode);
            await tunnel.Stream.WriteAsync("alive?"u8.ToArray(), TestContext.Current.CancellationToken);
            await tunnel.Stream.ReadExactlyAsync(new byte[6], TestContext.Current.CancellationToken);
        }

        await penstock.WaitForExitAsync();
    }

    [Theory, BothTransports]
    public async Task Term_LeavesTheEndpointUp_UntilTheLastTunnelHasEnded(string transport)
    {
        await using var echo = new TcpServer((stream, cancellation) => stream.CopyToAsync(stream, cancellation));
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--drain", "10m", .. s_anyPort]);
        await HasBannerAsync(penstock);
        using (await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{echo.Port}", TestContext.Current.CancellationToken))
        {
            Assert.Equal("running", (await GetAsync(penstock, "/api/v1/status")).GetProperty("state").GetString());
            penstock.Send(Signal.Terminate);
            await Eventually.TrueAsync(async () => (await GetAsync(penstock, "/api/v1/status")).GetProperty("state").GetString() == "draining", "the endpoint says that penstock drains");
            await Eventually.TrueAsync(async () => !await Eventually.CanConnectAsync(penstock.EndPoint.Port), "penstock refuses new clients");
            Assert.Equal(1, (await GetAsync(penstock, "/api/v1/requests?state=open")).GetProperty("open_total").GetInt32());
        }

        await penstock.WaitForExitAsync();
    }

    [Theory, BothTransports]
    public async Task History_HasANumberASecond(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, s_anyPort);
        await HasBannerAsync(penstock);
        await Command.RunAsync("curl", ["-s", "-x", penstock.Url, $"{penstock.Url}/"]);

        await Eventually.TrueAsync(
            async () => (await GetAsync(penstock, "/api/v1/history")).GetProperty("refused").EnumerateArray().Sum(second => second.GetInt64()) == 1, "the refusal of a loop is in a second of it");

        JsonElement history = await GetAsync(penstock, "/api/v1/history");
        Assert.Equal(1, history.GetProperty("requests").EnumerateArray().Sum(second => second.GetInt64()));
        Assert.Equal((1, 1, 0), (Total("requests"), Total("refused"), Total("failed")));
        Assert.Equal(history.GetProperty("open").GetArrayLength(), history.GetProperty("bytes_down").GetArrayLength());
        await penstock.StopAsync();

        long Total(string name) => history.GetProperty("counters").GetProperty(name).GetInt64();
    }

    private static Task HasBannerAsync(PenstockProcess penstock) => Eventually.TrueAsync(() => penstock.AdminUrl.Length > 0, "the banner says where to look inside");

    private async Task<JsonElement> GetAsync(PenstockProcess penstock, string path) =>
        JsonDocument.Parse(await _client.GetStringAsync(new Uri(penstock.AdminUrl + path))).RootElement;

    private async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(PenstockProcess penstock, string path)
    {
        using HttpResponseMessage response = await _client.PostAsync(new Uri(penstock.AdminUrl + path), null);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
