using System.Text;
using Penstock.EndToEnd.Behaviour;

namespace Penstock.EndToEnd.Admin;

/// <summary>Whatever is sent, the answer is a clean one: never a fault, and never silence.</summary>
public sealed class HostileInputTests
{
    // 505 is for a version of HTTP that is none (RFC 9110, section 15.6.6).
    private static readonly string[] s_clean = ["2", "4", "505 "];

    private static readonly string[] s_paths =
    [
        "/", "/index.html", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api", "/api/v1", "/api/v1/", "/api/v1/status/", "/api/v1/requests/", "/api/v1/requests/-1", "/api/v1/requests/%00",
        "/api/v1/requests/99999999999999999999", "/api/v1/requests/1/close/close", "/api/v1/requests//close", "/api/v1/requests/close", "/api/v1/requests/1%2fclose", "//evil.example/api/v1/status",
        "/api/v1/requests?limit=-1", "/api/v1/requests?limit=1e9", "/api/v1/requests?limit=&limit=2", "/api/v1/requests?q=%ff%fe%00", "/api/v1/requests?q=%22%5c%27%3c", "/api/v1/requests?state=all",
        "/api/v1/top", "/api/v1/top?by=user", "/api/v1/top?by=host&limit=%F0%9F%98%80", "/api/v1/explain", "/api/v1/explain?target=%0d%0a", "/api/v1/explain?target=example.com", "/api/v1/explain?method=%00&target=a:1",
        "/api/v1/explain?method=G%20T&target=http://example.com/", "/api/v1/explain?target=127.0.0.1:443&client=x", "/api/v1/explain?method=GET&target=http://[::1", "/api/v1/explain?target=127.0.0.1:1&listener=nowhere", "/api/v1/explain?target=127.0.0.1:1&user=%ff",
        "/wwwroot/index.html", "/%77wwroot/index.html", "/api/v1/status?" + "&&&===%%%", "/%c0%ae%c0%ae/", "/\\..\\",
    ];

    private static readonly string[] s_bodies =
    [
        "", "{", "[]", "null", "1", "\"a\"", "{}", "{\"client\":1}", "{\"client\":null}", "{\"client\":\"x\"}", "{\"host\":\"\"}", "{\"host\":[\"a\"]}", "{\"other\":\"a\"}", "{\"host\":\"a\",\"host\":\"b\"}",
        "{\"client\":\"\\ud800\"}", "{\"host\":\"\\ud800\"}", "{\"\\ud800\":\"a\"}", "{\"host\":\"a\"}{}", "\u0000\u0001\u0002", "{\"host\":\"a\",}", "// {}",
    ];

    [Fact]
    public async Task NoQueryPathOrBody_MakesAFault()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        var random = new Random(20260101);
        List<string> heads =
        [
            .. s_paths.SelectMany(path => (string[])[$"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"]),
            .. s_bodies.Append(string.Concat(Enumerable.Repeat("[", 5000))).Append("{\"host\":" + new string('[', 8000))
                .Select(body => $"POST /api/v1/close HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}"),
            .. Enumerable.Range(0, 300).Select(_ => Mutate(random, $"GET {s_paths[random.Next(s_paths.Length)]} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n")),
        ];

        foreach (string head in heads)
        {
            string answer = await AskAsync(admin, head);
            Assert.True(s_clean.Any(status => answer.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal)), $"{head}\n{answer}");
        }

        Assert.Equal("running", (await admin.GetAsync("/api/v1/status")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("GET /api/v1/explain?target=127.0.0.1:1&client=010.1.2.3 HTTP/1.1\r\nHost: localhost")]
    [InlineData("GET /api/v1/explain?target=127.0.0.1:1&client=10.1 HTTP/1.1\r\nHost: localhost")]
    [InlineData("POST /api/v1/close HTTP/1.1\r\nHost: localhost\r\nContent-Length: 22\r\n\r\n{\"client\":\"010.1.2.3\"}")]
    [InlineData("POST /api/v1/close HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17\r\n\r\n{\"client\":\"10.1\"}")]
    public async Task AddressOfAClient_HasOneSpelling(string head)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();

        Assert.StartsWith("HTTP/1.1 400 ", await AskAsync(admin, head), StringComparison.Ordinal);
    }

    // With an end of its own, for a head that has lost its.
    private static async Task<string> AskAsync(AdminFixture admin, string head)
    {
        using RawPeer client = await RawPeer.ConnectAsync(admin.EndPoint);
        await client.SendAsync(head + "\r\n\r\n");
        return await client.ReadHeadAsync();
    }

    private static string Mutate(Random random, string head)
    {
        char[] text = head.ToCharArray();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            // Not the end: a head without one is waited for.
            text[random.Next(4, text.Length - 4)] = (char)random.Next(1, 256);
        }

        return new string(text);
    }
}
