using Microsoft.Playwright;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>The pictures in <c>docs/screenshots</c>: of what really passed. They are written where PENSTOCK_SCREENSHOTS says, from the root of the checkout; without it they are taken and thrown away.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class ScreenshotTests(BrowserFixture browser)
{
    // What is kept: whoever clones the repository gets it.
    private const int MostBytes = 250_000;

    private const string Hosts = """
        127.0.0.1 www.example.com docs.example.com api.example.com git.example.com mail.example.com intranet.example.com
        127.0.0.1 db.example.com legacy.example.com status.old.example downloads.example.org
        """;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task TheFirstView_WithATunnelChosen(ColorScheme scheme)
    {
        await using PageSession session = await PageSession.StartAsync(browser, hosts: Hosts, options: new() { ColorScheme = scheme });
        await using var plain = new HttpOrigin();
        plain.Add("/", Content.Random(3_000), "text/html");
        browser.Origin.Add("/", "<!doctype html><title>Example</title>"u8.ToArray(), "text/html");
        browser.Origin.Add("/big", Content.Random(4 << 20));
        await using var mail = new SmtpServer();
        using var git = new RawOrigin();

        (RawPeer Client, RawPeer Server) ssh = await OpenSshAsync(session, git);
        for (int client = 2; client < 4; client++)
        {
            await CurlAsync(session, client, $"https://docs.example.com:{browser.Origin.Port}/");
            await CurlAsync(session, client, $"http://intranet.example.com:{plain.Port}/");
            await CurlAsync(session, client, "https://cdn.ads.example/", exitCode: 56);
            await CurlAsync(session, client, $"https://downloads.example.org:{browser.Origin.Port}/big");
        }

        await CurlAsync(session, 3, $"https://legacy.example.com:{browser.Origin.Port}/", more: ["--tls-max", "1.2"]);
        await CurlAsync(session, 4, $"https://status.old.example:{browser.Origin.Port}/");
        await CurlAsync(session, 2, $"https://db.example.com:{RawOrigin.UnusedPort()}/", exitCode: 56);
        await CurlAsync(session, 3, "https://tracker.ads.example/pixel", exitCode: 56);
        await SendMailAsync(session, mail);
        await using IBrowserContext visitor = await browser.OpenThroughAsync(session.Penstock, ignoresCertificates: true);
        await (await visitor.NewPageAsync()).GotoAsync($"https://www.example.com:{browser.Origin.Port}/");
        await CurlAsync(session, 2, $"https://api.example.com:{browser.Origin.Port}/");

        await session.ChooseAsync(session.Rows.Filter(new() { HasText = "www.example.com" }).Filter(new() { HasText = "TLS 1.3" }).First);
        await Expect(session.Row("api.example.com")).Not.ToContainTextAsync("open");
        await Expect(session.Row("git.example.com")).ToContainTextAsync("SSH");
        await session.Page.Mouse.MoveAsync(0, 0);
        byte[] picture = await session.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });

        Assert.True(picture.Length > 20_000, "there is something in it");
        if (Environment.GetEnvironmentVariable("PENSTOCK_SCREENSHOTS") is { Length: > 0 } folder)
        {
            Assert.InRange(picture.Length, 0, MostBytes);
            string path = Path.Combine(PenstockCommand.Root(), folder, scheme == ColorScheme.Dark ? "page-dark.png" : "page-light.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, picture, TestContext.Current.CancellationToken);
        }

        ssh.Client.Dispose();
        ssh.Server.Dispose();
        session.AssertClean();
    }

    // From an address of its own: a client of its own.
    private static Task CurlAsync(PageSession session, int client, string url, int exitCode = 0, string[]? more = null) => Command.RunAsync(
        "curl", ["-sS", "-k", "-o", "/dev/null", "--interface", $"127.0.0.{client}", "-x", session.Penstock.Url, .. more ?? [], url], exitCode: exitCode);

    private static async Task<(RawPeer Client, RawPeer Server)> OpenSshAsync(PageSession session, RawOrigin git)
    {
        RawPeer client = await RawPeer.ConnectAsync(session.Penstock.EndPoint);
        await client.SendAsync($"CONNECT git.example.com:{git.Port} HTTP/1.1\r\nHost: git.example.com\r\n\r\n");
        RawPeer server = await git.AcceptAsync();
        await client.ReadHeadAsync();
        await server.SendAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        await client.ReadAsync(32);
        return (client, server);
    }

    private static async Task SendMailAsync(PageSession session, SmtpServer mail)
    {
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(session.Penstock.EndPoint, $"mail.example.com:{mail.Port}", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tunnel.Stream);
        foreach (string line in (string[])["EHLO there", "QUIT"])
        {
            await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            await tunnel.Stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line + "\r\n"), TestContext.Current.CancellationToken);
        }

        await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
