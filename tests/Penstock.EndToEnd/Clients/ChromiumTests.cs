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
        await Chromium.TrustAsync(home, origin.AuthorityFile);

        CommandResult result = await Chromium.LoadAsync(penstock.Url, home, origin.Url("/"));

        AssertShown(result, string.Concat(texts));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    // The page echoes some messages over a WebSocket, and then asks for /echoed. The answer to /last.js waits for that, and the end of the page for /last.js.
    [Theory, BothTransports]
    public async Task Chromium_LoadsAPageWith20ResourcesAndAWebSocket_OverHttp(string transport)
    {
        var echoed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var origin = new HttpOrigin(async request =>
        {
            if (request.Path == "/echoed")
            {
                echoed.TrySetResult();
            }
            else if (request.Path == "/last.js")
            {
                await echoed.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }

            return HttpRequest.Response("200 OK", "text/javascript", []);
        });
        string[] texts = [.. Enumerable.Range(0, Resources).Select(_ => Encoding.ASCII.GetString(Content.RandomLine(50_000)))];
        string[] messages = [.. Enumerable.Range(0, 3).Select(i => Encoding.ASCII.GetString(Content.RandomLine(10 + (i * 60_000))))];
        AddPage(origin, texts, $$"""
            <script>
            const messages = ['{{string.Join("', '", messages)}}'];
            const socket = new WebSocket('ws://' + location.host + '/echo');
            socket.onopen = () => socket.send(messages.shift());
            socket.onmessage = (message) => {
              show(message.data);
              if (messages.length > 0) socket.send(messages.shift()); else socket.close();
            };
            socket.onclose = () => fetch('/echoed');
            </script><script src="/last.js"></script>

            """);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var home = new TempFolder();

        CommandResult result = await Chromium.LoadAsync(penstock.Url, home, origin.Url("/"));

        AssertShown(result, string.Concat([.. texts, .. messages]));
        // To a browser any proxy is a way to CONNECT where a WebSocket is concerned (RFC 6455, 4.1).
        await penstock.StopAfterTunnelToAsync("127.0.0.1", origin.Port);
        penstock.AssertLogged("GET", origin.Url("/"));
        Assert.All(Enumerable.Range(0, Resources), i => penstock.AssertLogged("GET", origin.Url($"/resource/{i}.js")));
    }

    private static void AssertShown(CommandResult result, string text)
    {
        Match shown = Result().Match(result.Output);
        Assert.True(shown.Success, result.Output + result.Error);
        Assert.Equal(Content.Hash(Encoding.ASCII.GetBytes(text)), Content.Hash(Encoding.ASCII.GetBytes(shown.Groups[1].Value)));
    }

    // Each resource is a script that writes its text into the page. Scripts hold up the event after which the page is dumped, so all are in it, in their order.
    private static void AddPage(WebOrigin origin, string[] texts, string last = "")
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

        origin.Add("/", Encoding.ASCII.GetBytes(page.Append(last).ToString()), "text/html");
    }

    [GeneratedRegex("<pre id=\"result\">([a-z0-9]+)</pre>")]
    private static partial Regex Result();
}
