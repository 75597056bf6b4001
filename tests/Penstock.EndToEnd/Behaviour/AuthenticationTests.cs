using System.Text;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Clients that have to say who they are.</summary>
public sealed class AuthenticationTests
{
    [Theory, BothTransports]
    public async Task WithoutCredentials_Is407_AndTheConnectionTakesASecondTry(TransportKind transport)
    {
        using var users = new UserFile();
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Users = users.Config });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect(origin.EndPoint.ToString()));
        string refused = await client.ReadResponseAsync();
        await client.SendAsync(Connect(origin, "alice:secret"));

        Assert.StartsWith("HTTP/1.1 407 Proxy Authentication Required\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Authenticate: Basic realm=\"the \\\"house\\\"\", charset=\"UTF-8\"\r\n", refused, StringComparison.Ordinal);
        Assert.Equal(ProxyOutcome.AuthenticationRequired, (await proxy.EndedAsync()).Outcome);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        client.Reset();
        Assert.Equal("alice", (await proxy.EndedAsync()).User);
    }

    [Theory]
    [InlineData("Basic YWxpY2U6d3Jvbmc=")]
    [InlineData("Basic YWxpY2U=")]
    [InlineData("Basic !!")]
    [InlineData("Basic YQA6Yg==")]
    [InlineData("Bearer x")]
    [InlineData("")]
    [InlineData("Basic YWxpY2U6c2VjcmV0\r\nProxy-Authorization: Basic YWxpY2U6c2VjcmV0")]
    public async Task WrongOrMalformedCredentials_Are407_AndNothingElse(string field)
    {
        using var users = new UserFile();
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Users = users.Config });
            string answer = await proxy.AskAsync($"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: {field}\r\n\r\n");

            Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
            Assert.Equal(ProxyOutcome.AuthenticationRequired, (await proxy.EndedAsync()).Outcome);
        }
    }

    // As guesses the last of them would wait for five seconds, and all for more than twelve.
    [Theory]
    [InlineData("Bearer x", "another scheme")]
    [InlineData("Negotiate YWxpY2U6c2VjcmV0", "another scheme")]
    [InlineData("NTLM", "another scheme")]
    [InlineData("", null)]
    public async Task WhoGuessesNoPassword_IsAnsweredAtOnce(string field, string? detail)
    {
        using var users = new UserFile();
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Users = users.Config });
            for (int i = 0; i < 10; i++)
            {
                Assert.StartsWith("HTTP/1.1 407 ", await proxy.AskAsync($"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: {field}\r\n\r\n"), StringComparison.Ordinal);
                RequestTimeline ended = await proxy.EndedAsync();
                Assert.Equal(detail, ended.Detail);
                Assert.InRange(ended.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            }
        }
    }

    [Theory, BothTransports]
    public async Task CredentialsOf64KiB_AreRefused(TransportKind transport)
    {
        using var users = new UserFile();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => config with { Users = users.Config, Limits = config.Limits with { MaxHeadBytes = 256 * 1024 } });
        string field = Convert.ToBase64String(Encoding.ASCII.GetBytes("alice:" + new string('x', 64 * 1024)));

        Assert.StartsWith("HTTP/1.1 407 ", await proxy.AskAsync($"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic {field}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Credentials_NeverReachTheOrigin(TransportKind transport)
    {
        using var users = new UserFile();
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Users = users.Config });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: {Field("alice:secret")}\r\n\r\n");
        using RawPeer server = await origin.AcceptAsync();

        Assert.DoesNotContain("Authorization", await server.ReadHeadAsync(), StringComparison.OrdinalIgnoreCase);
    }

    // By name, by name because of a rule about addresses, and by address.
    [Theory, BothTransports]
    public async Task UserWhoMayNot_IsAskedAgainInApachesManner_AndRefusedOtherwise(TransportKind transport)
    {
        using var users = new UserFile();
        foreach ((ReplyProfile profile, string answer, ProxyOutcome outcome) in new[] { (ReplyProfile.Apache, "HTTP/1.1 407 ", ProxyOutcome.AuthenticationRequired), (ReplyProfile.Rfc, "HTTP/1.1 403 ", ProxyOutcome.Denied) })
        {
            foreach ((string destination, string denied) in new[] { ("any", "ads.example"), ("127.0.0.0/8", "ads.example"), ("any", "192.0.2.0/24") })
            {
                RuleConfig allow = RuleTests.Rule(RuleVerdict.Allow, destination) with { When = new RuleCondition.User(["alice"]) };
                await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
                {
                    Replies = profile,
                    Users = users.Config with { Required = false },
                    Policy = new PolicyConfig { Rules = [RuleTests.Rule(RuleVerdict.Deny, denied), allow], Default = RuleVerdict.Deny },
                });
                string refused = await proxy.AskAsync($"CONNECT localhost:1 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: {Field("bob:secret")}\r\n\r\n");
                RequestTimeline ended = await proxy.EndedAsync();

                Assert.StartsWith(answer, refused, StringComparison.Ordinal);
                Assert.Equal((outcome, "bob"), (ended.Outcome, ended.User));
            }
        }
    }

    [Theory, BothTransports]
    public async Task RulesAboutUsersAndGroups_DecideWhoMayDoWhat(TransportKind transport)
    {
        using var users = new UserFile();
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with
        {
            Users = users.Config with { Required = false },
            Policy = new PolicyConfig
            {
                Rules =
                [
                    RuleTests.Rule(RuleVerdict.Deny, "secret.example") with { When = new RuleCondition.NoneOf([new RuleCondition.Group(["staff"])]) },
                    RuleTests.Rule(RuleVerdict.Deny, "any") with { When = new RuleCondition.User(["bob"]) },
                ],
            },
        });

        Assert.StartsWith("HTTP/1.1 407 ", await proxy.AskAsync(Connect("secret.example:443")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403 ", await proxy.AskAsync(Connect("secret.example:443", "bob:secret")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403 ", await proxy.AskAsync(Connect("other.example:443", "bob:secret")), StringComparison.Ordinal);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Connect(origin, "alice:secret"));
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    // A connection to the origin is kept and would be used at once; the password takes its time.
    [Theory, BothTransports]
    public async Task RequestThatIsClosedWhileItsPasswordIsVerified_ReachesNobody(TransportKind transport)
    {
        using var users = new UserFile();
        users.Add("carol", BCrypt.Net.BCrypt.HashPassword("secret", 13));
        using var origin = new RawOrigin();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Users = users.Config, Loops = 1 });
        string Get(string user) => $"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: {Field($"{user}:secret")}\r\n\r\n";
        using RawPeer alice = await proxy.ConnectAsync();
        await alice.SendAsync(Get("alice"));
        using RawPeer server = await origin.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await alice.ReadHeadAsync();
        await proxy.EndedAsync();
        using RawPeer carol = await proxy.ConnectAsync();
        await carol.SendAsync(Get("carol"));
        await Eventually.TrueAsync(async () => await proxy.Proxy.CloseRequestsAsync(_ => true) == 1, "it was closed");

        Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, await carol.ReadEndingAsync());
        Assert.Equal(ProxyOutcome.ClosedByOperator, (await proxy.EndedAsync()).Outcome);
        await alice.SendAsync(Get("alice"));
        Assert.StartsWith("GET / HTTP/1.1\r\n", await server.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.False(origin.HasCaller);
        Assert.Equal(0, server.Socket.Available);
    }

    [Theory, BothTransports]
    public async Task ProxyThatStops_DoesNotWaitForAnAnswerThatWasPutOff(TransportKind transport)
    {
        using var users = new UserFile();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Users = users.Config, Timeouts = config.Timeouts with { Drain = TimeSpan.Zero } });
        for (int i = 0; i < 8; i++)
        {
            using RawPeer guess = await proxy.ConnectAsync();
            await guess.SendAsync(Connect("127.0.0.1:1", $"alice:{i}"));
        }

        long start = TimeProvider.System.GetTimestamp();
        await proxy.Proxy.StopAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(4));
    }

    private static string Connect(RawOrigin origin, string credentials) => Connect(origin.EndPoint.ToString()!, credentials);

    private static string Connect(string target, string? credentials = null) =>
        $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{(credentials is null ? "" : $"Proxy-Authorization: {Field(credentials)}\r\n")}\r\n";

    private static string Field(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
