using System.Security.Cryptography;
using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class NpmTests
{
    [Theory, BothTransports]
    public async Task Npm_InstallsAPackageAndItsDependency_FromALocalRegistry(string transport)
    {
        using var folder = new TempFolder();
        await using var registry = new HttpOrigin();
        string outer = await AddPackageAsync(folder, registry, "penstock-outer", """{ "penstock-inner": "1.0.0" }""");
        string inner = await AddPackageAsync(folder, registry, "penstock-inner", "{}");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        Directory.CreateDirectory(folder["project"]);
        folder.Write("project/package.json", """{ "name": "project", "version": "1.0.0" }""");

        await Command.RunAsync(
            "npm",
            [
                "install", "penstock-outer", "--registry", registry.Url("/"), "--proxy", penstock.Url, "--cache", folder["cache"], "--userconfig", folder["npmrc"],
                "--globalconfig", folder["npmrc-global"], "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries=0",
            ],
            new Dictionary<string, string> { ["HOME"] = folder.Path },
            folder: folder["project"]);

        Assert.Equal((outer, inner), (Content.HashOfFile(folder["project/node_modules/penstock-outer/random"]), Content.HashOfFile(folder["project/node_modules/penstock-inner/random"])));
        await penstock.StopAsync();
        penstock.AssertLogged("GET", registry.Url("/penstock-outer"));
        penstock.AssertLogged("GET", registry.Url("/penstock-inner/-/penstock-inner-1.0.0.tgz"));
    }

    // What a registry has of a package: its description, and an archive whose one folder is called "package". Returns the hash of the file in it.
    private static async Task<string> AddPackageAsync(TempFolder folder, HttpOrigin registry, string name, string dependencies)
    {
        Directory.CreateDirectory(folder[$"{name}/package"]);
        string hash = folder.WriteRandom($"{name}/package/random", 500_000);
        string manifest = $$"""{ "name": "{{name}}", "version": "1.0.0", "dependencies": {{dependencies}}""";
        folder.Write($"{name}/package/package.json", manifest + " }");
        await Command.RunAsync("tar", ["-C", folder[name], "-czf", folder[$"{name}.tgz"], "package"]);

        byte[] archive = await File.ReadAllBytesAsync(folder[$"{name}.tgz"]);
        string path = $"/{name}/-/{name}-1.0.0.tgz";
        string dist = $$"""{ "tarball": "{{registry.Url(path)}}", "integrity": "sha512-{{Convert.ToBase64String(SHA512.HashData(archive))}}" }""";
        string packument = $$"""{ "name": "{{name}}", "dist-tags": { "latest": "1.0.0" }, "versions": { "1.0.0": {{manifest}}, "dist": {{dist}} } } }""";
        registry.Add(path, archive);
        registry.Add($"/{name}", Encoding.UTF8.GetBytes(packument), "application/json");
        return hash;
    }
}
