using System.Net;
using System.Net.Sockets;
using Penstock.Tool.Configuration;
using Penstock.Transport;

namespace Penstock.Tool.Admin;

/// <summary>
/// The address of the admin endpoint, taken before the proxy begins: so what is wrong with it is known before anything is started, the proxy knows what it may not connect anybody to, and a client that
/// comes early waits in the backlog while the server behind it starts.
/// </summary>
internal sealed class AdminSocket : IDisposable
{
    private const int Backlog = 128;

    private AdminSocket(Socket socket)
    {
        Socket = socket;
        EndPoint = socket.LocalEndPoint!;
    }

    public Socket Socket { get; }

    /// <summary>With the port that the system chose.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>As people take it: a URL, or <c>unix:/path</c>.</summary>
    public string Url => EndPoint switch
    {
        // 0.0.0.0 is where it listens, not where anybody can go; and by a name it answers only if that is one of admin.names.
        IPEndPoint ip when ip.Address.Equals(IPAddress.Any) || ip.Address.Equals(IPAddress.IPv6Any) => $"http://127.0.0.1:{ip.Port}",
        IPEndPoint ip => $"http://{ip}",
        _ => $"unix:{EndPoint}",
    };

    /// <summary>Takes the address, if there shall be one.</summary>
    /// <param name="admin">What is wanted.</param>
    /// <param name="listeners">Where the proxy is going to listen: that is not to be taken from it.</param>
    /// <param name="whyNot">Why it could not be had although nobody said that there shall be none: then the proxy does without.</param>
    /// <exception cref="ProxyStartException">It was asked for, and cannot be had.</exception>
    public static AdminSocket? Open(AdminConfig admin, IEnumerable<ListenerConfig> listeners, out string? whyNot)
    {
        if (admin.ClashWith(listeners) is { } clash)
        {
            whyNot = clash + AdminConfig.Advice;
            return null;
        }

        whyNot = null;

        try
        {
            return admin.Listen is { } address ? Open(address) : null;
        }
        catch (ProxyStartException e) when (!admin.IsAskedFor)
        {
            whyNot = e.Message;
            return null;
        }
    }

    private static AdminSocket Open(ListenerConfig config)
    {
        Socket? socket = null;
        try
        {
            socket = Bind(config.EndPoint);
            socket.Listen(Backlog);
            return new AdminSocket(socket);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket?.Dispose();
            throw new ProxyStartException($"the admin endpoint cannot listen on {config}: {Reason(config.EndPoint, e)}; choose another with --admin, or --admin off", e);
        }
    }

    public void Dispose() => Socket.Dispose();

    private static Socket Bind(EndPoint endPoint)
    {
        if (endPoint is IPEndPoint ip)
        {
            var tcp = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (ip.Address.Equals(IPAddress.IPv6Any))
            {
                tcp.DualMode = true;
            }

            tcp.Bind(ip);
            return tcp;
        }

        string path = endPoint.ToString()!;
        UnixSocketFile.RemoveIfStale(path);
        var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        unix.Bind(endPoint);
        if (!OperatingSystem.IsWindows())
        {
            // Before it listens, so nobody has come in between.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return unix;
    }

    private static string Reason(EndPoint endPoint, Exception e) => ((e as SocketException)?.SocketErrorCode, endPoint as UnixDomainSocketEndPoint) switch
    {
        (_, { } path) when UnixSocketFile.WhyNot(path.ToString()) is { } why => why,
        (SocketError.AddressAlreadyInUse, null) => "it is in use by another program",
        (SocketError.AddressAlreadyInUse, _) => "another program listens there, or the file is not a socket",
        (SocketError.AddressNotAvailable, null) => "this machine has no such address",
        (SocketError.AccessDenied, null) => "that needs a privilege",
        (SocketError.AccessDenied, _) => "this user may make no file there",
        _ => e.Message,
    };
}
