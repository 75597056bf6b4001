using System.Net;
using System.Net.Sockets;

namespace Penstock.Transport;

/// <summary>A way to carry connections: it makes loops, and listeners on them.</summary>
internal abstract class ProxyTransport
{
    /// <summary><c>epoll</c> or <c>sockets</c>.</summary>
    public abstract string Name { get; }

    public abstract IoLoop CreateLoop(int index, int loops);

    /// <summary>Binds and listens; nothing is accepted before <see cref="ListenerSocket.Accept"/>.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="loops">The loops that accept.</param>
    /// <param name="besideOurs">Whether the address is one that a listener of ours, which is about to close, has in part, and nobody else has.</param>
    /// <exception cref="SocketException">The address cannot be had; its code says why.</exception>
    public abstract ListenerSocket Listen(EndPoint endPoint, IReadOnlyList<IoLoop> loops, bool besideOurs);
}

/// <summary>A bound and listening address.</summary>
internal abstract class ListenerSocket
{
    /// <summary>Where it listens, with the port that the system chose where 0 was asked for.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>The sockets.</summary>
    public abstract IReadOnlyList<int> Descriptors { get; }

    /// <summary>Begins to accept. Both are called on the loop that a connection will live on.</summary>
    public abstract void Accept(Action<Connection> accepted, Action<SocketError> paused);

    /// <summary>Takes no newcomers, accepts those that have come already, and lets go of the address.</summary>
    public abstract Task CloseAsync();
}
