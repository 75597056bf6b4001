using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Admin;

/// <summary>Whom the admin endpoint answers: over the wire, as browsers that were led here, scripts and strangers would ask it.</summary>
public sealed class GateTests
{
    private const string Token = "0123456789abcdef-secret";

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8089")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:8089")]
    [InlineData("localhost..")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("xproxy.example.com")]
    public async Task Host_ThatIsNotOurs_Is421_AndGetsNothing(string host)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(admin: config => config with { Names = ["proxy.example.com"] });

        string answer = await admin.AskRawAsync($"GET /api/v1/status HTTP/1.1\r\nHost: {host}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 421 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("counters", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("localhost.")]
    [InlineData("localhost.:8089")]
    [InlineData("proxy.example.com.")]
    [InlineData("127.0.0.1:8089")]
    [InlineData("[::1]:8089")]
    [InlineData("192.0.2.7")]
    [InlineData("proxy.example.com:8443")]
    public async Task Host_OfOurs_IsAnswered(string host)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(admin: config => config with { Names = ["proxy.example.com"] });

        Assert.StartsWith("HTTP/1.1 200 ", await admin.AskRawAsync($"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin: http://evil.example", 403)]
    [InlineData("Origin: http://localhost:9", 403)]
    [InlineData("Origin: null", 403)]
    [InlineData("Origin: file://localhost:8089", 403)]
    [InlineData("Origin: http://localhost:8089.evil.example", 403)]
    [InlineData("Sec-Fetch-Site: cross-site", 403)]
    [InlineData("Sec-Fetch-Site: same-site", 403)]
    [InlineData("Sec-Fetch-Site: something-new", 403)]
    [InlineData("Origin: http://localhost:8089\r\nSec-Fetch-Site: cross-site", 403)]
    [InlineData("Origin: http://localhost:8089\r\nSec-Fetch-Site: same-origin", 400)]
    [InlineData("Sec-Fetch-Site: none", 400)]
    [InlineData("Accept: */*", 400)]
    public async Task ARequestThatAnotherPageHasCaused_Is403(string field, int status)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();

        string answer = await admin.AskRawAsync($"POST /api/v1/close HTTP/1.1\r\nHost: localhost:8089\r\n{field}\r\nContent-Length: 2\r\n\r\n{{}}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/status", null, 401)]
    [InlineData("/api/v1/nothing", null, 401)]
    [InlineData("/metrics", null, 401)]
    [InlineData("/api/v1/status", "Bearer 0123456789abcdef-secreT", 401)]
    [InlineData("/api/v1/status", "Bearer ", 401)]
    [InlineData("/api/v1/status", "Basic MDEyMzQ1Njc4OWFiY2RlZi1zZWNyZXQ=", 401)]
    [InlineData("/api/v1/status", "0123456789abcdef-secret", 401)]
    [InlineData("/api/v1/status", "Bearer 0123456789abcdef-secret", 200)]
    [InlineData("/api/v1/status", "bearer 0123456789abcdef-secret", 200)]
    [InlineData("/healthz", null, 200)]
    [InlineData("/readyz", null, 200)]
    public async Task Token_IsAskedFor_ButForHealth(string path, string? authorization, int status)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(admin: config => config with { Token = Token });

        string answer = await admin.AskRawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(authorization is null ? "" : $"Authorization: {authorization}\r\n")}\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(status == 401, answer.Contains("\r\nWWW-Authenticate: Bearer\r\n", StringComparison.Ordinal));
        Assert.DoesNotContain("secre", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/healthz", "localhost")]
    [InlineData("/api/v1/status", "localhost")]
    [InlineData("/nothing", "localhost")]
    [InlineData("/healthz", "evil.example")]
    public async Task EveryAnswer_HasTheFieldsThatBindABrowser(string path, string host)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();

        string answer = await admin.AskRawAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");

        foreach (string field in (string[])[
            "Content-Security-Policy: default-src 'none'; script-src 'self';", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Resource-Policy: same-origin", "Cache-Control: no-store"])
        {
            Assert.Contains($"\r\n{field}", answer, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Access-Control-", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nServer:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/status", "GET, HEAD")]
    [InlineData("OPTIONS", "/api/v1/status", "GET, HEAD")]
    [InlineData("DELETE", "/api/v1/requests/1", "GET, HEAD")]
    [InlineData("HEAD", "/api/v1/events", "GET")]
    [InlineData("GET", "/api/v1/requests/1/close", "POST")]
    [InlineData("GET", "/api/v1/reload", "POST")]
    [InlineData("GET", "/api/v1/drain", "POST")]
    [InlineData("PUT", "/healthz", "GET, HEAD")]
    public async Task AMethodThatIsNotListed_Is405_AndSaysWhichAre(string method, string path, string allowed)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using HttpResponseMessage response = await admin.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("Content-Length: 16385\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4001\r\n")]
    public async Task ABodyOfMoreThan16KiB_Is413(string framing)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();

        string answer = await admin.AskRawAsync($"POST /api/v1/close HTTP/1.1\r\nHost: localhost\r\n{framing}{new string(' ', 16385)}");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_WithANameThatIsMadeToPointHere_GetsNothing()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        var here = (IPEndPoint)admin.EndPoint;

        CommandResult rebound = await Command.RunAsync(
            "curl", ["-s", "--noproxy", "*", "--resolve", $"evil.example:{here.Port}:127.0.0.1", "-w", "%{http_code}", $"http://evil.example:{here.Port}/api/v1/requests"]);
        CommandResult own = await Command.RunAsync("curl", ["-s", "--noproxy", "*", "-w", "%{http_code}", $"http://{here}/api/v1/requests"]);

        Assert.EndsWith("421", rebound.Output, StringComparison.Ordinal);
        Assert.EndsWith("200", own.Output, StringComparison.Ordinal);
    }
}
