using System.Net;
using System.Net.Sockets;

namespace Penstock.EndToEnd.Support;

/// <summary>Ports for servers that cannot be told to take any: from below the range that the system gives away by itself, so that nothing takes them between this look and the server's start.</summary>
internal static class FreePort
{
    private static int s_next = Random.Shared.Next(18_000, 28_000);

    public static int Take()
    {
        while (true)
        {
            int port = Interlocked.Increment(ref s_next);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next.
            }
        }
    }
}
