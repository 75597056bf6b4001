using System.Net;
using System.Text.Json;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Admin;

/// <summary>What the admin endpoint says of requests, and does to them.</summary>
public sealed class RequestTests
{
    [Theory, BothTransports]
    public async Task List_HasWhatIsOpenAndWhatHasEnded_NewestFirst(TransportKind transport)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(transport);
        using var origin = new RawOrigin();
        await CloseTunnelAsync(admin, origin);
        await CloseTunnelAsync(admin, origin);
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            await client.SendAsync("hello");
            await server.ReadAsync(5);

            JsonElement list = await admin.GetAsync("/api/v1/requests");

            JsonElement open = Assert.Single(list.GetProperty("open").EnumerateArray());
            Assert.Equal((origin.EndPoint.ToString(), "allow", 5L), (open.GetProperty("target").GetString(), open.GetProperty("verdict").GetString(), open.GetProperty("bytes_up").GetInt64()));
            Assert.False(open.TryGetProperty("outcome", out _));
            JsonElement[] ended = [.. list.GetProperty("ended").EnumerateArray()];
            Assert.Equal(2, ended.Length);
            Assert.True(ended[0].GetProperty("time").GetDateTimeOffset() >= ended[1].GetProperty("time").GetDateTimeOffset());
            Assert.Equal((1, 2), (list.GetProperty("open_total").GetInt32(), list.GetProperty("ended_total").GetInt32()));

            foreach ((string asked, string other) in ((string, string)[])[("open", "ended"), ("ended", "open")])
            {
                JsonElement part = await admin.GetAsync($"/api/v1/requests?state={asked}");
                Assert.NotEmpty(part.GetProperty(asked).EnumerateArray());
                Assert.Empty(part.GetProperty(other).EnumerateArray());
                Assert.Equal((1, 2), (part.GetProperty("open_total").GetInt32(), part.GetProperty("ended_total").GetInt32()));
            }

