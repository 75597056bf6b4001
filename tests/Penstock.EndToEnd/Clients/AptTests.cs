using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>apt-get and dpkg with a system of their own in a folder: nothing of the machine's is written. apt pipelines: it sends requests before it has the answers to those before.</summary>
public sealed class AptTests
{
    private const int Packages = 12;

    [Theory, BothTransports]
    public async Task AptGet_UpdatesAndInstalls_FromALocalRepository(string transport)
    {
        using var folder = new TempFolder();
        string[] hashes = await MakeRepositoryAsync(folder);
        await using ApacheServer server = await ApacheServer.StartAsync(folder.Path);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        Dictionary<string, string> environment = MakeSystem(folder, penstock, $"deb [trusted=yes] {server.Url("/repository")} ./\n");
        string[] names = [.. Enumerable.Range(0, Packages).Select(Name)];

        await Command.RunAsync("apt-get", ["-q", "update"], environment);
        CommandResult installing = await Command.RunAsync("apt-get", ["-q", "--yes", "install", .. names], environment);

        Assert.Equal(hashes, names.Select(name => Content.HashOfFile(folder[$"root/usr/share/{name}/random"])));
        CommandResult installed = await Command.RunAsync("dpkg-query", [$"--admindir={folder["root/var/lib/dpkg"]}", "-W", "-f", "${Package} ${Status}\n"]);
        Assert.Equal(names.Order().Select(name => $"{name} install ok installed"), installed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Contains(installing.Error.Split("Answer for: "), betweenAnswers => betweenAnswers.Split("GET http://").Length > 3);
        await penstock.StopAsync();
        penstock.AssertLogged("GET", server.Url("/repository/./Packages"));
        Assert.All(names, name => penstock.AssertLogged("GET", server.Url($"/repository/./{name}_1.0_all.deb")));
    }

    private static string Name(int i) => $"penstock-test-{i}";

    // Built and indexed by Debian's own tools, as a flat repository. Returns the hash of the file in each package.
    private static async Task<string[]> MakeRepositoryAsync(TempFolder folder)
    {
        string[] hashes = new string[Packages];
        Directory.CreateDirectory(folder["repository"]);
        for (int i = 0; i < Packages; i++)
        {
            string content = $"{Name(i)}/usr/share/{Name(i)}";
            Directory.CreateDirectory(folder[content]);
            Directory.CreateDirectory(folder[$"{Name(i)}/DEBIAN"]);
            hashes[i] = folder.WriteRandom($"{content}/random", 20_000 * (i + 1));
            folder.Write($"{Name(i)}/DEBIAN/control", $"""
                Package: {Name(i)}
                Version: 1.0
                Architecture: all
                Maintainer: Test <test@localhost>
                Description: random bytes

                """);
            await Command.RunAsync("dpkg-deb", ["-Znone", "--build", folder[Name(i)], folder["repository"]]);
        }

        CommandResult index = await Command.RunAsync("apt-ftparchive", ["packages", "."], folder: folder["repository"]);
        folder.Write("repository/Packages", index.Output);
        CommandResult release = await Command.RunAsync("apt-ftparchive", ["release", "."], folder: folder["repository"]);
        folder.Write("repository/Release", release.Output);
        return hashes;
    }

    // apt reads APT_CONFIG before all else; with another Dir it then finds nothing of the machine's.
    private static Dictionary<string, string> MakeSystem(TempFolder folder, PenstockProcess penstock, string sources)
    {
        foreach (string path in (string[])["etc/apt/preferences.d", "var/cache/apt/archives/partial", "var/lib/apt/lists/partial", "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/log/apt"])
        {
            Directory.CreateDirectory(Path.Combine(folder["root"], path));
        }

        folder.Write("root/var/lib/dpkg/status", "");
        folder.Write("root/etc/apt/sources.list", sources);
        string configuration = folder.Write("apt.conf", $"""
            Dir "{folder["root"]}";
            Dir::State::status "{folder["root/var/lib/dpkg/status"]}";
            Dir::Etc::parts "none";
            Dir::Bin::dpkg "/usr/bin/dpkg";
            APT::Sandbox::User "";
            Acquire::http::Proxy "{penstock.Url}";
            Acquire::Languages "none";
            Acquire::Retries "0";
            Debug::Acquire::http "true";
            DPkg::Options:: "--root={folder["root"]}";
            DPkg::Options:: "--force-not-root";
            DPkg::Options:: "--force-bad-path";
            DPkg::Options:: "--force-script-chrootless";
            DPkg::Options:: "--log={folder["dpkg.log"]}";

            """);
        return new Dictionary<string, string> { ["APT_CONFIG"] = configuration, ["DEBIAN_FRONTEND"] = "noninteractive" };
    }
}
