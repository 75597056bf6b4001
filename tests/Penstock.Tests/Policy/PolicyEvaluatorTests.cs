using System.Net;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Penstock.Http;
using Penstock.Policy;
using static Penstock.RuleVerdict;
using static Penstock.Tests.Policy.TestRules;

namespace Penstock.Tests.Policy;

/// <summary>Rules: which one decides, and what has to be known for it.</summary>
public sealed class PolicyEvaluatorTests
{
    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "www.example.com", false)]
    [InlineData("example.com", "notexample.com", false)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "www.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "notexample.com", false)]
    [InlineData(".example.com", "example.com", true)]
    [InlineData(".example.com", "www.example.com", true)]
    [InlineData(".example.com", "notexample.com", false)]
    [InlineData(".example.com", "example.com.evil.test", false)]
    [InlineData("*.com", "example.com", true)]
    [InlineData("*.com", "com", false)]
    [InlineData("EXAMPLE.com.", "example.com", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.7", "::ffff:10.0.0.7", true)]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.7", true)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("::/0", "10.0.0.7", false)]
    [InlineData("any", "whatever.test", true)]
    [InlineData("any", "::1", true)]
    public void Destination_MatchesWhatItNames_AndNothingBeside(string pattern, string host, bool matches)
    {
        PolicyResult result = Evaluator(Allow, Rule(Deny, pattern)).Evaluate(Facts(host));

        Assert.Equal(matches ? Deny : Allow, result.Decision!.Verdict);
        Assert.Equal(matches, result.Decision.Rule is not null);
    }

    [Fact]
    public void FirstRuleThatMatches_Decides()
    {
        PolicyEvaluator policy = Evaluator(Deny, Rule(Allow, "good.example.com"), Rule(Deny, ".example.com"), Rule(Allow, "any"));

        Assert.Equal("Allow good.example.com", policy.Evaluate(Facts("good.example.com")).Decision!.Text);
        Assert.Equal("Deny .example.com", policy.Evaluate(Facts("bad.example.com")).Decision!.Text);
        Assert.Equal("Allow any", policy.Evaluate(Facts("example.org")).Decision!.Text);
    }

    [Fact]
    public void AddressRule_HasToKnowTheAddress_OnlyIfNoRuleBeforeItDecides()
    {
        PolicyEvaluator policy = Evaluator(Deny, Rule(Allow, "known.test"), Rule(Deny, "10.0.0.0/8"), Rule(Allow, "any"));

        Assert.True(policy.Evaluate(Facts("known.test")).IsDecided);
        PolicyResult other = policy.Evaluate(Facts("other.test"));
        Assert.Equal((Match.NeedsAddress, 1), (other.Match, other.Rule));
        PolicyResult inside = policy.Evaluate(Facts("other.test"), IPAddress.Parse("10.1.1.1"), other.Rule);
        Assert.Equal((Deny, true), (inside.Decision!.Verdict, inside.IsByAddress));
        Assert.Equal(Allow, policy.Evaluate(Facts("other.test"), IPAddress.Parse("192.0.2.1"), other.Rule).Decision!.Verdict);
    }

    [Theory]
    [InlineData(442, false)]
    [InlineData(443, true)]
    [InlineData(8000, true)]
    [InlineData(8999, true)]
    [InlineData(9000, false)]
    public void Ports_AreRangesWithBothEnds(int port, bool matches) => Assert.Equal(
        matches ? Allow : Deny,
        Evaluator(Deny, Rule(Allow, "any", null, new PortRange(443, 443), new PortRange(8000, 8999))).Evaluate(Facts("a.test", port)).Decision!.Verdict);

    [Fact]
    public void UserRule_HasToKnowTheUser_AndThenCountsLikeAnyOther()
    {
        PolicyEvaluator policy = Evaluator(Deny, Rule(Allow, "any", new RuleCondition.User(["alice"])));

        Assert.Equal(Match.NeedsUser, policy.Evaluate(Facts("a.test")).Match);
        Assert.Equal(Allow, policy.Evaluate(Facts("a.test", user: "alice")).Decision!.Verdict);
        Assert.Equal(Deny, policy.Evaluate(Facts("a.test", user: "bob")).Decision!.Verdict);
        Assert.Equal(Deny, policy.Evaluate(Facts("a.test", user: "Alice")).Decision!.Verdict);
    }

    [Fact]
    public void WhatIsNotKnown_IsNotAsked_WhereItDoesNotDecide()
    {
        RuleCondition user = new RuleCondition.User([]);
        RuleCondition inside = new RuleCondition.From([IPNetwork.Parse("10.0.0.0/8")]);

        Assert.Equal(Match.Yes, Ready(new RuleCondition.AnyOf([user, inside])).Test(Facts("a.test"), null));
        Assert.Equal(Match.NeedsUser, Ready(new RuleCondition.AnyOf([user, inside])).Test(Facts("a.test", client: "192.0.2.1"), null));
        Assert.Equal(Match.No, Ready(new RuleCondition.AllOf([user, inside])).Test(Facts("a.test", client: "192.0.2.1"), null));
        Assert.Equal(Match.No, Ready(new RuleCondition.NoneOf([user, inside])).Test(Facts("a.test"), null));
        Assert.Equal(Match.NeedsUser, Ready(new RuleCondition.NoneOf([user])).Test(Facts("a.test"), null));
        Assert.Equal(Match.Yes, Ready(new RuleCondition.AllOf([inside, inside])).Test(Facts("a.test"), null));
        Assert.Equal(Match.NeedsUser, Ready(new RuleCondition.AllOf([inside, user])).Test(Facts("a.test"), null));
        Assert.Equal(Match.NeedsUser, Ready(new RuleCondition.AllOf([user, inside])).Test(Facts("a.test"), null));
        Assert.Equal(Match.Yes, Ready(new RuleCondition.AllOf([])).Test(Facts("a.test"), null));
        Assert.Equal(Match.No, Ready(new RuleCondition.AnyOf([])).Test(Facts("a.test"), null));
    }

    [Theory]
    [InlineData("corp.example", "pc7.corp.example", true)]
    [InlineData(".corp.example", "PC7.Corp.Example", true)]
    [InlineData("corp.example", "corp.example", true)]
    [InlineData("corp.example", "notcorp.example", false)]
    public void ClientName_IsTheSuffixOfWholeLabels(string suffix, string name, bool matches)
    {
        RequestFacts facts = Facts("a.test");
        ConditionTest test = Ready(new RuleCondition.FromName([suffix]));
        Assert.Equal(Match.NeedsClientName, test.Test(facts, null));
        facts.ClientNames = [name];
        Assert.Equal(matches ? Match.Yes : Match.No, test.Test(facts, null));
        Assert.Equal(matches ? Match.Yes : Match.No, Ready(new RuleCondition.FromName(["other.test", suffix])).Test(facts, null));
        facts.ClientNames = [];
        Assert.Equal(Match.No, test.Test(facts, null));
    }

    [Fact]
    public void WhereNothingCouldBeRefused_NothingIsAsked()
    {
        var open = new PolicyConfig { Default = RuleVerdict.Allow };
        Assert.True(new PolicyEvaluator(open).IsEmpty);
        Assert.False(new PolicyEvaluator(open with { Default = RuleVerdict.Deny }).IsEmpty);
        Assert.False(new PolicyEvaluator(open with { ConnectPorts = [new PortRange(443, 443)] }).IsEmpty);
        Assert.False(new PolicyEvaluator(open with { Rules = [Rule(RuleVerdict.Allow, "a.test")] }).IsEmpty);
    }

    // 2026-11-23 is a Monday.
    [Theory]
    [InlineData("2026-11-23T07:59:59", 0b0111110, 8, 18, false)]
    [InlineData("2026-11-23T08:00:00", 0b0111110, 8, 18, true)]
    [InlineData("2026-11-23T17:59:59", 0b0111110, 8, 18, true)]
    [InlineData("2026-11-23T18:00:00", 0b0111110, 8, 18, false)]
    [InlineData("2026-11-22T12:00:00", 0b0111110, 8, 18, false)]
    [InlineData("2026-11-23T23:00:00", 0b0000010, 22, 6, true)]
    [InlineData("2026-11-23T22:00:00", 0b0000010, 22, 6, true)]
    [InlineData("2026-11-24T05:59:59", 0b0000010, 22, 6, true)]
    [InlineData("2026-11-24T06:00:00", 0b0000010, 22, 6, false)]
    [InlineData("2026-11-24T22:00:00", 0b0000010, 22, 6, false)]
    [InlineData("2026-11-23T05:00:00", 0b0000010, 22, 6, false)]
    [InlineData("2026-11-29T03:00:00", 0b1000000, 22, 6, true)]
    [InlineData("2026-11-23T00:00:00", 0b0000010, 0, 24, true)]
    [InlineData("2026-11-23T23:59:59", 0b0000010, 0, 24, true)]
    public void Hours_BeginOnTheirDay_AndMayPassMidnight(string now, byte days, int from, int to, bool matches)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse(now + "Z", System.Globalization.CultureInfo.InvariantCulture));
        var span = new HourSpan(days, TimeSpan.FromHours(from), TimeSpan.FromHours(to));
        var never = new HourSpan(0, TimeSpan.Zero, TimeSpan.FromHours(24));

        Assert.All((HourSpan[][])[[span], [never, span], [span, never]], spans =>
            Assert.Equal(matches ? Match.Yes : Match.No, Ready(new RuleCondition.Hours(spans)).Test(Facts("a.test", time: time), null)));
    }

    [Fact]
    public void ConnectPorts_HoldForTunnels_UnlessTheRuleNamesPorts()
    {
        var policy = new PolicyEvaluator(new PolicyConfig
        {
            Rules = [Rule(Allow, "named.test", null, new PortRange(8443, 8443)), Rule(Allow, "any")],
            ConnectPorts = [new(443, 443), new(563, 563)],
        });
        bool Allows(string host, int port, string method = "CONNECT") =>
            policy.AllowsPort(Facts(host, port, method: method), policy.Evaluate(Facts(host, port, method: method)).Decision!);

        Assert.True(Allows("a.test", 443));
        Assert.True(Allows("a.test", 563));
        Assert.False(Allows("a.test", 22));
        Assert.True(Allows("named.test", 8443));
        Assert.False(Allows("named.test", 22));
        Assert.True(Allows("a.test", 8080, "GET"));
    }

    [Fact]
    public void ConnectPorts_AreNotOpenedByARuleThatReports()
    {
        var policy = new PolicyEvaluator(new PolicyConfig { Rules = [Rule(Report, "any", null, new PortRange(22, 22))], ConnectPorts = [new(443, 443)] });
        RequestFacts facts = Facts("a.test", 22);

        Assert.False(policy.AllowsPort(facts, policy.Evaluate(facts).Decision!));
    }

    // Where connect(2) to an unspecified address goes.
    [Theory]
    [InlineData("127.0.0.0/8", "0.0.0.0", true)]
    [InlineData("127.0.0.0/8", "::ffff:0.0.0.0", true)]
    [InlineData("127.0.0.0/8", "::", true)]
    [InlineData("::1", "::", true)]
    [InlineData("::1", "0.0.0.0", false)]
    [InlineData("10.0.0.0/8", "0.0.0.0", false)]
    public void UnspecifiedAddress_IsDeniedAsThisMachinesOwn(string network, string address, bool isDenied)
    {
        IPAddress dialled = IPAddress.Parse(address);

        Assert.Equal(isDenied ? Deny : Allow, Evaluator(Allow, Rule(Deny, network)).Evaluate(Facts("a.test"), dialled).Decision!.Verdict);
        Assert.Equal(Deny, Evaluator(Deny, Rule(Allow, network)).Evaluate(Facts("a.test"), dialled).Decision!.Verdict);
    }

    [Fact]
    public void Opens_IsTrueOnlyIfTheFirstRuleThatNamesTheAddressAllows()
    {
        PolicyEvaluator policy = Evaluator(Allow, Rule(Allow, "intranet.test"), Rule(Deny, "10.9.0.0/16"), Rule(Allow, "10.0.0.0/8"), Rule(Report, "172.16.0.0/12"));

        Assert.Equal(Match.Yes, policy.Opens(Facts("intranet.test"), IPAddress.Parse("10.1.1.1")));
        Assert.Equal(Match.No, policy.Opens(Facts("intranet.test"), IPAddress.Parse("10.9.1.1")));
        Assert.Equal(Match.No, policy.Opens(Facts("intranet.test"), IPAddress.Parse("192.168.1.1")));
        Assert.Equal(Match.No, policy.Opens(Facts("intranet.test"), IPAddress.Parse("172.16.1.1")));
        Assert.Equal(Match.Yes, Evaluator(Deny, Rule(Allow, "intranet.test 10.0.0.0/8")).Opens(Facts("intranet.test"), IPAddress.Parse("10.1.1.1")));
    }

    [Fact]
    public void Opens_NothingByWhatIsNotKnownOfTheClient()
    {
        PolicyEvaluator byUser = Evaluator(Deny, Rule(Allow, "any"), Rule(Allow, "10.0.0.0/8", new RuleCondition.User(["alice"])));
        PolicyEvaluator byName = Evaluator(Deny, Rule(Allow, "any"), Rule(Allow, "10.0.0.0/8", new RuleCondition.FromName(["trusted.test"])));
        IPAddress inside = IPAddress.Parse("10.1.1.1");

        Assert.Equal(Match.NeedsUser, byUser.Opens(Facts("a.test"), inside));
        Assert.Equal(Match.Yes, byUser.Opens(Facts("a.test", user: "alice"), inside));
        Assert.Equal(Match.No, byUser.Opens(Facts("a.test", user: "bob"), inside));
        Assert.Equal(Match.NeedsClientName, byName.Opens(Facts("a.test"), inside));
        Assert.True(byName.OpensByClientNames);
        Assert.False(byUser.OpensByClientNames);
    }

    [Fact]
    public void RuleOfAddressesForUsers_AsksForTheUser_OnlyIfTheAddressIsOneOfThem()
    {
        PolicyEvaluator policy = Evaluator(Allow, Rule(Allow, "10.0.0.0/8", new RuleCondition.User(["alice"])));

        Assert.Equal(Match.NeedsAddress, policy.Evaluate(Facts("a.test")).Match);
        Assert.Equal(Allow, policy.Evaluate(Facts("a.test"), IPAddress.Parse("192.0.2.1")).Decision!.Verdict);
        Assert.Equal(Match.NeedsUser, policy.Evaluate(Facts("a.test"), IPAddress.Parse("10.1.1.1")).Match);
    }

    // Which of the spellings the origin goes by is not known.
    [Theory]
    [InlineData("/private/x", true, false)]
    [InlineData("/public/x", false, true)]
    [InlineData("/%70rivate/x", true, false)]
    [InlineData("/public/../private/x", true, false)]
    [InlineData("/private/../public/x", true, false)]
    [InlineData("/%70ublic/x", false, false)]
    [InlineData("/private%2Fx", true, false)]
    [InlineData("/\\private/x", false, false)]
    [InlineData("/a/..\\private/x", true, false)]
    [InlineData("/a\\..\\private/x", true, false)]
    [InlineData("/a/..%5cprivate/x", true, false)]
    [InlineData("/public/..\\private/x", true, false)]
    [InlineData("/public/..%2fprivate/x", true, false)]
    [InlineData("/public/@scope%2Fname", false, true)]
    [InlineData("/public/a\\b", false, true)]
    [InlineData("/public/x?y=..\\..\\private", false, true)]
    public void UrlOfSeveralSpellings_IsDeniedByAny_AndAllowedByAll(string path, bool isDenied, bool isAllowed)
    {
        RequestFacts facts = new(default, 0, "GET", new Authority("a.test", 80, null), TimeProvider.System) { Url = RequestUrl.Of(new Authority("a.test", 80, null), System.Text.Encoding.ASCII.GetBytes(path)) };
        PolicyEvaluator denying = Evaluator(Allow, Rule(Deny, "any", new RuleCondition.Url(["http://a.test/private/*"])));
        PolicyEvaluator allowing = Evaluator(Deny, Rule(Allow, "any", new RuleCondition.Url(["http://a.test/public/*"])));
        PolicyEvaluator denyingOthers = Evaluator(Allow, Rule(Deny, "any", new RuleCondition.NoneOf([new RuleCondition.Url(["http://a.test/public/*"])])));

        Assert.Equal(isDenied ? Deny : Allow, denying.Evaluate(facts).Decision!.Verdict);
        Assert.Equal(isAllowed ? Allow : Deny, allowing.Evaluate(facts).Decision!.Verdict);
        Assert.Equal(isAllowed ? Allow : Deny, denyingOthers.Evaluate(facts).Decision!.Verdict);
    }

    // As Apache does it: who would be asked without credentials is asked for others.
    [Theory]
    [InlineData("a.test", "carol", true, true)]
    [InlineData("a.test", "carol", false, false)]
    [InlineData("a.test", null, true, false)]
    [InlineData("ads.test", "carol", true, false)]
    public void UserWhoMayNot_IsAskedAgain_IfItIsTheUserThatDecides(string host, string? user, bool asksAgain, bool isAsked)
    {
        PolicyEvaluator evaluator = Evaluator(Deny, Rule(Deny, "ads.test"), Rule(Allow, "any", new RuleCondition.User(["alice"])));
        RequestFacts facts = new(default, 8088, "CONNECT", new Authority(host, 443, null), TimeProvider.System) { User = user, AsksUsersAgain = asksAgain };

        Assert.Equal(isAsked, evaluator.AsksAgain(facts));
        Assert.Equal(user, facts.User);
    }

    // An origin may tell /p from /P or not.
    [Theory]
    [InlineData("http://pub.test/p/x", true, true)]
    [InlineData("http://pub.test/P/x", true, false)]
    [InlineData("http://pub.test/%50/x", true, false)]
    [InlineData("http://pub.test/%70/x", true, false)]
    [InlineData("http://pub.test/q/x", false, false)]
    public void PathInAnotherCase_IsDenied_AndNotAllowed(string url, bool isNamed, bool isAllowed)
    {
        var pattern = new RuleCondition.Url(["HTTP://Pub.test/p/*"]);
        byte[] path = System.Text.Encoding.ASCII.GetBytes(url["http://pub.test".Length..]);
        RequestFacts facts = new(default, 0, "GET", new Authority("pub.test", 80, null), TimeProvider.System) { Url = RequestUrl.Of(new Authority("pub.test", 80, null), path) };
        RuleVerdict Verdict(RuleVerdict otherwise, RuleVerdict verdict, RuleCondition when) => Evaluator(otherwise, Rule(verdict, "any", when)).Evaluate(facts).Decision!.Verdict;

        Assert.Equal(isNamed ? Deny : Allow, Verdict(Allow, Deny, pattern));
        Assert.Equal(isNamed ? Report : Allow, Verdict(Allow, Report, pattern));
        Assert.Equal(isAllowed ? Allow : Deny, Verdict(Deny, Allow, pattern));
        Assert.Equal(isAllowed ? Allow : Deny, Verdict(Deny, Allow, new RuleCondition.AnyOf([new RuleCondition.AllOf([pattern])])));
        Assert.Equal(isNamed ? Deny : Allow, Verdict(Deny, Allow, new RuleCondition.NoneOf([pattern])));
        Assert.Equal(isAllowed ? Allow : Deny, Verdict(Allow, Deny, new RuleCondition.NoneOf([pattern])));
        Assert.Equal(isAllowed ? Allow : Deny, Verdict(Deny, Allow, new RuleCondition.NoneOf([new RuleCondition.NoneOf([pattern])])));
    }

    // What an allow names is a host; a deny takes in whatever it may mean.
    [Theory]
    [InlineData("http://*.good.test/*", "/", false)]
    [InlineData("http://*.good.test/*", "/x.good.test/", true)]
    [InlineData("http://*.good.test/*", "/?x.good.test/", true)]
    [InlineData("*.good.test:443", "/?.good.test:443", true)]
    public void HostOfAPattern_IsNotFoundInAPath_ByWhatAllows(string pattern, string path, bool isDenied)
    {
        RequestFacts facts = new(default, 0, "GET", new Authority("evil.test", 80, null), TimeProvider.System) { Url = RequestUrl.Of(new Authority("evil.test", 80, null), System.Text.Encoding.ASCII.GetBytes(path)) };
        RuleVerdict Verdict(RuleVerdict otherwise, RuleVerdict verdict, RuleCondition when) => Evaluator(otherwise, Rule(verdict, "any", when)).Evaluate(facts).Decision!.Verdict;
        var condition = new RuleCondition.Url([pattern]);

        Assert.Equal(Deny, Verdict(Deny, Allow, condition));
        Assert.Equal(Deny, Verdict(Allow, Deny, new RuleCondition.NoneOf([condition])));
        Assert.Equal(isDenied ? Deny : Allow, Verdict(Allow, Deny, condition));
    }

    [Theory]
    [InlineData("HOST.test:443")]
    [InlineData("*.TEST:44?")]
    public void TargetOfATunnel_HasNoCase(string pattern) =>
        Assert.Equal(Allow, Evaluator(Deny, Rule(Allow, "any", new RuleCondition.Url([pattern]))).Evaluate(Facts("host.test")).Decision!.Verdict);

    [Theory]
    [InlineData("64:ff9b::93.184.216.34")]
    [InlineData("2002:5db8:d822::1")]
    [InlineData("2001:0:5db8:d822::1")]
    [InlineData("2001:0:808:808::a247:27dd")]
    [InlineData("2606:4700::200:5efe:93.184.216.34")]
    [InlineData("::93.184.216.34")]
    public void DenyOfIPv4_HoldsForAddressesOfIPv6ThatCarryIt_AndAllowDoesNot(string address)
    {
        IPAddress carrier = IPAddress.Parse(address);

        Assert.Equal(Deny, Evaluator(Allow, Rule(Deny, "93.184.0.0/16")).Evaluate(Facts("a.test"), carrier).Decision!.Verdict);
        Assert.Equal(Report, Evaluator(Allow, Rule(Report, "93.184.0.0/16")).Evaluate(Facts("a.test"), carrier).Decision!.Verdict);
        Assert.Equal(Deny, Evaluator(Deny, Rule(Allow, "93.184.0.0/16")).Evaluate(Facts("a.test"), carrier).Decision!.Verdict);
        Assert.Equal(Allow, Evaluator(Allow, Rule(Deny, "93.185.0.0/16")).Evaluate(Facts("a.test"), carrier).Decision!.Verdict);
    }

    // By address is what opens one of the inside: a default, or a name, never does.
    [Fact]
    public void OnlyARuleThatNamesTheAddress_DecidesByAddress()
    {
        IPAddress inside = IPAddress.Parse("10.1.1.1");
        PolicyEvaluator policy = Evaluator(Allow, Rule(Allow, "intranet.test"), Rule(Allow, "10.1.0.0/16"));

        Assert.True(policy.Evaluate(Facts("other.test"), inside).IsByAddress);
        Assert.False(policy.Evaluate(Facts("intranet.test"), inside).IsByAddress);
        Assert.False(policy.Evaluate(Facts("other.test"), IPAddress.Parse("10.2.1.1")).IsByAddress);
    }

    [Fact]
    public void Index_ChoosesWhatAWalkOverAllRulesWouldChoose()
    {
        Gen<string?> name = Constants("a", "b", "c", "a.a", "b.a", "a.b.a", "c.b.a", "a.c.b.a", "b.b.b", "a.b.c.d.e.f.g.h.i.j.k");
        Gen<string?> pattern = Gen.OneOf(name, name.Select(n => (string?)("." + n)), name.Select(n => (string?)("*." + n)), Constants("any", "10.0.0.0/8", "a 10.0.0.0/8"));
        Gen<RuleConfig> rule = Gen.Select(Gen.Enum<RuleVerdict>(), pattern.Array[1, 3], Gen.Int[0, 2])
            .Select((verdict, to, port) => Rule(verdict, to.Contains("any") ? "any" : string.Join(' ', to), null, port == 0 ? [] : [new PortRange(port, port)]));
        Gen.Select(rule.Array[0, 30], name, Gen.Int[1, 2], Constants(null, "10.1.1.1", "192.0.2.1")).Sample((rules, host, port, address) =>
        {
            PolicyEvaluator policy = Evaluator(Deny, rules);
            IPAddress? known = address is null ? null : IPAddress.Parse(address);
            RequestFacts facts = Facts(host!, port);
            int naive = 0;
            Match match = Match.No;
            while (naive < rules.Length && (match = policy.Rules[naive].Matches(facts, policy.Rules[naive].MatchesName(host!), known, out _)) == Match.No)
            {
                naive++;
            }

            PolicyResult result = policy.Evaluate(facts, known);
            Assert.Equal(naive, result.Rule);
            Assert.Equal(naive == rules.Length ? Match.Yes : match, result.Match);
        }, iter: Trials.Of(20_000));
    }

    private static Gen<string?> Constants(params string?[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static ConditionTest Ready(RuleCondition condition) => ConditionTest.Of(condition, isStrict: true);
}
