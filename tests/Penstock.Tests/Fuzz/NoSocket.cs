using System.Net;
using System.Net.Sockets;
using Penstock.Transport;

namespace Penstock.Tests.Fuzz;

/// <summary>A listener that nobody comes to: its connections are made by the test.</summary>
internal sealed class NoSocket : ListenerSocket
{
    public override EndPoint LocalEndPoint => new IPEndPoint(IPAddress.Loopback, 8088);

    public override IReadOnlyList<int> Descriptors => [];

    public override void Accept(Action<Connection> accepted, Action<SocketError> paused)
    {
    }

    public override Task CloseAsync() => Task.CompletedTask;
}
