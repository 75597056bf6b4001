using Penstock.Transport;

namespace Penstock.Connecting;

/// <summary>How the way to an origin was found, or why not.</summary>
/// <param name="Outcome"><see cref="ProxyOutcome.None"/> if it was found.</param>
/// <param name="Connection">The connection, now the caller's.</param>
/// <param name="Detail">What more is to be said of a failure: the addresses tried and what came of each, or the answer of the name server.</param>
internal readonly record struct DialResult(ProxyOutcome Outcome, Connection? Connection, string? Detail)
{
    public static DialResult Connected(Connection connection) => new(ProxyOutcome.None, connection, null);

    public static DialResult Failed(ProxyOutcome outcome, string? detail) => new(outcome, null, detail);
}
