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

    // Packs of more than 1 MiB are pushed in chunks, and smaller ones with a length (http.postBuffer); fetching uploads what is there already.
    [Theory, BothTransports]
    public async Task Git_ClonesPushesAndFetchesOverHttp_TheSameCommits(string transport)
    {
        using var folder = new TempFolder();
        await MakeRepositoryAsync(folder);
        await GitAsync("clone", "--quiet", "--bare", folder["served"], folder["bare.git"]);
        await GitAsync("-C", folder["bare.git"], "config", "http.receivepack", "true");
        await using var origin = new HttpOrigin(new GitHttpBackend(folder.Path).AnswerAsync);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        string[] throughProxy = ["-c", $"http.proxy={penstock.Url}"];
        string url = origin.Url("/bare.git");

        await GitAsync([.. throughProxy, "clone", "--quiet", url, folder["first"]]);
        await GitAsync([.. throughProxy, "clone", "--quiet", url, folder["second"]]);
        await CommitAsync(folder, "first", "large", 3 << 20);
        await GitAsync(["-C", folder["first"], .. throughProxy, "push", "--quiet", "origin", "HEAD"]);
        await CommitAsync(folder, "first", "small", 1000);
        await GitAsync(["-C", folder["first"], .. throughProxy, "push", "--quiet", "origin", "HEAD"]);
        await GitAsync(["-C", folder["second"], .. throughProxy, "fetch", "--quiet", "origin"]);

        string commit = await GitAsync("-C", folder["first"], "rev-parse", "HEAD");
        Assert.Equal((commit, commit), (await GitAsync("-C", folder["bare.git"], "rev-parse", "HEAD"), await GitAsync("-C", folder["second"], "rev-parse", "FETCH_HEAD")));
        await GitAsync("-C", folder["second"], "fsck", "--strict");
        Assert.Contains(origin.Requests, request => request is { Method: "POST", Path: "/bare.git/git-receive-pack" } && request.Field("Transfer-Encoding") == "chunked");
        Assert.Contains(origin.Requests, request => request is { Method: "POST", Path: "/bare.git/git-receive-pack" } && request.Field("Content-Length") != "");
        await penstock.StopAfterAsync("POST", $"{url}/git-receive-pack");
    }

    private static async Task CommitAsync(TempFolder folder, string repository, string file, int length)
    {
        folder.WriteRandom($"{repository}/{file}", length);
        await GitAsync("-C", folder[repository], "add", file);
        await GitAsync("-C", folder[repository], "commit", "--quiet", "-m", $"Add {file}");
    }

    private static async Task<string> MakeRepositoryAsync(TempFolder folder)
    {
        Directory.CreateDirectory(folder["served"]);
        string hash = folder.WriteRandom("served/random", 4 << 20);
        await GitAsync("init", "--quiet", folder["served"]);
        await GitAsync("-C", folder["served"], "add", "random");
        await GitAsync("-C", folder["served"], "commit", "--quiet", "-m", "Add random");
        return hash;
    }

    private static async Task<string> GitAsync(params string[] arguments) => (await Command.RunAsync("git", arguments, OwnSettings)).Output;
}
