using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>Chromium, or a browser that is made of it, without a window.</summary>
internal static class Chromium
{
    /// <summary>What its list of exceptions from the proxy has to be: loopback is never sent to a proxy unless one says so.</summary>
    public const string BypassNothing = "<-loopback>";

    public static string Find() => RealTool.FindAny("chromium", "chromium-browser", "google-chrome");

    /// <summary>Loads a page through a proxy; its output is what the page has become.</summary>
    public static Task<CommandResult> LoadAsync(string proxy, TempFolder home, string url) => Command.RunAsync(
        Find(),
        [
            // The sandbox cannot be set up by root, nor in a container.
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", $"--user-data-dir={home["profile"]}",
            $"--proxy-server={proxy}", $"--proxy-bypass-list={BypassNothing}", "--dump-dom", url,
        ],
        new Dictionary<string, string> { ["HOME"] = home.Path });

    /// <summary>Has a home trust an authority: Chromium on Linux trusts what the user's NSS database does.</summary>
    public static async Task TrustAsync(TempFolder home, string authorityFile)
    {
        string database = home[".pki/nssdb"];
        Directory.CreateDirectory(database);
        await Command.RunAsync("certutil", ["-d", $"sql:{database}", "-N", "--empty-password"]);
        await Command.RunAsync("certutil", ["-d", $"sql:{database}", "-A", "-t", "C,,", "-n", "test authority", "-i", authorityFile]);
    }
}
