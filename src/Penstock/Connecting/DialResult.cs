using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Connecting;

/// <summary>How the way to an origin was found, or why not.</summary>
/// <param name="Outcome"><see cref="ProxyOutcome.None"/> if it was found.</param>
/// <param name="Connection">The connection, now the caller's.</param>
/// <param name="Detail">What more is to be said of a failure: the addresses tried and what came of each, or the answer of the name server.</param>
/// <param name="Decision">What decided on the address that was dialled, or on one that was refused; null if the rules were not asked.</param>
internal readonly record struct DialResult(ProxyOutcome Outcome, Connection? Connection, string? Detail, Decision? Decision)
{
    public static DialResult Connected(Connection connection, Decision? decision) => new(ProxyOutcome.None, connection, null, decision);

    public static DialResult Failed(ProxyOutcome outcome, string? detail, Decision? decision = null) => new(outcome, null, detail, decision);
}
