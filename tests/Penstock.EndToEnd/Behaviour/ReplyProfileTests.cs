using System.Text.Json;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Whose manner the replies have, and in which format a refusal comes.</summary>
public sealed class ReplyProfileTests
{
    private const string ApacheEstablished = "HTTP/1.0 200 Connection Established\r\nProxy-agent: ";

    [Theory, BothTransports]
    public async Task Connect_IsAnsweredAsTheProfileHasIt_AndTheTunnelIsOpen(TransportKind transport)
    {
        foreach ((ReplyProfile profile, string start) in new[] { (ReplyProfile.Apache, ApacheEstablished), (ReplyProfile.Squid, "HTTP/1.1 200 Connection established\r\n\r\n") })
        {
            using var origin = new RawOrigin();
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Replies = profile });
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(ProxyFixture.Connect(origin.EndPoint.ToString()));
            using RawPeer server = await origin.AcceptAsync();
            await server.SendAsync("after the head");
            server.FinishSending();
            client.FinishSending();
            string all = await client.ReadToEndAsync();

            Assert.StartsWith(start, all, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\nafter the head", all, StringComparison.Ordinal);
            Assert.Equal(profile == ReplyProfile.Apache ? 4 : 3, all.Split("\r\n").Length);
            Assert.Equal(200, (await proxy.EndedAsync()).Status);
        }
    }

    [Theory, BothTransports]
    public async Task Refusal_InApachesManner_ClosesWhereApacheDoes(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Replies = ReplyProfile.Apache });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect("nosuch.invalid:443"));
        Assert.StartsWith("HTTP/1.1 502 Proxy Error\r\n", await client.ReadResponseAsync(), StringComparison.Ordinal);
        await client.SendAsync(ProxyFixture.Connect($"127.0.0.1:{RawOrigin.UnusedPort()}"));

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task PageOfTheSite_IsInTheMannerOfTheProfile(TransportKind transport)
    {
        using var folder = new TempFolder();
        foreach ((ReplyProfile profile, string field, string page) in new[]
        {
            (ReplyProfile.Rfc, "Content-Type: text/plain; charset=utf-8", "There is no page of that name here.\n"),
            (ReplyProfile.Apache, "Content-Type: text/html; charset=iso-8859-1", "<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n"),
            (ReplyProfile.Squid, "X-Squid-Error: ERR_INVALID_URL 0", "<b>There is no page of that name here.</b></p></blockquote>"),
        })
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Replies = profile, Site = new SiteConfig { Root = folder.Path } });
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync("GET /absent HTTP/1.1\r\nHost: localhost\r\n\r\n");
            string absent = await client.ReadResponseAsync();
            await client.SendAsync("DELETE /<x> HTTP/1.1\r\nHost: localhost\r\n\r\n");
            string broken = await client.ReadResponseAsync();

            Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", absent, StringComparison.Ordinal);
            Assert.Contains($"\r\n{field}\r\n", absent, StringComparison.Ordinal);
            Assert.Contains(page, absent, StringComparison.Ordinal);
            Assert.DoesNotContain("<x>", broken, StringComparison.Ordinal);
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal((ProxyOutcome.Answered, 404), (ended.Outcome, ended.Status));
        }
    }

    [Theory, BothTransports]
    public async Task Refusal_InSquidsManner_HasItsError(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Replies = ReplyProfile.Squid });
        string answer = await proxy.AskAsync(ProxyFixture.Connect($"127.0.0.1:{RawOrigin.UnusedPort()}"));

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n", answer, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Refusal_ComesInTheFormatThatIsAccepted_AndBriefSaysNothingOfTheRule(TransportKind transport)
    {
        foreach (RefusalDetail detail in Enum.GetValues<RefusalDetail>())
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
            {
                Refusals = detail,
                Policy = new PolicyConfig { Rules = [RuleTests.Rule(RuleVerdict.Deny, "*.example.net") with { Because = "no advertising", Place = new("penstock.yaml", 31) }] },
            });
            string page = await AskAsync(proxy, "text/html,application/xhtml+xml,*/*;q=0.8");
            string problem = await AskAsync(proxy, "application/problem+json");
            string text = await AskAsync(proxy, "*/*");

            Assert.Contains("\r\nContent-Type: text/html; charset=utf-8\r\n", page, StringComparison.Ordinal);
            Assert.Contains("\r\nContent-Type: text/plain; charset=utf-8\r\n", text, StringComparison.Ordinal);
            using JsonDocument read = JsonDocument.Parse(problem[(problem.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            Assert.Equal(403, read.RootElement.GetProperty("status").GetInt32());
            Assert.All([page, problem, text], answer => Assert.Equal(detail == RefusalDetail.Full, answer.Contains("penstock.yaml:31", StringComparison.Ordinal)));
            Assert.All([page, problem, text], answer => Assert.Equal(detail == RefusalDetail.Full, answer.Contains("no advertising", StringComparison.Ordinal)));
        }
    }

    private static Task<string> AskAsync(ProxyFixture proxy, string accept) =>
        proxy.AskAsync($"GET http://ads.example.net/ HTTP/1.1\r\nHost: ads.example.net\r\nAccept: {accept}\r\n\r\n");
}
