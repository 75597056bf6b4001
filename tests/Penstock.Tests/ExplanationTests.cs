using System.Net;
using System.Net.Sockets;
using static Penstock.RuleVerdict;
using static Penstock.Tests.Policy.TestRules;

namespace Penstock.Tests;

/// <summary>The way of a request in words; held to the words, since people read them.</summary>
public sealed class ExplanationTests : IDisposable
{
    private readonly string _hosts = Path.GetTempFileName();
    private readonly string _groups = Path.GetTempFileName();

    [Fact]
    public async Task NameThatARuleAllows_IsLookedUp_AndEachAddressIsKeptOrDropped()
    {
        await File.WriteAllTextAsync(_hosts, "93.184.216.34 api.example.com\n10.0.0.7 api.example.com\n", TestContext.Current.CancellationToken);
        Explanation explanation = await ExplainAsync(new("CONNECT", "api.example.com:443") { Client = IPAddress.Parse("10.1.2.3") }, Placed(28, Rule(Deny, "*.example.net")), Placed(30, Rule(Allow, "*.example.com")));

        Assert.Equal(
            """
            client 10.1.2.3 may use 127.0.0.1:8088: clients are 10.0.0.0/8
            name   api.example.com
              penstock.yaml:28  Deny *.example.net                        no match
              penstock.yaml:30  Allow *.example.com                       match → decided by name
            look-up  93.184.216.34 (TTL 86400 s), 10.0.0.7 (TTL 86400 s)
              93.184.216.34  kept: global
              10.0.0.7       dropped: private, and no rule names it
            verdict  ALLOW by penstock.yaml:30 (Allow *.example.com); would dial 93.184.216.34:443

            """,
            explanation.Text);
        Assert.True(explanation.IsAllowed);
    }

    [Theory]
    [InlineData("10.1.2.3", "build@penstock.yaml:9 all@ ")]
    [InlineData("::ffff:10.1.2.3", "build@penstock.yaml:9 all@ ")]
    [InlineData("10.2.0.1", "all@ ")]
    [InlineData("192.0.2.1", "")]
    public async Task ClientOfNamedGroups_IsSaidToBeInEach(string client, string groups)
    {
        ClientGroup[] named = [new("build", [IPNetwork.Parse("10.1.0.0/16")], new("penstock.yaml", 9, 3)), new("other", [IPNetwork.Parse("::/0")]), new("all", [IPNetwork.Parse("10.0.0.0/8")])];
        Explanation explanation = await Explanation.OfAsync(
            new ProxyConfig { Clients = [IPNetwork.Parse("10.0.0.0/8")], ClientGroups = named }, new("CONNECT", "127.0.0.1:1") { Client = IPAddress.Parse(client) }, time: null);

        string[] lines = [.. explanation.Text.Split('\n').Where(line => line.Contains(" is in group ", StringComparison.Ordinal))];
        Assert.Equal(
            groups.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(group => group.Split('@')).Select(group => $"client {client} is in group \"{group[0]}\"{(group[1].Length == 0 ? "" : $" ({group[1]})")}"),
            lines);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("bob", false)]
    [InlineData("alice", true)]
    public async Task InsideAddress_IsOpenedToTheUserOfTheRuleAlone(string? user, bool isAllowed)
    {
        RuleConfig[] rules = [Placed(2, Rule(Allow, "any")), Placed(3, Rule(Allow, "127.0.0.0/8", new RuleCondition.User(["alice"])))];
        Explanation explanation = await ExplainAsync(new("CONNECT", "127.0.0.1:443") { Client = IPAddress.Parse("10.1.2.3"), User = user }, rules);

        Assert.Equal(isAllowed, explanation.IsAllowed);
    }

