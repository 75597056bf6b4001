using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class PipTests
{
    // A wheel is a zip archive with three files that describe it (packaging.python.org, "Binary distribution format"); RECORD may leave the hashes out.
    private const string MakeWheel = """
        import sys, zipfile
        name, content, path = sys.argv[1:]
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.write(content, f"{name}/random")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "".join(f"{file},,\n" for file in wheel.namelist()) + f"{info}/RECORD,,\n")
        """;

    [Theory, BothTransports]
    public async Task Pip_Installs_FromALocalIndex(string transport)
    {
        using var folder = new TempFolder();
        string hash = folder.WriteRandom("random", 3_000_000);
        await AddToIndexAsync(folder, "penstocktest", folder["random"]);
        await using ServerProcess server = await PythonFileServer.StartAsync(folder["site"]);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        string url = $"http://127.0.0.1:{server.Port}/simple/";

        await Command.RunAsync(
            RealTool.FindPython(),
            [
                "-m", "pip", "--isolated", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--proxy", penstock.Url, "--retries", "0",
                "install", "--quiet", "--index-url", url, "--trusted-host", "127.0.0.1", "--target", folder["installed"], "penstocktest",
            ],
            new Dictionary<string, string> { ["HOME"] = folder.Path });

        Assert.Equal(hash, Content.HashOfFile(folder["installed/penstocktest/random"]));
        await penstock.StopAsync();
        penstock.AssertLogged("GET", $"{url}penstocktest/");
        penstock.AssertLogged("GET", $"{url}penstocktest/penstocktest-1.0-py3-none-any.whl");
    }

    // A "simple" index (PEP 503) is a folder of links for each project: the list that a file server makes of a folder will do.
    private static async Task AddToIndexAsync(TempFolder folder, string name, string content)
    {
        RealTool.FindFile("/usr/bin/pip3");
        string project = folder[$"site/simple/{name}"];
        Directory.CreateDirectory(project);
        await Command.RunAsync(RealTool.FindPython(), ["-", name, content, Path.Combine(project, $"{name}-1.0-py3-none-any.whl")], input: MakeWheel);
    }
}
