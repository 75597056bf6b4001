using System.Text.Json;
using Microsoft.Playwright;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>The page for those who use no mouse, do not see it, or see it badly.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class AccessiblePageTests(BrowserFixture browser)
{
    private static readonly string[] s_views = ["Requests", "Hosts", "Clients", "Rules", "Refused", "Charts", "Configuration"];

    private static readonly string[] s_named =
        ["button", "link", "textbox", "searchbox", "radio", "grid", "columnheader", "img", "group", "region", "navigation", "table", "heading", "tab", "checkbox", "slider"];

    [Fact]
    public async Task EveryControlOfEveryView_HasAName_AndThereAreLandmarks()
    {
        await using PageSession session = await StartWithARequestAsync();
        foreach (string view in s_views)
        {
            await session.GoToAsync(view);
            await AssertNamesAsync(session.Page, view, atLeast: 12);
        }

        await session.GoToAsync("Requests");
        await session.ChooseAsync(session.Rows.First);
        await AssertNamesAsync(session.Page, "details", atLeast: 25);
        // Seen there is only a sign of it.
        await Expect(session.Rows.First.GetByRole(AriaRole.Gridcell).Nth(3)).ToHaveAccessibleNameAsync("deny");
        await Expect(session.Page.GetByRole(AriaRole.Columnheader).Nth(3)).ToHaveAccessibleNameAsync("Verdict");

        Assert.Equal("en", await session.Page.Locator("html").GetAttributeAsync("lang"));
        foreach ((AriaRole role, string? name) in ((AriaRole, string?)[])[
            (AriaRole.Banner, null), (AriaRole.Main, null), (AriaRole.Navigation, "Views"), (AriaRole.Search, null), (AriaRole.Region, "Now"), (AriaRole.Region, "The chosen request"), (AriaRole.Status, null)])
        {
            await Expect(session.Page.GetByRole(role, new() { Name = name })).ToHaveCountAsync(1);
        }

        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Penstock");
        session.AssertClean();
    }

    [Fact]
    public async Task ByKeyboardAlone_ARequestIsFound_Read_AndLeft()
    {
        await using PageSession session = await StartWithARequestAsync();
        IKeyboard keyboard = session.Page.Keyboard;
        List<string> order = [];
        while (order.Count < 40 && (order.Count == 0 || order[^1] != "row"))
        {
            await keyboard.PressAsync("Tab");
            order.Add(await session.Page.EvaluateAsync<string>(
                "(() => { const at = document.activeElement; return at.getAttribute('role') ?? at.getAttribute('aria-label') ?? (at.id || at.value || at.textContent.trim()); })()"));
        }

        Assert.Equal(["Skip to the content", "Switch to dark colours", .. s_views, "search", "all", "pause", "row"], order);

        ILocator focused = session.Page.Locator("*:focus");
        await Expect(focused).ToHaveAttributeAsync("aria-rowindex", "2");
        await keyboard.PressAsync("ArrowDown");
        await Expect(focused).ToHaveAttributeAsync("aria-rowindex", "3");
        Assert.True(await focused.EvaluateAsync<bool>("row => getComputedStyle(row).outlineStyle !== 'none'"), "it can be seen where the focus is");
        await keyboard.PressAsync("Enter");
        await Expect(session.Detail.GetByRole(AriaRole.Heading, new() { Name = "CONNECT one.ads.example" })).ToBeVisibleAsync();
        await Expect(session.Page.Locator("#announcements")).ToContainTextAsync("Shown: CONNECT one.ads.example:443 from 127.0.0.1: denied by a rule");
        await Expect(focused).ToHaveAttributeAsync("aria-selected", "true");

        // On through the details, and into the diagram.
        await TabToAsync(session.Page, "[data-key]");
        string first = (await focused.GetAttributeAsync("aria-label"))!;
        await keyboard.PressAsync("ArrowDown");
        Assert.NotEqual(first, await focused.GetAttributeAsync("aria-label"));
        await Expect(session.Detail.Locator(".tip")).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(session.Detail.Locator(".tip")).ToBeHiddenAsync();

        // Out of the details, to the row that they are of.
        await keyboard.PressAsync("Escape");
        await Expect(session.Detail.GetByRole(AriaRole.Heading, new() { Name = "CONNECT one.ads.example" })).ToBeHiddenAsync();
        await Expect(focused).ToHaveAttributeAsync("aria-rowindex", "3");
        session.AssertClean();
    }

    [Fact]
    public async Task TheDetailsClosed_TheFocusIsInTheList()
    {
        await using PageSession session = await StartWithARequestAsync();
        await session.ChooseAsync(session.Rows.First);
        string? id = await session.Rows.First.GetAttributeAsync("data-id");

        await session.Detail.GetByRole(AriaRole.Link, new() { Name = "Close the details" }).FocusAsync();
        await session.Page.Keyboard.PressAsync("Enter");

        await Expect(session.Page.Locator("*:focus")).ToHaveAttributeAsync("data-id", id!);
        session.AssertClean();
    }

    [Fact]
    public async Task WhatHasTheFocus_EndsByItself_AndTheFocusStaysNearIt()
    {
        await using PageSession session = await PageSession.StartAsync(browser, hosts: "127.0.0.1 one.example two.example three.example");
        using var listener = new RawOrigin();
        (RawPeer Client, RawPeer Origin) one = await OpenTunnelAsync(session, listener, "one.example");
        (RawPeer Client, RawPeer Origin) two = await OpenTunnelAsync(session, listener, "two.example");
        (RawPeer Client, RawPeer Origin) three = await OpenTunnelAsync(session, listener, "three.example");
        await session.Page.GetByRole(AriaRole.Radio, new() { Name = "Open" }).CheckAsync();
        await session.ChooseAsync(session.Row("one.example"));
        await session.Detail.GetByRole(AriaRole.Button, new() { Name = "Close this tunnel" }).ClickAsync();
        await Expect(session.Detail.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();

        Close(one);

        await Expect(session.Detail.GetByRole(AriaRole.Button, new() { Name = "Explain it" })).ToBeFocusedAsync();
        await session.Row("two.example").FocusAsync();

        Close(two);

        await Expect(session.Row("two.example")).ToBeHiddenAsync();
        await Expect(session.Row("three.example")).ToBeFocusedAsync();
        Close(three);
        session.AssertClean();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task AllText_IsReadable_InBothSchemes(ColorScheme scheme)
    {
        await using PageSession session = await StartWithARequestAsync(scheme);
        foreach (string view in s_views)
        {
            await session.GoToAsync(view);
            await AssertContrastAsync(session.Page, view);
        }

        await session.GoToAsync("Requests");
        await session.ChooseAsync(session.Rows.First);
        await AssertContrastAsync(session.Page, "details");
        session.AssertClean();
    }

    private async Task<PageSession> StartWithARequestAsync(ColorScheme scheme = ColorScheme.Light)
    {
        PageSession session = await PageSession.StartAsync(browser, options: new() { ColorScheme = scheme });
        foreach (string host in (string[])["one.ads.example", "two.ads.example"])
        {
            await Command.RunAsync("curl", ["-s", "-x", session.Penstock.Url, $"https://{host}/"], exitCode: 56);
        }

        await Expect(session.Rows).ToHaveCountAsync(2);
        return session;
    }

    private static async Task<(RawPeer Client, RawPeer Origin)> OpenTunnelAsync(PageSession session, RawOrigin listener, string host)
    {
        RawPeer client = await RawPeer.ConnectAsync(session.Penstock.EndPoint);
        await client.SendAsync($"CONNECT {host}:{listener.Port} HTTP/1.1\r\nHost: {host}:{listener.Port}\r\n\r\n");
        RawPeer origin = await listener.AcceptAsync();
        await client.ReadHeadAsync();
        return (client, origin);
    }

    private static void Close((RawPeer Client, RawPeer Origin) tunnel)
    {
        tunnel.Client.Dispose();
        tunnel.Origin.Dispose();
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (int i = 0; i < 20; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator($"{selector}:focus").CountAsync() == 1)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {selector}.");
    }

    // What Chromium itself says to those who read a page aloud. Whatever takes the focus has a name, rows of the list too, and so has what is no control but is to be found.
    private static async Task AssertNamesAsync(IPage page, string where, int atLeast)
    {
        ICDPSession chromium = await page.Context.NewCDPSessionAsync(page);
        JsonElement tree = (await chromium.SendAsync("Accessibility.getFullAXTree"))!.Value;
        JsonElement[] nodes =
            [.. tree.GetProperty("nodes").EnumerateArray().Where(node => !node.GetProperty("ignored").GetBoolean() && (s_named.Contains(Value(node, "role")) || (IsFocusable(node) && Value(node, "role") != "main")))];
        Assert.True(nodes.Length >= atLeast, $"{where}: {nodes.Length} of at least {atLeast}");
        Assert.All(nodes, node => Assert.True(Value(node, "name").Length > 0, $"{where}: {node}"));
    }

    private static bool IsFocusable(JsonElement node) =>
        node.TryGetProperty("properties", out JsonElement properties)
        && properties.EnumerateArray().Any(property => property.GetProperty("name").GetString() == "focusable" && property.GetProperty("value").GetProperty("value").GetBoolean());

    private static string Value(JsonElement node, string name) => node.TryGetProperty(name, out JsonElement value) && value.TryGetProperty("value", out JsonElement text) ? text.ToString() : "";

    private static async Task AssertContrastAsync(IPage page, string where)
    {
        string[] worst = await page.EvaluateAsync<string[]>(await File.ReadAllTextAsync(Path.Combine(PenstockCommand.Root(), "tests", "Penstock.EndToEnd", "Page", "contrast.js"), TestContext.Current.CancellationToken));
        Assert.True(worst.Length == 0, $"{where}:\n{string.Join('\n', worst)}");
    }
}
