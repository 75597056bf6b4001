using System.Text;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed partial class ChromiumTests
{
    private const int Resources = 20;

    [Theory, BothTransports]
    public async Task Chromium_LoadsAPageWith20Resources_OverHttps(string transport)
    {
        await using var origin = new HttpsOrigin();
        string[] texts = [.. Enumerable.Range(0, Resources).Select(_ => Encoding.ASCII.GetString(Content.RandomLine(50_000)))];
        AddPage(origin, texts);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var home = new TempFolder();
        await TrustAsync(home, origin.AuthorityFile);

        CommandResult result = await Command.RunAsync(
            RealTool.FindAny("chromium", "chromium-browser", "google-chrome"),
            [
                // The sandbox cannot be set up by root, nor in a container; loopback is never sent to a proxy unless one says so.
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={home["profile"]}",
                $"--proxy-server={penstock.Url}", "--proxy-bypass-list=<-loopback>", "--dump-dom", origin.Url("/"),
            ],
            new Dictionary<string, string> { ["HOME"] = home.Path });

        Match shown = Result().Match(result.Output);
        Assert.True(shown.Success, result.Output + result.Error);
        Assert.Equal(Content.Hash(Encoding.ASCII.GetBytes(string.Concat(texts))), Content.Hash(Encoding.ASCII.GetBytes(shown.Groups[1].Value)));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    // Each resource is a script that writes its text into the page. Scripts hold up the event after which the page is dumped, so all are in it, in their order.
    private static void AddPage(HttpsOrigin origin, string[] texts)
    {
        var page = new StringBuilder("""
            <!doctype html><title>twenty</title><pre id="result"></pre>
            <script>const show = (text) => document.getElementById('result').append(text);</script>

            """);
        for (int i = 0; i < texts.Length; i++)
        {
            page.Append($"<script src=\"/resource/{i}.js\"></script>\n");
            origin.Add($"/resource/{i}.js", Encoding.ASCII.GetBytes($"show('{texts[i]}');"), "text/javascript");
        }

        origin.Add("/", Encoding.ASCII.GetBytes(page.ToString()), "text/html");
    }

    // Chromium on Linux trusts what the user's NSS database does.
    private static async Task TrustAsync(TempFolder home, string authorityFile)
    {
        string database = home[".pki/nssdb"];
        Directory.CreateDirectory(database);
        await Command.RunAsync("certutil", ["-d", $"sql:{database}", "-N", "--empty-password"]);
        await Command.RunAsync("certutil", ["-d", $"sql:{database}", "-A", "-t", "C,,", "-n", "test authority", "-i", authorityFile]);
    }

    [GeneratedRegex("<pre id=\"result\">([a-z0-9]+)</pre>")]
    private static partial Regex Result();
}
