using System.Net;
using System.Net.Sockets;
using Penstock.Observability;

namespace Penstock.Connecting;

/// <summary>One address that was dialled, and what came of it.</summary>
/// <param name="EndPoint">The address.</param>
/// <param name="Error">Why it failed; <see cref="SocketError.InProgress"/> for one that had no answer when the time was over.</param>
/// <param name="Took">How long it took.</param>
internal readonly record struct ConnectAttempt(IPEndPoint EndPoint, SocketError Error, TimeSpan Took)
{
    public override string ToString() => $"{EndPoint} {SocketErrorWord.Of(Error)} ({(long)Took.TotalMilliseconds} ms)";

    /// <summary>What to call it when all attempts have failed: the one that says most about the origin decides. A refusal came from the origin itself, a
    /// time-out at least from its network, "no way there" often only from this machine lacking one of the two families.</summary>
    public static ProxyOutcome OutcomeOf(IReadOnlyCollection<ConnectAttempt> attempts)
    {
        ProxyOutcome[] outcomes = [.. attempts.Select(attempt => OutcomeOf(attempt.Error))];
        ProxyOutcome[] byWeight =
            [ProxyOutcome.ResourcesExhausted, ProxyOutcome.ConnectRefused, ProxyOutcome.ConnectTimedOut, ProxyOutcome.ConnectUnreachable, ProxyOutcome.ConnectFailed];
        return byWeight.First(outcome => outcomes.Contains(outcome));
    }

    public static ProxyOutcome OutcomeOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => ProxyOutcome.ConnectRefused,
        SocketError.TimedOut or SocketError.InProgress => ProxyOutcome.ConnectTimedOut,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown
            or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.InvalidArgument or SocketError.AccessDenied
            => ProxyOutcome.ConnectUnreachable,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => ProxyOutcome.ResourcesExhausted,
        _ => ProxyOutcome.ConnectFailed,
    };
}
