using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Bench.Processes;

/// <summary>Waits until a server that was just started takes a connection, and carries a first tunnel: CONNECT, its 200, one byte and its echo.</summary>
internal static class FirstTunnel
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>The time from the server's start to the first byte back, or null if it ended or did not come to it within half a minute.</summary>
    /// <param name="server">The server.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="originPort">Where the tunnel leads; null for a server that relays without being asked.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<TimeSpan?> WaitAsync(ServerProcess server, int port, int? originPort, CancellationToken cancellation)
    {
        while (!server.HasExited && Stopwatch.GetElapsedTime(server.StartedAt) < s_limit)
        {
            if (await TryAsync(port, originPort, cancellation))
            {
                return Stopwatch.GetElapsedTime(server.StartedAt);
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellation);
        }

        return null;
    }

    private static async Task<bool> TryAsync(int port, int? originPort, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        byte[] buffer = new byte[1024];
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
            if (originPort is not null)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT 127.0.0.1:{originPort} HTTP/1.1\r\nHost: 127.0.0.1:{originPort}\r\n\r\n"), cancellation);
                int length = 0;
                while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    int received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                    if (received == 0)
                    {
                        return false;
                    }

                    length += received;
                }

                if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8) && !buffer.AsSpan(0, length).StartsWith("HTTP/1.0 200"u8))
                {
                    return false;
                }
            }

            await socket.SendAsync("P"u8.ToArray(), cancellation);
            return await socket.ReceiveAsync(buffer, cancellation) == 1;
        }
        catch (SocketException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
