using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class GitTests
{
    private static readonly Dictionary<string, string> OwnSettings = new()
    {
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_AUTHOR_NAME"] = "Test",
        ["GIT_AUTHOR_EMAIL"] = "test@localhost",
        ["GIT_COMMITTER_NAME"] = "Test",
        ["GIT_COMMITTER_EMAIL"] = "test@localhost",
        ["GIT_TERMINAL_PROMPT"] = "0",
    };

    [Theory, BothTransports]
    public async Task Git_ClonesOverHttps_TheSameCommitAndFiles(string transport)
    {
        using var folder = new TempFolder();
        string hash = await MakeRepositoryAsync(folder);
        await using var origin = new HttpsOrigin(new GitHttpBackend(folder.Path).AnswerAsync);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        await GitAsync("-c", $"http.proxy={penstock.Url}", "-c", $"http.sslCAInfo={origin.AuthorityFile}", "clone", "--quiet", origin.Url("/served/.git"), folder["clone"]);

        Assert.Equal(await GitAsync("-C", folder["served"], "rev-parse", "HEAD"), await GitAsync("-C", folder["clone"], "rev-parse", "HEAD"));
        Assert.Equal(hash, Content.HashOfFile(Path.Combine(folder["clone"], "random")));
        await GitAsync("-C", folder["clone"], "fsck", "--strict");
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    private static async Task<string> MakeRepositoryAsync(TempFolder folder)
    {
        Directory.CreateDirectory(folder["served"]);
        string hash = folder.WriteRandom("served/random", 4 << 20);
        await GitAsync("init", "--quiet", folder["served"]);
        await GitAsync("-C", folder["served"], "add", "random");
        await GitAsync("-C", folder["served"], "commit", "--quiet", "-m", "Add a file");
        return hash;
    }

    private static async Task<string> GitAsync(params string[] arguments) => (await Command.RunAsync("git", arguments, OwnSettings)).Output;
}
