using System.Collections.Concurrent;
using System.Net;
using Penstock.Transport;

namespace Penstock.Identity;

/// <summary>How many connections each client address has open, as far as they were counted. Used from any loop.</summary>
internal sealed class ClientConnections
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Counts one more, if the client has fewer than <paramref name="most"/>. Whoever has counted one takes it off again by <see cref="Remove"/>. A client on a Unix socket has no address,
    /// and always may have one more.</summary>
    public bool TryAdd(PeerAddress client, int most)
    {
        if (client.ToIPAddress() is not { } address)
        {
            return true;
        }

        int count = _open.GetOrAdd(address, 0);
        while (count < most)
        {
            if (_open.TryUpdate(address, count + 1, count))
            {
                return true;
            }

            // Another loop was quicker; it may have taken the last one off.
            count = _open.GetOrAdd(address, 0);
        }

        return false;
    }

    /// <summary>Takes one off.</summary>
    public void Remove(PeerAddress client)
    {
        if (client.ToIPAddress() is { } address && _open.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
        {
            // Only if it is still 0: another loop may have counted one meanwhile.
            _open.TryRemove(new(address, 0));
        }
    }
}
