using System.Collections.Concurrent;
using System.Net;
using Penstock.Transport;

namespace Penstock.Identity;

/// <summary>How many connections each client address has open, if there is a limit. Used from any loop.</summary>
internal sealed class ClientConnections(int limit)
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Counts one more; false if it is one too many. Counted or not, it is taken off again by <see cref="Remove"/>.</summary>
    public bool TryAdd(PeerAddress client) =>
        limit == 0 || client.ToIPAddress() is not { } address || _open.AddOrUpdate(address, 1, static (_, count) => count + 1) <= limit;

    /// <summary>Takes one off.</summary>
    public void Remove(PeerAddress client)
    {
        if (limit == 0 || client.ToIPAddress() is not { } address)
        {
            return;
        }

        if (_open.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
        {
            // Only if it is still 0: another loop may have counted one meanwhile.
            _open.TryRemove(new(address, 0));
        }
    }
}
