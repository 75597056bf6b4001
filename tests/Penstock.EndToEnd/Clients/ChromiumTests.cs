using System.Text;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed partial class ChromiumTests
{
    // Loads 20 resources at once, and writes into itself how many came and the hash of them all.
    private const string Page = """
        <!doctype html><title>twenty</title><p id="result">waiting</p>
        <script type="module">
          const names = [...Array(20).keys()].map((i) => `/resource/${i}`);
          const parts = await Promise.all(names.map((name) => fetch(name).then((response) => response.ok ? response.blob() : [])));
          const all = await new Blob(parts).arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
          document.getElementById('result').textContent =
            `${parts.filter((part) => part.size > 0).length} resources ${[...hash].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
        </script>
        """;

    [Theory, BothTransports]
    public async Task Chromium_LoadsAPageWith20Resources_OverHttps(string transport)
    {
        await using var origin = new HttpsOrigin();
        byte[][] resources = [.. Enumerable.Range(0, 20).Select(i => Content.Random(50_000 + (i * 1000)))];
        origin.Add("/", Encoding.UTF8.GetBytes(Page), "text/html");
        for (int i = 0; i < resources.Length; i++)
        {
            origin.Add($"/resource/{i}", resources[i]);
        }

        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var home = new TempFolder();
        await TrustAsync(home, origin.AuthorityFile);

        CommandResult result = await Command.RunAsync(
            RealTool.FindAny("chromium", "chromium-browser", "google-chrome"),
            [
                // The sandbox cannot be set up by root, nor in a container; loopback is never sent to a proxy unless one says so.
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={home["profile"]}",
                $"--proxy-server={penstock.Url}", "--proxy-bypass-list=<-loopback>", "--virtual-time-budget=20000", "--dump-dom", origin.Url("/"),
            ],
            new Dictionary<string, string> { ["HOME"] = home.Path });

        Match shown = Result().Match(result.Output);
        Assert.True(shown.Success, result.Output + result.Error);
        Assert.Equal("20", shown.Groups[1].Value);
        Assert.Equal(Content.Hash([.. resources.SelectMany(resource => resource)]), shown.Groups[2].Value);
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    // Chromium on Linux trusts what the user's NSS database does.
    private static async Task TrustAsync(TempFolder home, string authorityFile)
    {
        string database = home[".pki/nssdb"];
        Directory.CreateDirectory(database);
        await Command.RunAsync("certutil", ["-d", $"sql:{database}", "-N", "--empty-password"]);
        await Command.RunAsync("certutil", ["-d", $"sql:{database}", "-A", "-t", "C,,", "-n", "test authority", "-i", authorityFile]);
    }

    [GeneratedRegex("<p id=\"result\">([0-9]+) resources ([0-9a-f]{64})</p>")]
    private static partial Regex Result();
}
