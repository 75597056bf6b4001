using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>What was refused, and the views beside the list: that they say what has happened.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class ViewsPageTests(BrowserFixture browser)
{
    private const string Denied = "penstock.yaml:2 (deny .ads.example, \"no advertising networks\")";

    [Fact]
    public async Task Refused_StandsOut_AndNamesItsRuleWithItsPlace()
    {
        await using PageSession session = await StartWithRequestsAsync();

        ILocator row = session.Row("cdn.ads.example");
        await Expect(row.GetByRole(AriaRole.Gridcell).Last).ToHaveTextAsync(Denied);
        ILocator other = session.Row("GET 127.0.0.1");
        Assert.NotEqual(await BackgroundAsync(other), await BackgroundAsync(row));
        await session.ChooseAsync(row);
        await Expect(session.Detail.Locator(".pill")).ToHaveTextAsync("denied by a rule");
        await Expect(session.Step("403 · penstock.yaml:2")).ToHaveCountAsync(1);
        await session.Detail.GetByRole(AriaRole.Button, new() { Name = "Explain it" }).ClickAsync();
        await Expect(session.Detail.GetByRole(AriaRole.Region, new() { Name = "Explanation" })).ToContainTextAsync("penstock.yaml:2");

        await session.Page.GetByRole(AriaRole.Radio, new() { Name = "Refused" }).CheckAsync();
        await Expect(session.Rows).ToHaveCountAsync(2);
        await session.Page.GetByRole(AriaRole.Searchbox).FillAsync("cdn \"penstock.yaml:2 (\"");
        await Expect(session.Rows).ToHaveCountAsync(1);
        await Expect(session.Page.Locator("#count")).ToHaveTextAsync("1 of 4 requests · 0 open");
        session.AssertClean();
    }

    [Fact]
    public async Task WhatBreaksARuleOfHttp_IsRefused_WhereverItIsCounted()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        using (RawPeer client = await RawPeer.ConnectAsync(session.Penstock.EndPoint))
        {
            await client.SendAsync("GET / HTTP/1.1\nHost: x\n\n");
            Assert.StartsWith("HTTP/1.1 400 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        }

        await session.Page.GetByRole(AriaRole.Radio, new() { Name = "Refused" }).CheckAsync();
        await Expect(session.Row("GET /").GetByRole(AriaRole.Gridcell).Last).ToHaveTextAsync("not valid HTTP: BareLineFeed");
        int[] counters = await session.Page.EvaluateAsync<int[]>(
            "async () => { const { counters } = await (await fetch('/api/v1/status')).json(); return [counters.refused, counters.rejected, counters.failed]; }");
        Assert.Equal([1, 1, 0], counters);
        await session.GoToAsync("Clients");
        await Expect(TableRow(session, "127.0.0.1").Locator("td.number").Nth(1)).ToHaveTextAsync("1");
        await session.GoToAsync("Refused");
        await TableRow(session, "not valid HTTP (BareLineFeed)").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(session.Page.Locator("#count")).ToHaveTextAsync("1 of 1 request · 0 open");
        session.AssertClean();
    }

    [Fact]
    public async Task HostsAndClients_CountWhatCame()
    {
        await using PageSession session = await StartWithRequestsAsync();

        await session.GoToAsync("Hosts");
        await Expect(TableRow(session, "cdn.ads.example")).ToHaveTextAsync(new Regex("^cdn.ads.example1100"));
        await session.GoToAsync("Clients");
        ILocator client = TableRow(session, "127.0.0.1");
        await Expect(client.Locator("td.number").First).ToHaveTextAsync("4");
        await Expect(client.Locator("td.number").Nth(1)).ToHaveTextAsync("2");
        await Expect(client.Locator("td.number").Nth(2)).ToHaveTextAsync("1");
        await client.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("127.0.0.1");
        session.AssertClean();
    }

    [Fact]
    public async Task RulesAndRefused_CountHits_AndLeadToTheRequests()
    {
        await using PageSession session = await StartWithRequestsAsync();

        await session.GoToAsync("Refused");
        await Expect(TableRow(session, "/" + Denied).Locator("td.number").First).ToHaveTextAsync("2");
        await session.GoToAsync("Rules");
        ILocator rule = TableRow(session, "deny .ads.example");
        await Expect(rule.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync($"{session.ConfigPath}:2");
        await Expect(TableRow(session, "report .old.example")).ToContainTextAsync("never");
        await rule.GetByRole(AriaRole.Link, new() { Name = "2", Exact = true }).ClickAsync();
        await Expect(session.Page.Locator("#count")).ToHaveTextAsync("2 of 4 requests · 0 open");
        session.AssertClean();
    }

    [Fact]
    public async Task Charts_CountThem_AndTheArrowKeysReadThem()
    {
        await using PageSession session = await StartWithRequestsAsync();

        await session.GoToAsync("Charts");
        ILocator charts = session.Page.Locator("#charts").GetByRole(AriaRole.Slider);
        await Expect(charts).ToHaveCountAsync(4);
        // The rates of some seconds ago, and none ten minutes ago.
        foreach ((string chart, string some, string none) in ((string, string, string)[])[
            ("Requests", @": +(0\.)?[1-9]", @": +0/s$"), ("Refused and failed", @"refused (0\.)?[1-9]", "refused 0/s, failed 0/s$"), ("Refused and failed", @"failed (0\.)?[1-9]", "refused 0/s, failed 0/s$"),
            ("Throughput", @"↓ [1-9]", @"↓ 0 B/s, ↑ 0 B/s$")])
        {
            ILocator slider = session.Page.Locator("#charts").GetByRole(AriaRole.Slider, new() { Name = $"{chart}, the last ten minutes" });
            await slider.FocusAsync();
            await session.Page.Keyboard.PressAsync("Home");
            await Expect(slider).ToHaveAttributeAsync("aria-valuetext", new Regex(none));

            // A sample is drawn when it is over, every five seconds.
            await Eventually.TrueAsync(async () => await ReadsBackToAsync(session, slider, new Regex(some)), $"{chart} has {some}");
        }

        session.AssertClean();
    }

    // From the newest sample two minutes back.
    private static async ValueTask<bool> ReadsBackToAsync(PageSession session, ILocator slider, Regex text)
    {
        await session.Page.Keyboard.PressAsync("End");
        for (int i = 0; i < 24; i++)
        {
            if (text.IsMatch(await slider.GetAttributeAsync("aria-valuetext") ?? ""))
            {
                return true;
            }

            await session.Page.Keyboard.PressAsync("ArrowLeft");
        }

        return false;
    }

    [Fact]
    public async Task Configuration_IsTheOneInForce_AndIsReadAnew()
    {
        await using PageSession session = await StartWithRequestsAsync();

        await session.GoToAsync("Configuration");
        ILocator yaml = session.Page.GetByRole(AriaRole.Region, new() { Name = "Configuration as YAML" });
        await Expect(yaml).ToContainTextAsync(".ads.example");
        await File.WriteAllTextAsync(session.ConfigPath, "rules:\n  - deny: .tracker.example\nresolver: { hosts: hosts }\n", TestContext.Current.CancellationToken);
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Read the files anew" }).ClickAsync();
        await Expect(yaml).ToContainTextAsync(".tracker.example");
        await Expect(yaml).Not.ToContainTextAsync(".ads.example");
        session.AssertClean();
    }

    [Fact]
    public async Task AMistakeInTheConfiguration_IsShownWithItsPlace()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        await File.WriteAllTextAsync(session.ConfigPath, "rulez: []\n", TestContext.Current.CancellationToken);

        await session.GoToAsync("Configuration");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Read the files anew" }).ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Group, new() { Name = "Result of the reload" })).ToContainTextAsync("penstock.yaml:1:1");
        await Expect(session.Page.GetByRole(AriaRole.Region, new() { Name = "Configuration as YAML" })).ToContainTextAsync(".ads.example");
        // The browser itself writes of each answer that is an error.
        Assert.Contains("422", Assert.Single(session.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARequestToAnotherHost_IsStoppedByThePolicy_AndSeenByTheseTests()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        await using var other = new HttpOrigin();

        await session.Page.EvaluateAsync("url => fetch(url).catch(() => {})", other.Url("/"));

        await Eventually.TrueAsync(() => session.Errors.Any(error => error.Contains("Content Security Policy", StringComparison.Ordinal)), "the console speaks of the policy");
        Assert.Empty(other.Requests);
        Assert.ThrowsAny<Exception>(session.AssertClean);
    }

    // Two that a rule refuses, one that is answered, and one that cannot be connected.
    private async Task<PageSession> StartWithRequestsAsync()
    {
        PageSession session = await PageSession.StartAsync(browser);
        await using var origin = new HttpOrigin();
        origin.Add("/", "hello"u8.ToArray(), "text/plain");
        await CurlAsync(session, 0, origin.Url("/"));
        await CurlAsync(session, 56, "https://cdn.ads.example/");
        await CurlAsync(session, 56, "https://www.ads.example/");
        await CurlAsync(session, 56, $"https://localhost:{RawOrigin.UnusedPort()}/");
        await Expect(session.Rows).ToHaveCountAsync(4);
        return session;
    }

    private static Task CurlAsync(PageSession session, int exitCode, string url) => Command.RunAsync("curl", ["-s", "-o", "/dev/null", "-x", session.Penstock.Url, url], exitCode: exitCode);

    private static ILocator TableRow(PageSession session, string text) => session.Page.Locator("main section:visible tbody tr").Filter(new() { HasText = text });

    private static Task<string> BackgroundAsync(ILocator row) => row.EvaluateAsync<string>("row => getComputedStyle(row).backgroundColor");
}
