using Penstock.Policy;
using static Penstock.Tests.Policy.TestRules;

namespace Penstock.Tests.Policy;

public sealed class RuleHitsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void NoHits_IsNoneAndNever()
    {
        Assert.Equal((0, (DateTimeOffset?)null), (new RuleHits().Sum(), new RuleHits().Last()));
    }

    [Fact]
    public void Hits_AreSummedOverLoops_AndTheLastIsTheLatestOfAll()
    {
        var hits = new RuleHits();
        hits.Count(3, s_now.AddSeconds(2).Ticks);
        hits.Count(0, s_now.Ticks);
        hits.Count(3, s_now.AddSeconds(5).Ticks);
        hits.Count(0, s_now.AddSeconds(1).Ticks);

        Assert.Equal((4, (DateTimeOffset?)s_now.AddSeconds(5)), (hits.Sum(), hits.Last()));
    }

    [Fact]
    public void LoopsThatCountAtTheSameTime_LoseNothing()
    {
        var hits = new RuleHits();
        Parallel.For(0, 16, loop =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                hits.Count(loop, i + 1);
            }
        });

        Assert.Equal(160_000, hits.Sum());
    }

    [Fact]
    public void Reload_KeepsTheHitsOfRulesWhoseTextAndPlaceStay()
    {
        RuleConfig[] rules = [At(Rule(RuleVerdict.Deny, "a.test"), 3), At(Rule(RuleVerdict.Deny, "b.test"), 4), At(Rule(RuleVerdict.Allow, "c.test"), 5)];
        PolicyEvaluator before = Evaluator(RuleVerdict.Allow, rules);
        Hit(before, "a.test", "a.test", "b.test", "c.test", "c.test", "c.test", "other.test");

        var after = new PolicyEvaluator(new PolicyConfig { Rules = [rules[2], At(Rule(RuleVerdict.Deny, "a.test"), 3), At(rules[1], 6)] }, before);

        Assert.Equal([3, 2, 0, 1], after.Decisions.Select(decision => decision.ToStatistics().Hits));
        Hit(before, "a.test");
        Assert.Equal(3, after.Decisions.ElementAt(1).ToStatistics().Hits);
    }

    [Fact]
    public void Reload_OfTheSameRuleTwice_GivesTheFirstTheFirsts()
    {
        RuleConfig rule = Rule(RuleVerdict.Deny, "a.test");
        PolicyEvaluator before = Evaluator(RuleVerdict.Allow, rule, rule);
        Hit(before, "a.test");
        var after = new PolicyEvaluator(new PolicyConfig { Rules = [rule, rule] }, before);
        Hit(after, "a.test");

        Assert.Equal([2, 0, 0], after.Decisions.Select(decision => decision.ToStatistics().Hits));
    }

    private static RuleConfig At(RuleConfig rule, int line) => rule with { Place = new ConfigPlace("penstock.yaml", line) };

    private static void Hit(PolicyEvaluator policy, params string[] hosts)
    {
        foreach (string host in hosts)
        {
            policy.Evaluate(Facts(host)).Decision!.Hits.Count(0, s_now.Ticks);
        }
    }
}
