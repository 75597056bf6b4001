using Microsoft.Playwright;
using Penstock.EndToEnd.Support;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>Many tabs of one browser, which has six connections to the endpoint for all of them.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class TabsPageTests(BrowserFixture browser)
{
    private const int Tabs = 8;

    // To Playwright every tab is in sight at all times.
    private const string Hide = """
        isHidden => {
            Object.defineProperty(document, 'hidden', { get: () => isHidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }
        """;

    [Fact]
    public async Task OfEightTabs_EachIsLive_WhenItIsUsed_AndIsAnswered()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        List<IPage> tabs = [session.Page];
        while (tabs.Count < Tabs)
        {
            tabs.Add(await session.OpenAsync("/"));
        }

        await AskAsync(session, "one.ads.example");
        await Expect(Row(tabs[^1], "one.ads.example")).ToBeVisibleAsync();
        await Expect(tabs[0].Locator("#connection")).ToHaveTextAsync("paused until you use it");
        foreach (IPage tab in tabs)
        {
            await tab.BringToFrontAsync();
            await tab.Locator("#count").ClickAsync();
            await Expect(tab.Locator("#connection")).ToHaveTextAsync("live");
            await Expect(Row(tab, "one.ads.example")).ToBeVisibleAsync();
            Assert.Equal(200, await tab.EvaluateAsync<int>("async () => (await fetch('/api/v1/status', { signal: AbortSignal.timeout(20_000) })).status"));
        }

        session.AssertClean();
    }

    [Fact]
    public async Task AHiddenTab_LetsItsStreamGo_AndShowsWhatItMissed_WhenItIsSeen()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        Task ended = EndOfEventsAsync(session.Page);
        await session.Page.EvaluateAsync(Hide, true);
        await ended;
        await AskAsync(session, "one.ads.example");

        await session.Page.EvaluateAsync(Hide, false);

        await Expect(session.Row("one.ads.example")).ToBeVisibleAsync();
        await AskAsync(session, "two.ads.example");
        await Expect(session.Row("two.ads.example")).ToBeVisibleAsync();
        await Expect(session.Page.Locator("#connection")).ToHaveTextAsync("live");
        session.AssertClean();
    }

    [Fact]
    public async Task AFrozenTab_IsInNobodysWay_AndGoesOn()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        ICDPSession chromium = await session.Page.Context.NewCDPSessionAsync(session.Page);
        await SetStateAsync("frozen");
        IPage other = await session.OpenAsync("/");
        await AskAsync(session, "one.ads.example");
        await Expect(Row(other, "one.ads.example")).ToBeVisibleAsync();

        await SetStateAsync("active");

        await Expect(session.Row("one.ads.example")).ToBeVisibleAsync();
        await Expect(session.Page.Locator("#connection")).ToHaveTextAsync("live");
        session.AssertClean();

        Task SetStateAsync(string state) => chromium.SendAsync("Page.setWebLifecycleState", new() { ["state"] = state });
    }

    private static Task EndOfEventsAsync(IPage tab)
    {
        var ended = new TaskCompletionSource();
        tab.RequestFailed += (_, request) => _ = request.Url.EndsWith("/api/v1/events", StringComparison.Ordinal) && ended.TrySetResult();
        return ended.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private static Task AskAsync(PageSession session, string host) => Command.RunAsync("curl", ["-s", "-x", session.Penstock.Url, $"https://{host}/"], exitCode: 56);

    private static ILocator Row(IPage tab, string text) => tab.Locator("#rows").GetByRole(AriaRole.Row).Filter(new() { HasText = text }).First;
}
