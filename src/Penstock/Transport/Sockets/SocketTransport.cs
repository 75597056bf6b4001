using System.Net;

namespace Penstock.Transport.Sockets;

/// <summary>The portable transport: managed sockets, for macOS, Windows, and Linux when asked for.</summary>
internal sealed class SocketTransport : ProxyTransport
{
    public override string Name => "sockets";

    public override IoLoop CreateLoop(int index, int loops) => new SocketLoop(index);

    public override ListenerSocket Listen(EndPoint endPoint, IReadOnlyList<IoLoop> loops, bool besideOurs) => new SocketListenerSocket(endPoint, loops, besideOurs);
}
