using System.Net.Sockets;
using Microsoft.Playwright;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Page;

/// <summary>A tunnel that the operator ends.</summary>
[Collection(nameof(InTheBrowser))]
public sealed class ClosingPageTests(BrowserFixture browser)
{
    [Theory, BothTransports]
    public async Task Closed_ByHand_BothEndsAreReset_AndTheRowSaysWho(string transport)
    {
        await using PageSession session = await PageSession.StartAsync(browser, transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await OpenSshAsync(session, listener);
        ILocator row = session.Row($"localhost:{listener.Port}");
        await Expect(row).ToContainTextAsync("SSH");
        await session.ChooseAsync(row);

        await Button(session, "Close this tunnel").ClickAsync();
        await Expect(Button(session, "Keep it")).ToBeFocusedAsync();
        await Button(session, "Close it now").ClickAsync();

        Assert.Equal((SocketError.ConnectionReset, SocketError.ConnectionReset), (await client.ReadEndingAsync(), await origin.ReadEndingAsync()));
        await Expect(row).ToContainTextAsync("closed by hand");
        await Expect(session.Detail.Locator(".facts")).ToContainTextAsync("closed by hand (ClosedByOperator)");
        await Expect(session.Detail.Locator(".facts")).ToContainTextAsync("the proxy, operator");
        await Expect(session.Step("closed by hand")).ToHaveCountAsync(1);
        session.AssertClean();
    }

    [Fact]
    public async Task AskedAndKept_ItGoesOn()
    {
        await using PageSession session = await PageSession.StartAsync(browser);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await OpenSshAsync(session, listener);
        await session.ChooseAsync(session.Row($"localhost:{listener.Port}"));

        await Button(session, "Close this tunnel").ClickAsync();
        await session.Page.Keyboard.PressAsync("Escape");

        await Expect(Button(session, "Close this tunnel")).ToBeFocusedAsync();
        await client.SendAsync("still there");
        Assert.Equal("still there", await origin.ReadAsync(11));
        await Expect(session.Row($"localhost:{listener.Port}")).ToContainTextAsync("open");
        session.AssertClean();
    }

    private static ILocator Button(PageSession session, string name) => session.Detail.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    // Both have said who they are, and both have heard it.
    private static async Task<(RawPeer Client, RawPeer Origin)> OpenSshAsync(PageSession session, RawOrigin listener)
    {
        RawPeer client = await RawPeer.ConnectAsync(session.Penstock.EndPoint);
        await client.SendAsync($"CONNECT localhost:{listener.Port} HTTP/1.1\r\nHost: localhost:{listener.Port}\r\n\r\n");
        RawPeer origin = await listener.AcceptAsync();
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        const string Greeting = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n";
        await origin.SendAsync(Greeting);
        await client.SendAsync(Greeting);
        await client.ReadAsync(Greeting.Length);
        await origin.ReadAsync(Greeting.Length);
        return (client, origin);
    }
}
