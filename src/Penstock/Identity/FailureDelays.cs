using System.Collections.Concurrent;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Identity;

/// <summary>How long a client that gives wrong credentials waits for its answer: longer each time, so that guessing is slow. The addresses of one IPv6 subnet are one client.</summary>
internal sealed class FailureDelays(TimeProvider time)
{
    // Two slips are free: a client tries what it has kept, and then asks its user.
    private static readonly double[] s_seconds = [0, 0, 0.25, 0.5, 1, 2, 4, 5];

    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(5);

    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<UInt128, (int Failures, long At)> _clients = new();

    /// <summary>Counts a failure, and says how long its answer waits.</summary>
    public TimeSpan Fail(PeerAddress client)
    {
        if (_clients.Count >= MostKept)
        {
            _clients.Clear();
        }

        long now = time.GetTimestamp();
        (int failures, _) = _clients.AddOrUpdate(
            KeyOf(client), (1, now), (_, before) => time.GetElapsedTime(before.At, now) > s_memory ? (1, now) : (before.Failures + 1, now));
        return TimeSpan.FromSeconds(s_seconds[Math.Min(failures, s_seconds.Length) - 1]);
    }

    /// <summary>Forgets the failures of a client that has got it right.</summary>
    public void Succeed(PeerAddress client) => _clients.TryRemove(KeyOf(client), out _);

    private static UInt128 KeyOf(PeerAddress client)
    {
        UInt128 bits = client.ToIPAddress() is { } address ? AddressBits.Of(address) : default;
        return AddressBits.IsIPv4(bits) ? bits : bits & AddressBits.Mask(64);
    }
}
