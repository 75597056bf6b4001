using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Penstock.EndToEnd.Support;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>An https page that is loaded in a browser through the proxy, as the operator sees it in another.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class TunnelPageTests(BrowserFixture browser)
{
    [Theory, BothTransports]
    public async Task HttpsPage_IsSeenAsATunnel_WithItsCourse_AndWhatCouldNotBeSeen(string transport)
    {
        await using PageSession session = await PageSession.StartAsync(browser, transport);
        await using IBrowserContext visitor = await browser.OpenThroughAsync(session.Penstock);
        string host = await VisitAsync(visitor);

        ILocator row = session.Row("TLS 1.3");
        await Expect(row).ToContainTextAsync(host);
        await Expect(row).ToContainTextAsync("open");
        await session.ChooseAsync(row);

        await Expect(session.Detail.GetByRole(AriaRole.Heading, new() { Name = $"CONNECT {host}" })).ToBeVisibleAsync();
        await Expect(session.Detail.GetByRole(AriaRole.Group, new() { NameRegex = new Regex($"^Sequence diagram. CONNECT {host} from 127.0.0.1: open") })).ToBeVisibleAsync();
        foreach (string step in (string[])[
            $"CONNECT {host}. I read this line", "allow · penstock.yaml:6", $"TCP connect 127.0.0.1:{browser.Origin.Port}", "connected ·", "200 Connection established", "ClientHello · localhost",
            "ServerHello · TLS 1.3", "encrypted · ↑"])
        {
            await Expect(session.Step(step)).ToHaveCountAsync(1);
        }

        await AssertColumnAsync(session, "What I saw", "it wants localhost", "in clear: TLS 1.3");
        await AssertColumnAsync(session, "What I could not see", "The server's certificate");
        await AssertFactsAsync(session, ("Server name", "localhost"), ("Version", "TLS 1.3"), ("Client", "127.0.0.1:"), ("By", "penstock.yaml:6"), ("JA4", "t13d"));
        Assert.DoesNotContain("secret-path", await session.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        session.AssertClean();
    }

    [Fact]
    public async Task ItsAddress_ShowsItInAnotherTab_AndItsJsonIsCopied()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        await using IBrowserContext visitor = await browser.OpenThroughAsync(session.Penstock);
        string host = await VisitAsync(visitor);
        await session.ChooseAsync(session.Row("TLS 1.3"));
        Match address = Regex.Match(session.Page.Url, @"/#/requests/(\d+)$");
        Assert.True(address.Success, session.Page.Url);

        IPage other = await session.OpenAsync(address.Value);
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = $"CONNECT {host}" })).ToBeVisibleAsync();
        await Expect(other.Locator("#rows [aria-selected=true]")).ToHaveAttributeAsync("data-id", address.Groups[1].Value);
        await other.GetByRole(AriaRole.Button, new() { Name = "Copy as JSON" }).ClickAsync();
        await Expect(other.GetByText("Copied.").First).ToBeVisibleAsync();

        JsonElement copy = JsonDocument.Parse(await other.EvaluateAsync<string>("navigator.clipboard.readText()")).RootElement;
        Assert.Equal(address.Groups[1].Value, copy.GetProperty("id").GetRawText());
        Assert.Equal("localhost", copy.GetProperty("tls").GetProperty("sni").GetString());
        session.AssertClean();
    }

    [Fact]
    public async Task TheVisitorsEnd_IsSeenAsItComes()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        await using (IBrowserContext visitor = await browser.OpenThroughAsync(session.Penstock))
        {
            await VisitAsync(visitor);
            await session.ChooseAsync(session.Row("TLS 1.3"));
            await Expect(session.Step("It is open")).ToHaveCountAsync(1);
        }

        await Expect(session.Detail.Locator(".pill")).ToHaveTextAsync(new Regex("^client (closed|reset)$"));
        await Expect(session.Step("It is open")).ToHaveCountAsync(0);
        await Expect(session.Detail.GetByRole(AriaRole.Button, new() { Name = "Close this tunnel" })).ToBeHiddenAsync();
        session.AssertClean();
    }

    private async Task<string> VisitAsync(IBrowserContext visitor)
    {
        browser.Origin.Add("/secret-path", "<!doctype html><title>there</title>"u8.ToArray(), "text/html");
        IPage page = await visitor.NewPageAsync();
        await page.GotoAsync(browser.Origin.Url("/secret-path"));
        Assert.Equal("there", await page.TitleAsync());
        return $"localhost:{browser.Origin.Port}";
    }

    private static async Task AssertColumnAsync(PageSession session, string title, params string[] texts)
    {
        ILocator column = session.Detail.Locator(".columns section").Filter(new() { Has = session.Page.GetByRole(AriaRole.Heading, new() { Name = title }) });
        foreach (string text in texts)
        {
            await Expect(column.GetByRole(AriaRole.Listitem).Filter(new() { HasText = text }).First).ToBeVisibleAsync();
        }
    }

    private static async Task AssertFactsAsync(PageSession session, params (string Term, string Value)[] facts)
    {
        foreach ((string term, string value) in facts)
        {
            await Expect(session.Detail.Locator(".facts dl > div").Filter(new() { Has = session.Page.GetByText(term, new() { Exact = true }) }).Locator("dd").First).ToContainTextAsync(value);
        }
    }
}
