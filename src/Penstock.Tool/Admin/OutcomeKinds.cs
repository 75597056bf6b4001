using Penstock.Observability;

namespace Penstock.Tool.Admin;

/// <summary>The outcomes in three words, as an operator asks for them.</summary>
internal static class OutcomeKinds
{
    /// <summary>By a rule, an address, a port, a limit, for want of credentials, or because it breaks a rule of HTTP: as the metrics have it.</summary>
    public static bool IsRefused(ProxyOutcome outcome) => OutcomeClass.Of(outcome) == OutcomeClass.Refused;

    /// <summary>By the origin, the network, the look-up or a fault.</summary>
    public static bool IsFailed(ProxyOutcome outcome) => OutcomeClass.Of(outcome) == OutcomeClass.Failed;

    /// <summary>Of the refused those that break a rule of HTTP.</summary>
    public static bool IsRejected(ProxyOutcome outcome) => outcome is ProxyOutcome.HeadRejected or ProxyOutcome.BodyRejected;

    /// <summary>How many of the outcomes that were counted are of a kind.</summary>
    public static long Count(ProxyStatistics statistics, Func<ProxyOutcome, bool> kind) => statistics.Outcomes.Where(entry => kind(entry.Key)).Sum(entry => entry.Value);
}
