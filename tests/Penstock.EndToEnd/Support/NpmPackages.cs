namespace Penstock.EndToEnd.Support;

/// <summary>Packages from npm's registry, in a folder that is gone after the tests of a class. Where there is no registry, or Node is too old for them, the tests are skipped.</summary>
public sealed class NpmPackages : IDisposable
{
    // Those of whoever runs the tests: which registry, and which certificates it has.
    private static readonly string[] Settings = ["HOME", "NODE_EXTRA_CA_CERTS", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

    private readonly TempFolder _folder = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private string? _reasonToSkip;
    private bool _tried;

    /// <summary>The folder to run scripts in that use them.</summary>
    public async Task<string> InstalledAsync(int node, params string[] packages)
    {
        await _oneAtATime.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _reasonToSkip = _tried ? _reasonToSkip : await InstallAsync(node, packages);
            _tried = true;
        }
        finally
        {
            _oneAtATime.Release();
        }

        Assert.SkipWhen(_reasonToSkip is not null, _reasonToSkip ?? "");
        return _folder.Path;
    }

    public void Dispose()
    {
        _oneAtATime.Dispose();
        _folder.Dispose();
    }

    private async Task<string?> InstallAsync(int node, string[] packages)
    {
        CommandResult version = await Command.RunAsync("node", ["--print", "process.versions.node.split('.')[0]"]);
        if (int.Parse(version.Output, provider: null) < node)
        {
            return $"Node {version.Output.Trim()} is too old for {string.Join(", ", packages)}: they need {node}";
        }

        string[] arguments = ["install", "--no-audit", "--no-fund", "--no-update-notifier", "--no-save", "--ignore-scripts", "--fetch-retries=0", "--fetch-timeout=20000", .. packages];
        await using var npm = new ChildProcess(RealTool.Find("npm"), arguments, Environment(), folder: _folder.Path);
        bool ended = await npm.WaitForExitAsync(TimeSpan.FromSeconds(60));
        return ended && npm.ExitCode == 0 ? null : $"npm could not get {string.Join(", ", packages)}.\n{npm.Describe()}";
    }

    private static Dictionary<string, string> Environment() => System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => Settings.Contains(name) || name.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(name => name, name => System.Environment.GetEnvironmentVariable(name)!);
}
