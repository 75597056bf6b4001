using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Page;

/// <summary>The command with rules, and its page in a context of its own. At its end nothing has been wrong: no error in the console, no request to another host.</summary>
internal sealed class PageSession : IAsyncDisposable
{
    /// <summary>Its lines are known: the deny is in line 2, the report in line 4.</summary>
    public const string Rules = """
        rules:
          - deny: .ads.example
            because: no advertising networks
          - report: .old.example
            because: moves in spring
        default: allow

        """;

    private readonly TempFolder _folder;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<string> _errors = [];

    private PageSession(TempFolder folder, PenstockProcess penstock, IBrowserContext context)
    {
        _folder = folder;
        Penstock = penstock;
        _context = context;
        ConfigPath = folder["penstock.yaml"];
        context.Request += (_, request) => _requests.Enqueue(request.Url);
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        context.WebError += (_, error) => _errors.Enqueue(error.Error);
    }

    public PenstockProcess Penstock { get; }

    public string ConfigPath { get; }

    public IPage Page { get; private set; } = null!;

    /// <summary>What the console has said that it should not have, and what was thrown.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>The rows of the list.</summary>
    public ILocator Rows => Page.Locator("#rows").GetByRole(AriaRole.Row);

    public ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "The chosen request" });

    /// <param name="hosts">Lines of a hosts file that the proxy goes by.</param>
    public static async Task<PageSession> StartAsync(
        BrowserFixture browser, string transport = "epoll", string rules = Rules, string hosts = "127.0.0.1 localhost", BrowserNewContextOptions? options = null)
    {
        IBrowser chromium = await browser.StartAsync();
        var folder = new TempFolder();
        folder.Write("hosts", hosts);
        folder.Write("penstock.yaml", rules + "resolver: { hosts: hosts }\n");
        PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--config", folder["penstock.yaml"], "--admin", "127.0.0.1:0"]);
        await Eventually.TrueAsync(() => penstock.AdminUrl.Length > 0, "the banner says where to look inside");
        options ??= new();
        options.ViewportSize = new() { Width = 1400, Height = 900 };
        options.Permissions = ["clipboard-read", "clipboard-write"];
        var session = new PageSession(folder, penstock, await chromium.NewContextAsync(options));
        session.Page = await session.OpenAsync("/");
        return session;
    }

    /// <summary>Another tab with the page, at that place of it, when it has begun to follow.</summary>
    public async Task<IPage> OpenAsync(string place)
    {
        IPage page = await _context.NewPageAsync();
        await page.GotoAsync(Penstock.AdminUrl + place);
        await Assertions.Expect(page.Locator("#connection")).ToHaveTextAsync("live");
        return page;
    }

    /// <summary>The row of what was asked for.</summary>
    public ILocator Row(string text) => Rows.Filter(new() { HasText = text }).First;

    /// <summary>Chooses a row with the mouse, and waits until all of it is shown.</summary>
    public async Task ChooseAsync(ILocator row)
    {
        await row.ClickAsync();
        await Assertions.Expect(Detail.GetByRole(AriaRole.Heading, new() { Name = "What I could not see" })).ToBeVisibleAsync();
    }

    public Task GoToAsync(string tab) => Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = tab }).ClickAsync();

    /// <summary>A step of the diagram, by what it is called.</summary>
    public ILocator Step(string name) => Detail.GetByRole(AriaRole.Img, new() { NameRegex = new Regex(Regex.Escape(name)) });

    /// <summary>That all requests went to the endpoint, and that the console has nothing to say.</summary>
    public void AssertClean()
    {
        Assert.NotEmpty(_requests);
        Assert.All(_requests, url => Assert.StartsWith(Penstock.AdminUrl + "/", url, StringComparison.Ordinal));
        Assert.Empty(_errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Penstock.DisposeAsync();
        _folder.Dispose();
    }
}