            JsonElement limited = await admin.GetAsync("/api/v1/requests?limit=1");
            Assert.Equal(ended[0].GetProperty("id").GetInt64(), Assert.Single(limited.GetProperty("ended").EnumerateArray()).GetProperty("id").GetInt64());
            Assert.Equal(2, limited.GetProperty("ended_total").GetInt32());
        }
    }

    [Fact]
    public async Task Query_FindsThoseInWhichEachWordAppears_InAnyCase()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(proxy: config => config with { Policy = Denying() });
        await admin.Proxy.AskAsync("GET http://one.example/a HTTP/1.1\r\nHost: one.example\r\n\r\n");
        await admin.Proxy.EndedAsync();
        await admin.Proxy.AskAsync("GET http://two.example/b HTTP/1.1\r\nHost: two.example\r\n\r\n");

        Assert.Equal(["one.example"], await FindAsync("ONE.example+denied"));
        Assert.Equal(["two.example", "one.example"], await FindAsync("Example"));
        Assert.Empty(await FindAsync("one.example+two.example"));
        Assert.Empty(await FindAsync("%C3%A9"));
        Assert.Empty(await FindAsync("duration_ms"));
        Assert.Empty(await FindAsync("%22"));
        await admin.Proxy.EndedAsync();
        await admin.Proxy.AskAsync("GET http://three.example/?b\\c\"d HTTP/1.1\r\nHost: three.example\r\n\r\n");
        Assert.Equal(["three.example"], await FindAsync("B%5CC%22d"));

        async Task<string?[]> FindAsync(string words) =>
            [.. (await admin.GetAsync($"/api/v1/requests?q={words}")).GetProperty("ended").EnumerateArray().Select(request => request.GetProperty("host").GetString())];
    }

    [Theory, BothTransports]
    public async Task One_IsToldInFull_WhileItIsOpenAndAfterwards(TransportKind transport)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(transport);
        using var origin = new RawOrigin();
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        long id = (await admin.GetAsync("/api/v1/requests")).GetProperty("open")[0].GetProperty("id").GetInt64();

        JsonElement open = await admin.GetAsync($"/api/v1/requests/{id}");
        Assert.True(open.GetProperty("stages").TryGetProperty("connected", out _));
        Assert.Equal("connected", open.GetProperty("attempts")[0].GetProperty("result").GetString());
        client.Dispose();
        server.Dispose();
        await admin.Proxy.EndedAsync();

        JsonElement ended = await admin.GetAsync($"/api/v1/requests/{id}");
        Assert.True(ended.TryGetProperty("outcome", out _));
        Assert.NotEmpty(ended.GetProperty("saw").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Client.GetAsync(new Uri($"/api/v1/requests/{id + 1}", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory, BothTransports]
    public async Task Close_ResetsBothSides_AndSaysThatAnOperatorDidIt(TransportKind transport)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(transport);
        using var origin = new RawOrigin();
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            long id = (await admin.GetAsync("/api/v1/requests")).GetProperty("open")[0].GetProperty("id").GetInt64();

            (HttpStatusCode status, JsonElement answer) = await admin.PostAsync($"/api/v1/requests/{id}/close");

            Assert.Equal((HttpStatusCode.OK, 1), (status, answer.GetProperty("closed").GetInt32()));
            Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, await client.ReadEndingAsync());
            Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, await server.ReadEndingAsync());
            Assert.Equal(ProxyOutcome.ClosedByOperator, (await admin.Proxy.EndedAsync()).Outcome);
            Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync($"/api/v1/requests/{id}/close")).Status);
        }
    }

    [Theory]
    [InlineData("{\"client\":\"127.0.0.1\"}", 1)]
    [InlineData("{\"host\":\"127.0.0.1\"}", 1)]
    [InlineData("{\"client\":\"127.0.0.1\",\"host\":\"127.0.0.1\"}", 1)]
    [InlineData("{\"client\":\"::ffff:127.0.0.1\"}", 1)]
    [InlineData("{\"client\":\"[::ffff:127.0.0.1]\",\"host\":\"[::ffff:127.0.0.1]\"}", 1)]
    [InlineData("{\"host\":\"[::1]\"}", 0)]
    [InlineData("{\"client\":\"127.0.0.2\"}", 0)]
    [InlineData("{\"client\":\"127.0.0.1\",\"host\":\"localhost\"}", 0)]
    public async Task CloseMatching_ClosesThoseThatMatchInAll(string body, int closed)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        using var origin = new RawOrigin();
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            (HttpStatusCode status, JsonElement answer) = await admin.PostAsync("/api/v1/close", body);

            Assert.Equal((HttpStatusCode.OK, closed), (status, answer.GetProperty("closed").GetInt32()));
        }
    }

    [Theory]
    [InlineData("[::1]")]
    [InlineData("::1")]
    [InlineData("0:0::1")]
    public async Task CloseMatching_TakesAnAddressAsAUriHasIt(string host)
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        using var origin = new RawOrigin(System.Net.IPAddress.IPv6Loopback);
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            (_, JsonElement answer) = await admin.PostAsync("/api/v1/close", $$"""{"host":"{{host}}"}""");

            Assert.Equal(1, answer.GetProperty("closed").GetInt32());
        }
    }

    [Fact]
    public async Task Top_CountsByHostAndByClient()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(proxy: config => config with { Policy = Denying() });
        using var origin = new RawOrigin();
        await admin.Proxy.AskAsync("GET http://one.example/ HTTP/1.1\r\nHost: one.example\r\n\r\n");
        await admin.Proxy.AskAsync("GET http://one.example/ HTTP/1.1\r\nHost: one.example\r\n\r\n");
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        using (client)
        using (server)
        {
            JsonElement hosts = await admin.GetAsync("/api/v1/top?by=host");
            Assert.Equal(("one.example", 2, 2, 0), Of(hosts[0]));
            Assert.Equal(("127.0.0.1", 1, 0, 1), Of(hosts[1]));
            Assert.Equal(("127.0.0.1", 3, 2, 1), Of(Assert.Single((await admin.GetAsync("/api/v1/top?by=client")).EnumerateArray())));
            Assert.Single((await admin.GetAsync("/api/v1/top?by=host&limit=1")).EnumerateArray());

            // The pages that said no are the proxy's own: nothing has come from that host.
            Assert.Equal(0, hosts[0].GetProperty("bytes_down").GetInt64());
            JsonElement refused = (await admin.GetAsync("/api/v1/requests?state=ended")).GetProperty("ended")[0];
            Assert.True(refused.GetProperty("answer_bytes").GetInt64() > 0 && refused.GetProperty("bytes_down").GetInt64() == 0, refused.ToString());
        }

        static (string?, int, int, int) Of(JsonElement entry) =>
            (entry.GetProperty("key").GetString(), entry.GetProperty("requests").GetInt32(), entry.GetProperty("refused").GetInt32(), entry.GetProperty("open").GetInt32());
    }

    private static PolicyConfig Denying() => new()
    {
        Rules = [new RuleConfig { Verdict = RuleVerdict.Deny, Text = "deny .example", To = [DestinationPattern.TryParse(".example", out DestinationPattern pattern, out _) ? pattern : default] }],
    };

    private static async Task CloseTunnelAsync(AdminFixture admin, RawOrigin origin)
    {
        (RawPeer client, RawPeer server) = await admin.Proxy.OpenTunnelAsync(origin);
        client.Dispose();
        server.Dispose();
        await admin.Proxy.EndedAsync();
    }
}
