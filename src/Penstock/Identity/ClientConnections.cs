using System.Collections.Concurrent;
using System.Net;
using Penstock.Transport;

namespace Penstock.Identity;

/// <summary>How many connections each client address has open, as far as they were counted. Used from any loop.</summary>
internal sealed class ClientConnections
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Counts one more, and says how many the client has now. Whoever counts one takes it off again by <see cref="Remove"/>. A client on a Unix socket has no address, and always has none.</summary>
    public int Add(PeerAddress client) => client.ToIPAddress() is { } address ? _open.AddOrUpdate(address, 1, static (_, count) => count + 1) : 0;

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
