using System.Net.Sockets;

namespace Penstock.Observability;

/// <summary>The word of errno.h for an error of a socket: what an operator searches for.</summary>
internal static class SocketErrorWord
{
    public static string Of(SocketError error) => error switch
    {
        SocketError.AccessDenied => "EACCES",
        SocketError.TooManyOpenSockets => "EMFILE",
        SocketError.NoBufferSpaceAvailable => "ENOBUFS",
        SocketError.AddressAlreadyInUse => "EADDRINUSE",
        SocketError.AddressNotAvailable => "EADDRNOTAVAIL",
        SocketError.AddressFamilyNotSupported => "EAFNOSUPPORT",
        SocketError.NetworkDown => "ENETDOWN",
        SocketError.NetworkUnreachable => "ENETUNREACH",
        SocketError.ConnectionAborted => "ECONNABORTED",
        SocketError.ConnectionReset => "ECONNRESET",
        SocketError.Shutdown => "EPIPE",
        SocketError.TimedOut => "ETIMEDOUT",
        SocketError.ConnectionRefused => "ECONNREFUSED",
        SocketError.HostDown => "EHOSTDOWN",
        SocketError.HostUnreachable => "EHOSTUNREACH",
        SocketError.InvalidArgument => "EINVAL",
        SocketError.InProgress or SocketError.OperationAborted => "no answer",
        _ => error.ToString(),
    };
}
