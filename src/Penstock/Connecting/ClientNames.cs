using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Connecting;

/// <summary>
/// The name of a client's address, for rules about names of clients. The owner of an address can call it what he likes, so a name counts only if looking it up leads back to the address. Asked of the
/// operating system, as that knows the hosts file and the site's own zones.
/// </summary>
internal sealed class ClientNames(TimeProvider time)
{
    // Clients come back within minutes, and their names change in days.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);

    // What glibc needs to give up on a silent server.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Some 100 bytes each.
    private const int MostKept = 10_000;

    // Each holds a thread of the pool for as long as the system waits.
    private const int MostAtOnce = 16;

    private readonly ConcurrentDictionary<IPAddress, (IReadOnlyList<string> Names, long At)> _known = new();
    private readonly ConcurrentDictionary<IPAddress, Task<IReadOnlyList<string>>> _underWay = new();
    private readonly SemaphoreSlim _asking = new(MostAtOnce);

    /// <summary>The names that are confirmed; none if there is none, or it was not found in time.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(IPAddress client)
    {
        if (_known.TryGetValue(client, out (IReadOnlyList<string> Names, long At) kept) && time.GetElapsedTime(kept.At) < s_lifetime)
        {
            return kept.Names;
        }

        // All who ask for one address meanwhile wait for one question.
        var mine = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<IReadOnlyList<string>> shared = _underWay.GetOrAdd(client, mine.Task);
        if (ReferenceEquals(shared, mine.Task))
        {
            _ = Task.Run(() => AskOnceAsync(client, mine));
        }

        return await shared;
    }

    private async Task AskOnceAsync(IPAddress client, TaskCompletionSource<IReadOnlyList<string>> result)
    {
        IReadOnlyList<string> names = [];
        await _asking.WaitAsync();
        try
        {
            names = await AskAsync(client);
            if (_known.Count >= MostKept)
            {
                _known.Clear();
            }

            _known[client] = (names, time.GetTimestamp());
        }
        finally
        {
            _asking.Release();
            _underWay.TryRemove(client, out _);
            result.SetResult(names);
        }
    }

    private async Task<IReadOnlyList<string>> AskAsync(IPAddress client)
    {
        try
        {
            IPHostEntry entry = await Dns.GetHostEntryAsync(client).WaitAsync(s_patience, time);
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(entry.HostName).WaitAsync(s_patience, time);
            return IPAddress.TryParse(entry.HostName, out _) || !addresses.Contains(client) ? [] : [entry.HostName.TrimEnd('.')];
        }
        catch (Exception e) when (e is SocketException or TimeoutException or ArgumentException)
        {
            return [];
        }
    }
}
