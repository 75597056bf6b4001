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

    private readonly ConcurrentDictionary<UInt128, Record> _clients = new();

    /// <summary>Counts a failure, and says how long its answer waits.</summary>
    /// <param name="client">Who failed.</param>
    /// <param name="user">The name that was given; null for none that could be read.</param>
    public TimeSpan Fail(PeerAddress client, string? user)
    {
        if (_clients.Count >= MostKept)
        {
            _clients.Clear();
        }

        long now = time.GetTimestamp();
        int hash = HashOf(user);
        Record record = _clients.AddOrUpdate(
            KeyOf(client),
            new Record(1, now, hash),
            (_, before) => time.GetElapsedTime(before.At, now) > s_memory ? new(1, now, hash) : new(before.Failures + 1, now, before.User == hash ? hash : null));
        return TimeSpan.FromSeconds(s_seconds[Math.Min(record.Failures, s_seconds.Length) - 1]);
    }

    /// <summary>Forgets the failures of a client that has got it right, if they were all for this user: who has an account does not guess another's without delay.</summary>
    public void Succeed(PeerAddress client, string user)
    {
        UInt128 key = KeyOf(client);
        if (_clients.TryGetValue(key, out Record? record) && record.User == HashOf(user))
        {
            _clients.TryRemove(KeyValuePair.Create(key, record));
        }
    }

    // A name may be long; which it is need not be known.
    internal static int HashOf(string? user) => user?.GetHashCode(StringComparison.Ordinal) ?? 0;

    // The user whom all of the failures were for; null if they were for several.
    private sealed record Record(int Failures, long At, int? User);

    internal static UInt128 KeyOf(PeerAddress client)
    {
        UInt128 bits = client.ToIPAddress() is { } address ? AddressBits.Of(address) : default;
        return AddressBits.IsIPv4(bits) ? bits : bits & AddressBits.Mask(64);
    }
}
