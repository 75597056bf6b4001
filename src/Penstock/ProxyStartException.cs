using System.Net;
using System.Net.Sockets;
using Penstock.Transport;

namespace Penstock;

/// <summary>The proxy could not be started, for a reason outside its configuration.</summary>
public sealed class ProxyStartException : Exception
{
    /// <summary>Makes one with its message.</summary>
    public ProxyStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static ProxyStartException CannotMakeLoop(int loops, SocketException e) =>
        new($"cannot make {loops} loops: {e.Message}; raise the limit of open files (ulimit -n), or choose fewer with --loops", e);

    internal static ProxyStartException CannotListen(ListenerConfig listener, SocketException e)
    {
        int port = (listener.EndPoint as IPEndPoint)?.Port ?? 0;
        string? path = listener.EndPoint is UnixDomainSocketEndPoint ? listener.EndPoint.ToString() : null;
        string reason = e.SocketErrorCode switch
        {
            _ when path is not null && UnixSocketFile.WhyNot(path) is { } why => $"{why}; choose another with --listen unix:/path",
            SocketError.AddressAlreadyInUse when port > 0 => $"the port is in use by another program; choose another with --listen, for example --listen 127.0.0.1:{(port < 65535 ? port + 1 : port - 1)}",
            SocketError.AddressAlreadyInUse => "another program listens on that path, or the file is not a socket; choose another with --listen unix:/path",
            SocketError.AddressNotAvailable => "this machine has no such address; choose one of its own with --listen",
            SocketError.AccessDenied when path is not null => "this user may make no file there; choose another with --listen unix:/path",
            SocketError.AccessDenied when port is > 0 and < 1024 => "ports below 1024 need a privilege (root, or CAP_NET_BIND_SERVICE); choose another with --listen",
            SocketError.AddressFamilyNotSupported => "this machine does not have that kind of address; choose another with --listen",
            _ => e.Message,
        };
        return new ProxyStartException($"cannot listen on {listener}: {reason}", e);
    }
}
