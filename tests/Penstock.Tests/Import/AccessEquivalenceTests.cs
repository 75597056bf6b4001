using System.Globalization;
using System.Net;
using CsCheck;
using Penstock.Http;
using Penstock.Identity;
using Penstock.Policy;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;
using Penstock.Transport;

namespace Penstock.Tests.Import;

/// <summary>The translation lets the same clients do the same: Apache's rules by a model of them, the native file's by the proxy's own evaluator.</summary>
public sealed class AccessEquivalenceTests
{
    private static readonly ModelArgument[] Addresses =
    [
        new("10.0.0.0/8", request => IPNetwork.Parse("10.0.0.0/8").Contains(request.Client)),
        new("10.1", request => IPNetwork.Parse("10.1.0.0/16").Contains(request.Client)),
        new("10.1.2.3", request => request.Client.Equals(IPAddress.Parse("10.1.2.3"))),
        new("192.168.0.0/255.255.0.0", request => IPNetwork.Parse("192.168.0.0/16").Contains(request.Client)),
        new("127.0.0.1", request => request.Client.Equals(IPAddress.Loopback)),
        new("2001:db8::/32", request => IPNetwork.Parse("2001:db8::/32").Contains(request.Client)),
    ];

    private static readonly ModelArgument[] Others =
    [
        new("all", _ => true),
        new("corp.example", request => request.ClientName == "corp.example" || request.ClientName.EndsWith(".corp.example", StringComparison.Ordinal)),
        new("build.corp.example", request => request.ClientName == "build.corp.example"),
    ];

    private static readonly ModelArgument[] Requirements =
    [
        .. Addresses.Select(address => address with { Text = $"ip {address.Text.Replace("/255.255.0.0", "/16", StringComparison.Ordinal)}" }),
        new("all granted", _ => true),
        new("all denied", _ => false),
        new("host corp.example", Others[1].Names),
        new("method GET", request => request.Method is "GET" or "HEAD"),
        new("method CONNECT POST", request => request.Method is "CONNECT" or "POST"),
        new("user alice", request => request.User == "alice"),
        new("valid-user", request => request.User is not null),
        new("group staff", request => request.User is "alice" or "carol"),
    ];

    private static readonly string[] Patterns = ["*", "*", "http://a.example/", "http://*.example/x*", "*:443", "a.example:443"];

    private static readonly Gen<ModelArgument> Argument = Gen.OneOf(Gen.OneOf(Addresses), Gen.OneOf(Addresses), Gen.OneOf(Others));

    private static readonly Gen<ModelCompat> Compat =
        Gen.Select(Gen.OneOf("", "deny,allow", "allow,deny", "mutual-failure"), Argument.Array[0, 3], Argument.Array[0, 3], Gen.Bool,
            Gen.OneOf("", "", "GET", "CONNECT"), Argument.Array[0, 2], Argument.Array[0, 2],
            (order, allow, deny, any, limit, limitedAllow, limitedDeny) => new ModelCompat(order, allow, deny, any, limit, limitedAllow, limitedDeny));

    private static readonly Gen<ModelNode> Leaf = Gen.OneOf(Requirements).Select(argument => (ModelNode)new ModelLeaf(argument));

    private static readonly Gen<ModelNode> Node = Gen.Recursive<ModelNode>((depth, self) => depth > 2 ? Leaf : Gen.OneOf(
        Leaf,
        Leaf,
        Gen.Select(Gen.Bool, self.Array[1, 3], self.Array[0, 2], (isAll, of, refused) => (ModelNode)new ModelGroup(isAll, of, isAll ? refused : []))));

    private static readonly Gen<ModelRequire> Require = Node.Array[1, 3].Select(of => new ModelRequire(of));

    private static readonly Gen<ModelSection> Section =
        Gen.Select(Gen.OneOf(Patterns), Compat.Null(), Require.Null(), Gen.OneOf("", "Off", "And", "Or"), (pattern, compat, require, merging) => new ModelSection(pattern, compat, require, merging));