    [Theory]
    [InlineData("alice", null, true)]
    [InlineData("bob", null, true)]
    [InlineData("carol", null, false)]
    [InlineData("carol", "staff", true)]
    [InlineData("carol", "guests", false)]
    [InlineData(null, "staff", false)]
    public async Task Group_IsThatOfTheFile_AndThoseThatTheRequestSays(string? user, string? group, bool isAllowed)
    {
        await File.WriteAllTextAsync(_hosts, "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_groups, "staff: alice bob\nguests: carol\n", TestContext.Current.CancellationToken);
        ExplainRequest request = new("CONNECT", "192.0.2.1:443") { User = user, Groups = group is null ? [] : [group] };

        Assert.Equal(isAllowed, (await ExplainForStaffAsync(request)).IsAllowed);
    }

    [Theory]
    [InlineData(true, null, false)]
    [InlineData(true, "alice", true)]
    [InlineData(false, null, true)]
    public async Task WhereCredentialsAreRequired_NobodyPassesWithoutThem(bool isRequired, string? user, bool isAllowed)
    {
        var config = new ProxyConfig { Users = new UsersConfig { File = _hosts, Required = isRequired } };
        Explanation explanation = await Explanation.OfAsync(config, new("CONNECT", "192.0.2.1:443") { User = user }, time: null);

        Assert.Equal(isAllowed, explanation.IsAllowed);
        Assert.Equal(!isAllowed, explanation.Text.EndsWith("verdict  DENY: every request needs credentials (407; try --user)\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GroupsThatCannotBeRead_AreSaidToBeUnknown()
    {
        File.Delete(_groups);
        Explanation explanation = await ExplainForStaffAsync(new("CONNECT", "192.0.2.1:443") { User = "alice" });

        Assert.False(explanation.IsAllowed);
        Assert.Contains("groups unknown: ", explanation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressRule_IsAskedForEachAddress()
    {
        await File.WriteAllTextAsync(_hosts, "10.9.0.7 api.example.com\n10.0.0.7 api.example.com\n", TestContext.Current.CancellationToken);
        Explanation explanation = await ExplainAsync(
            new("GET", "http://api.example.com/x") { Client = IPAddress.Parse("10.1.2.3") }, Placed(2, Rule(Deny, "10.9.0.0/16")), Placed(3, Rule(Allow, "10.0.0.0/8")));

        Assert.Equal(
            """
            client 10.1.2.3 may use 127.0.0.1:8088: clients are 10.0.0.0/8
            name   api.example.com
              penstock.yaml:2  Deny 10.9.0.0/16                          depends on the address
            look-up  10.9.0.7 (TTL 86400 s), 10.0.0.7 (TTL 86400 s)
              10.9.0.7  dropped: denied by the rule
                penstock.yaml:2  Deny 10.9.0.0/16                          match → decided by address
              10.0.0.7  kept: private
                penstock.yaml:2  Deny 10.9.0.0/16                          no match
                penstock.yaml:3  Allow 10.0.0.0/8                          match → decided by address
            verdict  ALLOW by penstock.yaml:3 (Allow 10.0.0.0/8); would dial 10.0.0.7:80

            """,
            explanation.Text);
    }

    [Theory]
    [InlineData("192.0.2.1", "a.test:443", "verdict  DENY: client is not one of those that may use the proxy")]
    [InlineData("10.1.2.3", "ads.example.net:443", "verdict  DENY by penstock.yaml:1 (Deny *.example.net)")]
    [InlineData("10.1.2.3", "nosuch.test:22", "verdict  DENY: CONNECT may not reach port 22: connect-ports are 443, 563 (")]
    [InlineData("10.1.2.3", "10.0.0.1:443", "verdict  DENY: no address is left that may be dialled")]
    [InlineData("10.1.2.3", "users.test:443", "verdict  DENY: the rule needs to know who the client is (407; try --user)")]
    public async Task Refusal_SaysWhy(string client, string target, string verdict)
    {
        Explanation explanation = await ExplainAsync(
            new("CONNECT", target) { Client = IPAddress.Parse(client) }, Placed(1, Rule(Deny, "*.example.net")), Rule(Deny, "users.test", new RuleCondition.User([])));

        Assert.False(explanation.IsAllowed);
        Assert.StartsWith(verdict, explanation.Text.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoConnectPorts_AreSaidToBeNone()
    {
        Explanation explanation = await Explanation.OfAsync(
            new ProxyConfig { Clients = [IPNetwork.Parse("10.0.0.0/8")], Policy = new PolicyConfig { ConnectPorts = [] } }, new("CONNECT", "192.0.2.1:443") { Client = IPAddress.Parse("10.1.2.3") });

        Assert.False(explanation.IsAllowed);
        Assert.EndsWith("verdict  DENY: CONNECT may not reach port 443: connect-ports is empty, and no rule that allows it names the port\n", explanation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookUpThatTakesTooLong_IsTheTimeOutThatTheProxyWouldSay()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Explanation explanation = await Explanation.OfAsync(
            new ProxyConfig { Resolver = new ResolverConfig { HostsPath = _hosts, Servers = [(IPEndPoint)silent.LocalEndPoint!], Timeout = TimeSpan.FromMilliseconds(200) } }, new("CONNECT", "silent.test:443"), time: null);

        Assert.EndsWith("look-up  no answer in time\nverdict  DENY: the name is not looked up in time (504)\n", explanation.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254", "link-local")]
    [InlineData("100.64.0.1", "shared address space")]
    [InlineData("0.1.2.3", "this network")]
    [InlineData("192.0.0.1", "protocol assignments")]
    [InlineData("100::1", "discard-only")]
    [InlineData("5f00::1", "segment routing")]
    [InlineData("224.0.0.1", "multicast")]
    public async Task ClassOfAnAddress_IsSaidInWords(string address, string words)
    {
        string target = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:443" : $"{address}:443";
        Explanation explanation = await ExplainAsync(new("CONNECT", target) { Client = IPAddress.Parse("10.1.2.3") });

        Assert.Contains($"dropped: {words}, and no rule names it\n", explanation.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT", "example.com")]
    [InlineData("GET", "example.com:443")]
    [InlineData("GET", "https://example.com/")]
    [InlineData("G T", "http://example.com/")]
    [InlineData("", "http://example.com/")]
    [InlineData("G\u00c9T", "http://example.com/")]
    public async Task TargetThatTheMethodCannotHave_IsAFault(string method, string target) =>
        await Assert.ThrowsAsync<FormatException>(() => ExplainAsync(new(method, target)));

    [Fact]
    public async Task RulesThatDoNotMatch_AreCountedPastForty()
    {
        Explanation explanation = await ExplainAsync(new("CONNECT", "10.0.0.1:443") { Client = IPAddress.Parse("10.1.2.3") }, [.. Enumerable.Range(0, 100).Select(i => Rule(Deny, $"a{i}.test"))]);

        Assert.Contains("  … and 60 more that do not match\n", explanation.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        File.Delete(_hosts);
        File.Delete(_groups);
    }

    private Task<Explanation> ExplainForStaffAsync(ExplainRequest request) => Explanation.OfAsync(
        new ProxyConfig
        {
            Policy = new PolicyConfig { Rules = [Rule(Allow, "any", new RuleCondition.Group(["staff"]))], Default = Deny },
            Users = new UsersConfig { File = _hosts, GroupFile = _groups },
        },
        request);

    private Task<Explanation> ExplainAsync(ExplainRequest request, params RuleConfig[] rules) => Explanation.OfAsync(
        new ProxyConfig
        {
            Clients = [IPNetwork.Parse("10.0.0.0/8")],
            Policy = new PolicyConfig { Rules = rules, ConnectPorts = [new(443, 443), new(563, 563)] },
            Resolver = new ResolverConfig { HostsPath = _hosts, Servers = [new(IPAddress.Loopback, 9)], Timeout = TimeSpan.FromSeconds(1) },
        },
        request);

    private static RuleConfig Placed(int line, RuleConfig rule) => rule with { Place = new("penstock.yaml", line) };
}
