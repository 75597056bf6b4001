using Microsoft.Playwright;
using Penstock.EndToEnd.Clients;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Page;

/// <summary>One Chromium for all tests of the page, and a web server over TLS that it trusts. Each test has contexts of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // A browser on a machine that has much to do; what is waited for is a condition, and its limit is for failures.
    private const int LimitMs = 30_000;

    private readonly TempFolder _home = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal HttpsOrigin Origin { get; } = new();

    public ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(LimitMs);
        return ValueTask.CompletedTask;
    }

    /// <summary>The browser, which begins with the first test: one that is missing skips tests, which a fixture cannot.</summary>
    internal async Task<IBrowser> StartAsync()
    {
        if (_browser is null)
        {
            string program = Chromium.Find();
            await Chromium.TrustAsync(_home, Origin.AuthorityFile);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = program,
                ChromiumSandbox = false, // it cannot be set up by root, nor in a container
                Args = ["--disable-gpu", "--disable-quic"],
                Env = new Dictionary<string, string> { ["HOME"] = _home.Path, ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "", ["LANG"] = "C.UTF-8" },
            });
        }

        return _browser;
    }

    /// <summary>A context whose requests all go through a proxy, those to this machine too.</summary>
    internal async Task<IBrowserContext> OpenThroughAsync(PenstockProcess penstock, bool ignoresCertificates = false)
    {
        IBrowser browser = await StartAsync();
        return await browser.NewContextAsync(new() { Proxy = new() { Server = penstock.Url, Bypass = Chromium.BypassNothing }, IgnoreHTTPSErrors = ignoresCertificates });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Origin.DisposeAsync();
        _home.Dispose();
    }
}

/// <summary>Nothing else runs beside a browser: it needs the machine for itself.</summary>
[CollectionDefinition(nameof(InTheBrowser), DisableParallelization = true)]
public sealed class InTheBrowser : ICollectionFixture<BrowserFixture>;
