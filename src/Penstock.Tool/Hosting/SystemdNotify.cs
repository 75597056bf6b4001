using System.Net.Sockets;
using System.Text;

namespace Penstock.Tool.Hosting;

/// <summary>Tells systemd how far the service is (sd_notify(3)): one datagram to the socket that NOTIFY_SOCKET names. Without systemd, nothing.</summary>
internal static class SystemdNotify
{
    /// <summary>Every listener is open.</summary>
    public static void Ready() => Send("READY=1");

    /// <summary>No more clients are accepted.</summary>
    public static void Stopping() => Send("STOPPING=1");

    private static void Send(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            // A leading @ stands for the null byte of an abstract address.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
        {
            Console.Error.WriteLine($"penstock: cannot tell systemd \"{state}\" at {path}: {e.Message}");
        }
    }
}
