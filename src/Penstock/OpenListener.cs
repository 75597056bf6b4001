using System.Net;
using Penstock.Transport;

namespace Penstock;

/// <summary>An address that is listened on. It outlives every reload that still has the address.</summary>
internal sealed class OpenListener(ListenerConfig config, ListenerSocket socket)
{
    /// <summary>The address as it was configured: what tells two listeners apart.</summary>
    public string Name { get; } = config.ToString();

    public ListenerSocket Socket => socket;

    /// <summary>With the port that the system chose; 0 for a Unix socket.</summary>
    public int Port { get; } = (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;
}
