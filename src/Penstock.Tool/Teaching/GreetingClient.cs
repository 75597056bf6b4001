using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Tool.Teaching;

/// <summary>The client of a lesson about a host and port: it asks for a tunnel, sends nothing, and listens for what the server says unasked.</summary>
internal static class GreetingClient
{
    private const int MaxHead = 16 * 1024;
    private const int MaxGreeting = 4 * 1024;

    // A server that speaks first does so at once, or after it has looked up its client's name.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static async Task<ClientReport> AskAsync(TeachTarget target, EndPoint proxy, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(proxy, limit.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {target.Authority} HTTP/1.1\r\nHost: {target.Authority}\r\n\r\n"), limit.Token);
            (string statusLine, byte[] behind) = await ReadHeadAsync(socket, limit.Token);
            string[] parts = statusLine.Split(' ', 3);
            if (parts is not [_, "200", ..])
            {
                return new() { Ending = ClientEnding.TunnelRefused, Reason = parts.Length > 2 ? parts[2] : "" };
            }

            (byte[] greeting, bool hasEnded) = await ListenAsync(socket, behind, limit.Token);
            if (hasEnded)
            {
                return new() { Ending = greeting.Length > 0 ? ClientEnding.Answered : ClientEnding.HungUp, Greeting = greeting };
            }

            socket.Shutdown(SocketShutdown.Send);
            byte[] lastWords = await HearOutAsync(socket, limit.Token);
            return new() { Ending = ClientEnding.Answered, Greeting = greeting, LastWords = greeting.Length > 0 ? [] : lastWords };
        }
        catch (SocketException)
        {
            return new() { Ending = ClientEnding.CutOff };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new() { Ending = ClientEnding.TimedOut };
        }
    }

    // A socket that is closed with something unread resets its connection: the farewell would not be one.
    private static async Task<byte[]> HearOutAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        byte[] first = new byte[MaxGreeting];
        byte[] rest = new byte[MaxGreeting];
        int length = 0;
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(length < first.Length ? first.AsMemory(length) : rest, patience.Token)) > 0)
            {
                length = Math.Min(length + count, first.Length);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server does not close, or resets: it was heard.
        }

        return first[..length];
    }

    private static async Task<(string StatusLine, byte[] Behind)> ReadHeadAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxHead];
        int length = 0;
        while (length < buffer.Length)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += count;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return (Encoding.Latin1.GetString(buffer, 0, buffer.AsSpan().IndexOf((byte)'\r')), buffer[(end + 4)..length]);
            }

            if (count == 0)
            {
                break;
            }
        }

        return ("", []);
    }

    /// <summary>What comes until the end of the first line, or until patience or the connection ends; and whether it was the connection.</summary>
    private static async Task<(byte[] Heard, bool HasEnded)> ListenAsync(Socket socket, byte[] first, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        byte[] greeting = new byte[MaxGreeting];
        first.AsSpan(0, Math.Min(first.Length, MaxGreeting)).CopyTo(greeting);
        int length = Math.Min(first.Length, MaxGreeting);
        bool hasEnded = false;
        try
        {
            while (length < MaxGreeting && !greeting.AsSpan(0, length).Contains((byte)'\n'))
            {
                int count = await socket.ReceiveAsync(greeting.AsMemory(length), patience.Token);
                length += count;
                if (count == 0)
                {
                    hasEnded = true;
                    break;
                }
            }
        }
        catch (SocketException)
        {
            hasEnded = true; // by a reset
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It says nothing unasked, as a web server or Redis.
        }

        return (greeting[..length], hasEnded);
    }
}
