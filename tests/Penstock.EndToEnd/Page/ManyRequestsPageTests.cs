using System.Text.Json;
using Microsoft.Playwright;
using Penstock.EndToEnd.Behaviour;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>As many requests as are kept by default.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class ManyRequestsPageTests(BrowserFixture browser)
{
    private const int Kept = 10_000;
    private const int Pipelined = 50;

    // Of the page's one thread, from the first byte to the list and one search in it. Measured by the processor's time, as what else the machine does is no business of this test: it was 0.4 s.
    private static readonly TimeSpan s_mostWork = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Reloaded_With10000Requests_TheListIsThereAndCanBeSearched_AfterLittleWork()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        using (RawPeer client = await RawPeer.ConnectAsync(session.Penstock.EndPoint))
        {
            string requests = string.Concat(Enumerable.Repeat("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", Pipelined));
            for (int i = 0; i < Kept / Pipelined; i++)
            {
                await client.SendAsync(requests);
                for (int j = 0; j < Pipelined; j++)
                {
                    await client.ReadResponseAsync();
                }
            }
        }

        ICDPSession chromium = await session.Page.Context.NewCDPSessionAsync(session.Page);
        await chromium.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await session.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await Expect(session.Rows.First).ToBeVisibleAsync();
        await Expect(session.Page.Locator("#count")).ToHaveTextAsync("10,000 requests · 0 open");
        // What is in the document is what is in sight, and little more.
        Assert.InRange(await session.Rows.CountAsync(), 5, 60);
        await session.Page.GetByRole(AriaRole.Searchbox).FillAsync("nowhere");
        await Expect(session.Page.Locator("#count")).ToHaveTextAsync("0 of 10,000 requests · 0 open");

        TimeSpan work = await WorkAsync(chromium);
        TestContext.Current.TestOutputHelper?.WriteLine($"{work.TotalMilliseconds:0} ms of work");
        Assert.InRange(work, TimeSpan.FromMilliseconds(1), s_mostWork);
        session.AssertClean();
    }

    private static async Task<TimeSpan> WorkAsync(ICDPSession chromium)
    {
        JsonElement metrics = (await chromium.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        return TimeSpan.FromSeconds(metrics.EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble());
    }
}
