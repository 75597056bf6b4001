using Penstock.Policy;

namespace Penstock.Tests.Policy;

public sealed class DecisionTests
{
    [Theory]
    [InlineData("no advertising", "\"no advertising\"")]
    [InlineData("we \"know\" it", "\"we \\\"know\\\" it\"")]
    [InlineData("ends with \\", "\"ends with \\\\\"")]
    [InlineData("Größe", "\"Größe\"")]
    public void AReason_IsInQuotes_ThatNothingInItEnds(string because, string quoted)
    {
        RuleConfig rule = TestRules.Rule(RuleVerdict.Deny, "ads.test") with { Because = because };

        Assert.Equal($"Deny ads.test, {quoted}", new Decision(RuleVerdict.Deny, rule, null).ToString());
        Assert.Equal($"penstock.yaml:3 (Deny ads.test, {quoted})", new Decision(RuleVerdict.Deny, rule, new ConfigPlace("penstock.yaml", 3)).ToString());
    }
}
