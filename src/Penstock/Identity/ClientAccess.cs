using System.Net;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Identity;

/// <summary>Whether a client may use the proxy at all, by its address.</summary>
internal sealed class ClientAccess(IReadOnlyList<IPNetwork>? networks)
{
    private readonly ClientNetworks _networks = networks is null ? ClientNetworks.Loopback : new ClientNetworks(networks);

    /// <summary>A client on a Unix socket was let in by the permissions of its file; all others are looked up.</summary>
    public bool Allows(PeerAddress client) =>
        client.IsUnixSocket || (networks is null ? client.IsLoopback : _networks.Contains(client.ToIPAddress()!));

    public override string ToString() => _networks.ToString();
}
