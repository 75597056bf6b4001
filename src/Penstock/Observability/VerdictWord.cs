namespace Penstock.Observability;

/// <summary>A verdict as rules, logs and metrics write it.</summary>
internal static class VerdictWord
{
    public static string Of(RuleVerdict verdict) => verdict switch
    {
        RuleVerdict.Allow => "allow",
        RuleVerdict.Deny => "deny",
        _ => "report",
    };
}
