using System.Net;
using Penstock.Identity;
using Penstock.Transport;

namespace Penstock;

/// <summary>An address that is listened on. It outlives every reload that still has the address.</summary>
internal sealed class OpenListener(ListenerConfig config, ListenerSocket socket)
{
    /// <summary>The address as it was configured: what tells two listeners apart.</summary>
    public string Name { get; } = config.ToString();

    public ListenerSocket Socket => socket;

    /// <summary>Who may use it, by the last configuration that had it; null for those of the whole configuration. It counts once a configuration has it no longer.</summary>
    public ClientAccess? LastClients { get; set; } = ClientsOf(config);

    /// <summary>With the port that the system chose; 0 for a Unix socket.</summary>
    public int Port { get; } = (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>The clients that a listener has for itself.</summary>
    public static ClientAccess? ClientsOf(ListenerConfig config) => config.Clients is { } own ? new ClientAccess(own) : null;
}
