using System.Net;
using System.Net.Sockets;

namespace Penstock.Bench.Processes;

/// <summary>Ports for servers: below those that the system gives to clients, where one that is free now could be a client's a moment later.</summary>
internal static class FreePort
{
    private const int First = 19_000;
    private const int Last = 29_999;
    private static int s_next = First;

    public static int Next()
    {
        for (; s_next <= Last; s_next++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, s_next));
                return s_next++;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }
}