    private static readonly ModelRequest[] Requests =
    [
        .. from client in (string[])["10.1.2.3", "10.1.9.9", "10.9.9.9", "192.168.7.7", "127.0.0.1", "127.0.0.2", "203.0.113.5", "2001:db8::7", "::1"]
           from name in (string[])["host.invalid", "corp.example", "build.corp.example", "notcorp.example"]
           from user in (string?[])[null, "alice", "bob", "carol"]
           from request in ((string Method, string Url)[])[("CONNECT", "a.example:443"), ("CONNECT", "a.example:25"), ("GET", "http://a.example/x"), ("HEAD", "http://b.example/y"), ("POST", "http://b.example/x/1")]
           select new ModelRequest(request.Method, request.Url, IPAddress.Parse(client), name, user),
    ];

    // Sets of at most two on either side: a third can only do what the first two did.
    [Fact]
    public void EveryOrder_WithEveryAllowAndDeny_LetsTheSameClientsThrough()
    {
        ModelArgument[] pool = [.. Addresses.Take(5), Others[0]];
        ModelArgument[][] sets = [[], .. pool.Select(one => new[] { one }), .. from a in pool from b in pool where string.CompareOrdinal(a.Text, b.Text) < 0 select new[] { a, b }];
        ModelRequest[] clients = [.. Requests.DistinctBy(request => request.Client)];
        foreach (string order in (string[])["deny,allow", "allow,deny", "mutual-failure"])
        {
            foreach (ModelArgument[] allow in sets)
            {
                foreach (ModelArgument[] deny in sets)
                {
                    Check(new ModelConfig([new ModelSection("*", new ModelCompat(order, allow, deny, false, "", [], []), null, "")]), clients);
                }
            }
        }
    }

    [Fact]
    public void AnySections_LetTheSameClientsThrough() => Section.Array[1, 4].Select(sections => new ModelConfig(sections)).Sample(config => Check(config, Requests), iter: 400, print: config => config.ToText());

    private static void Check(ModelConfig model, IEnumerable<ModelRequest> requests)
    {
        var files = new MemoryFiles();
        files.Add("httpd.conf", model.ToText());
        ImportResult result = ApacheImport.Load("httpd.conf", [], files, _ => null);
        Assert.True(result.Config is not null, string.Join('\n', result.Errors));
        ConfigFile native = ConfigReader.Read(result.Yaml, "penstock.yaml", "/nowhere", _ => null, null);
        Assert.DoesNotContain(native.Problems, problem => !problem.IsWarning && !problem.Text.Contains("there is no file", StringComparison.Ordinal));

        var access = new ClientAccess(native.Config.Clients);
        var evaluator = new PolicyEvaluator(native.Config.Policy);
        foreach (ModelRequest request in requests)
        {
            bool? passes = Passes(access, evaluator, request, request.User);
            bool passesInApache = model.Passes(request);
            if (passes is { } decided)
            {
                Assert.True(decided == passesInApache, $"{request}: {decided}, in Apache {passesInApache}\n{result.Yaml}");
            }
            else
            {
                // It is asked for credentials: then Apache would refuse it without, unless what it must not be is said of users. Apache lets such a client pass as long as it says nothing.
                Assert.True(!passesInApache || model.RefusesUsers, $"{request} is asked for credentials\n{result.Yaml}");
            }
        }
    }

    // Null if it depends on a user who is not known.
    private static bool? Passes(ClientAccess access, PolicyEvaluator evaluator, ModelRequest request, string? user)
    {
        PeerAddress client = PeerAddress.From(new IPEndPoint(request.Client, 50_000));
        if (!access.Allows(client))
        {
            return false;
        }

        string[] authority = request.Url.Replace("http://", "", StringComparison.Ordinal).Split('/')[0].Split(':');
        int port = authority is [_, var written] ? int.Parse(written, CultureInfo.InvariantCulture) : 80;
        var facts = new RequestFacts(client, 8088, request.Method, new Authority(authority[0], port, null), TimeProvider.System)
        {
            Url = new RequestUrl(request.Url, request.Url),
            User = user,
            IsMember = (name, group) => group == "staff" && name is "alice" or "carol",
            ClientNames = [request.ClientName],
        };
        PolicyResult result = evaluator.Evaluate(facts);
        Assert.True(result.IsDecided || result.Match == Match.NeedsUser, $"{result.Match}");
        return result.IsDecided ? result.Decision!.Verdict == RuleVerdict.Allow : null;
    }
}
