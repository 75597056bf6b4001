using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

/// <summary>The command with a configuration file: read, checked, reloaded, explained.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string ConfigPath => _folder["penstock.yaml"];

    [Theory]
    [InlineData("default: allow\n", 0, "no problems.")]
    [InlineData("groups: { a: 10.0.0.0/8 }\n", 0, "1 warning.")]
    [InlineData("defualt: allow\n", 64, "1 problem. Not usable as it is.")]
    [InlineData("defualt: allow\ngroups: { a: 10.0.0.0/8 }\nloops: 999\n", 64, "2 problems, 1 warning. Not usable as it is.")]
    public async Task Check_SaysWhatIsWrong_AndEndsWithTheCodeForIt(string text, int code, string last)
    {
        Write(text);
        CommandResult checkedFile = await PenstockCommand.RunAsync(["check", ConfigPath], exitCode: code);

        Assert.EndsWith(last + "\n", checkedFile.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckStrict_TakesWarningsForFailures()
    {
        Write("groups: { a: 10.0.0.0/8 }\n");
        await PenstockCommand.RunAsync(["check", "--strict", ConfigPath], exitCode: 1);
    }

    [Fact]
    public async Task CheckOfAFileThatIsNotThere_IsAMistake() =>
        Assert.Contains("cannot be read", (await PenstockCommand.RunAsync(["check", _folder["none.yaml"]], exitCode: 64)).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Run_WithAWrongFile_StartsNothing_AndNamesEachPlace()
    {
        Write("timeouts: { connect: 10 sec }\nrulez: []\n");
        string error = (await PenstockCommand.RunAsync(["run", "--config", ConfigPath], exitCode: 64)).Error;

        Assert.Contains("penstock.yaml:1:22: timeouts.connect: \"10 sec\" is not a duration (try 10s)\n", error, StringComparison.Ordinal);
        Assert.Contains("penstock.yaml:2:1: unknown key \"rulez\" (did you mean \"rules\"?)\n", error, StringComparison.Ordinal);
        Assert.Contains("Nothing was started.", error, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task OptionsWin_OverTheFile(string transport)
    {
        // The fixture's own --listen is what it comes to listen on.
        Write("listen: 127.0.0.1:1\nrules: [{ deny: a.test }]\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", ConfigPath]);

        Assert.NotEqual(1, penstock.EndPoint.Port);
        await Eventually.TrueAsync(() => penstock.Output.Contains("as told by", StringComparison.Ordinal), "it said whose rules hold");
        Assert.Equal("403", await StatusOf(penstock, "http://a.test/"));
    }

    [Theory, BothTransports]
    public async Task Hup_Reloads_AndAWrongFileChangesNothing(string transport)
    {
        Write("rules: [{ deny: a.test }]\ndefault: deny\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", ConfigPath]);
        Assert.Equal("403", await StatusOf(penstock, "http://a.test/"));
        Write("rules: [{ deny: a.test, because: [] }]\n");
        penstock.Send(Hangup);
        await Eventually.TrueAsync(() => penstock.Error.Contains("1 problem; the running configuration is unchanged", StringComparison.Ordinal), "it said that nothing has changed");
        Assert.Contains("penstock.yaml:1:34: rules.because: a value is expected here, not a list", penstock.Error, StringComparison.Ordinal);
        Write("rules: [{ deny: a.test, because: now }]\n");
        penstock.Send(Hangup);
        await Eventually.TrueAsync(() => penstock.Error.Contains("reloaded: 1 listeners, 1 rules", StringComparison.Ordinal), "it has reloaded");

        Assert.Contains("\"now\"", await BodyOf(penstock, "http://a.test/"), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Hup_WithAnEmptyFile_ChangesNothing(string transport)
    {
        Write("rules: [{ deny: a.test }]\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", ConfigPath]);
        foreach (string text in (string[])["", "# rules: [{ deny: a.test }]\n", "---\n"])
        {
            Write(text);
            int before = penstock.Error.Length;
            penstock.Send(Hangup);
            await Eventually.TrueAsync(() => penstock.Error[before..].Contains("running configuration is unchanged", StringComparison.Ordinal), "it said that nothing has changed");
            Assert.Contains("there is nothing in this file", penstock.Error[before..], StringComparison.Ordinal);
            Assert.Equal("403", await StatusOf(penstock, "http://a.test/"));
        }

        Write("{}\n");
        penstock.Send(Hangup);
        await Eventually.TrueAsync(() => penstock.Error.Contains("reloaded: ", StringComparison.Ordinal), "it has reloaded");
    }

    [Theory, BothTransports]
    public async Task Hup_NamesTunnelsThatItKeepsAgainstTheRules_TheFirstTwenty(string transport)
    {
        using var origin = new RawOrigin();
        Write("default: allow\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", ConfigPath]);
        List<RawPeer> peers = [];
        for (int i = 0; i < 23; i++)
        {
            peers.Add(await RawPeer.ConnectAsync(penstock.EndPoint));
            await peers[^1].SendAsync(ProxyFixture.Connect(origin.EndPoint.ToString()));
            Assert.StartsWith("HTTP/1.1 200 ", await peers[^1].ReadHeadAsync(), StringComparison.Ordinal);
        }

        Write("rules: [{ deny: 127.0.0.0/8 }]\ndefault: allow\non-reload: keep\n");
        penstock.Send(Hangup);
        await Eventually.TrueAsync(() => penstock.Error.Contains("of 23 open tunnels the new rules deny 23, which were kept", StringComparison.Ordinal), "it has reloaded");

        string kept = $"kept the tunnel of 127.0.0.1 to 127.0.0.1:{origin.Port} after the reload, though the new rules deny it: {ConfigPath}:1 (deny 127.0.0.0/8)\n";
        Assert.Equal(20, penstock.Error.Split(kept).Length - 1);
        Assert.Contains("and kept 3 more tunnels that the new rules deny\n", penstock.Error, StringComparison.Ordinal);
        peers.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task Watch_ReloadsWhenAnIncludedFileChanges()
    {
        File.WriteAllText(_folder["names.txt"], "a.test\n");
        Write("watch: true\nrules: [{ deny: { include: names.txt } }]\ndefault: deny\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--config", ConfigPath]);
        Assert.Contains("include names.txt", await BodyOf(penstock, "http://a.test/"), StringComparison.Ordinal);
        File.WriteAllText(_folder["names.txt"], "other.test\n");
        await Eventually.TrueAsync(() => penstock.Error.Contains("reloaded: ", StringComparison.Ordinal), "it has noticed");

        Assert.Contains("default: deny", await BodyOf(penstock, "http://a.test/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_PrintsTheWay_AndEndsWithItsVerdict()
    {
        Write("clients: [10.0.0.0/8]\nlisten: 127.0.0.1:8088\nrules:\n  - deny: .example.net\n    from: build\n    because: no advertising\ngroups:\n  build: [10.1.0.0/16]\ndefault: allow\n");
        CommandResult denied = await PenstockCommand.RunAsync(["explain", "--config", ConfigPath, "--client", "10.1.2.3", "CONNECT", "ads.example.net:443"], exitCode: 1);
        Assert.Equal(
            $"""
            client 10.1.2.3 may use 127.0.0.1:8088: clients are 10.0.0.0/8
            client 10.1.2.3 is in group "build" ({ConfigPath}:8)
            name   ads.example.net
              {ConfigPath}:4  deny .example.net from build              match → decided by name
            verdict  DENY by {ConfigPath}:4 (deny .example.net from build, "no advertising")

            """,
            denied.Output);
        CommandResult port = await PenstockCommand.RunAsync(["explain", "--config", ConfigPath, "--client", "10.1.2.3", "CONNECT", "192.0.2.1:22"], exitCode: 1);
        Assert.Contains("CONNECT may not reach port 22: connect-ports are 443, 563 (443 and 563 are the default", port.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8090", "GET", "http://127.0.0.1:8090/")]
    [InlineData("127.0.0.1:8090", "CONNECT", "[::ffff:127.0.0.1]:8090")]
    [InlineData("127.0.0.1:8090", "CONNECT", "0.0.0.0:8090")]
    [InlineData("0.0.0.0:8090", "GET", "http://127.0.0.1:8090/")]
    public async Task Explain_KnowsTheAdminEndpoint_AsTheRunningProxyDoes(string admin, string method, string target)
    {
        Write($"admin: {{ listen: \"{admin}\", token: 0123456789abcdef }}\n");
        CommandResult own = await PenstockCommand.RunAsync(["explain", "--config", ConfigPath, method, target], exitCode: 1);

        Assert.Contains("dropped: the proxy's own listener", own.Output, StringComparison.Ordinal);
        Assert.StartsWith("verdict  DENY", own.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("010.1.2.3")]
    [InlineData("10.1")]
    [InlineData("0x0a.1.2.3")]
    [InlineData("[::1]")]
    public async Task Explain_TakesAnAddressInItsOneSpelling(string client)
    {
        Write("clients: 10.0.0.0/8\n");
        CommandResult refused = await PenstockCommand.RunAsync(["explain", "--config", ConfigPath, "--client", client, "CONNECT", "192.0.2.1:443"], exitCode: 64);

        Assert.Contains($"--client: \"{client}\" is not an address", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SmallHead_TakesTheLongestTargetWithIt() =>
        await PenstockCommand.RunAsync(["explain", "--no-config", "--max-head", "2048", "CONNECT", "192.0.2.1:443"]);

    [Fact]
    public async Task Explain_TakesAMethodAsItIsWritten()
    {
        Write("rules: [{ deny: any, methods: GET }]\ndefault: allow\n");
        await PenstockCommand.RunAsync(["explain", "--config", ConfigPath, "GET", "http://192.0.2.1/"], exitCode: 1);
        await PenstockCommand.RunAsync(["explain", "--config", ConfigPath, "get", "http://192.0.2.1/"], exitCode: 0);
    }

    [Fact]
    public async Task Check_LooksIntoTheFilesOfUsersAndGroups()
    {
        File.WriteAllText(_folder["users"], "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nnobody\nalice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nbob:plain\n");
        File.WriteAllText(_folder["groups"], "staff: alice\nno group\n");
        Write("users: { file: users, groups: groups }\nrules: [{ allow: a.test, user: alice, group: staff }]\n");
        string said = (await PenstockCommand.RunAsync(["check", ConfigPath])).Output;

        Assert.Contains($"{_folder["users"]}:2: warning: a user and a hash are expected here", said, StringComparison.Ordinal);
        Assert.Contains($"{_folder["users"]}:3: warning: this user is here a second time", said, StringComparison.Ordinal);
        Assert.Contains($"{_folder["users"]}:4: warning: ", said, StringComparison.Ordinal);
        Assert.Contains($"{_folder["groups"]}:2: warning: a group and its users are expected here", said, StringComparison.Ordinal);
        Assert.EndsWith("4 warnings.\n", said, StringComparison.Ordinal);
        await PenstockCommand.RunAsync(["check", "--strict", ConfigPath], exitCode: 1);
    }

    public void Dispose() => _folder.Dispose();

    private const int Hangup = 1;

    private void Write(string text) => File.WriteAllText(ConfigPath, text);

    private static async Task<string> StatusOf(PenstockProcess penstock, string url) =>
        (await Command.RunAsync("curl", ["-q", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-x", penstock.Url, url])).Output;

    private static async Task<string> BodyOf(PenstockProcess penstock, string url) => (await Command.RunAsync("curl", ["-q", "-s", "-x", penstock.Url, url])).Output;
}
