using Penstock.Observability;

namespace Penstock.Tool.Admin;

/// <summary>The outcomes in three words, as an operator asks for them.</summary>
internal static class OutcomeKinds
{
    /// <summary>By a rule, an address, a port, a limit, or for want of credentials.</summary>
    public static bool IsRefused(ProxyOutcome outcome) => outcome is ProxyOutcome.TooManyConnections or ProxyOutcome.ClientNotAllowed or ProxyOutcome.Denied or ProxyOutcome.ConnectPortNotAllowed
        or ProxyOutcome.AuthenticationRequired or ProxyOutcome.DestinationProhibited or ProxyOutcome.ProxyLoop;

    /// <summary>By the origin, the network, the look-up or a fault.</summary>
    public static bool IsFailed(ProxyOutcome outcome) => OutcomeClass.Of(outcome) == OutcomeClass.Failed;

    /// <summary>It breaks a rule of HTTP.</summary>
    public static bool IsRejected(ProxyOutcome outcome) => outcome is ProxyOutcome.HeadRejected or ProxyOutcome.BodyRejected;

    /// <summary>How many of the outcomes that were counted are of a kind.</summary>
    public static long Count(ProxyStatistics statistics, Func<ProxyOutcome, bool> kind) => statistics.Outcomes.Where(entry => kind(entry.Key)).Sum(entry => entry.Value);
}
