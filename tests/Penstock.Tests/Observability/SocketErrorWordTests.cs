using System.Net.Sockets;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class SocketErrorWordTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, "ECONNREFUSED")]
    [InlineData(SocketError.ConnectionReset, "ECONNRESET")]
    [InlineData(SocketError.ConnectionAborted, "ECONNABORTED")]
    [InlineData(SocketError.NetworkUnreachable, "ENETUNREACH")]
    [InlineData(SocketError.HostUnreachable, "EHOSTUNREACH")]
    [InlineData(SocketError.NetworkDown, "ENETDOWN")]
    [InlineData(SocketError.HostDown, "EHOSTDOWN")]
    [InlineData(SocketError.TimedOut, "ETIMEDOUT")]
    [InlineData(SocketError.AddressAlreadyInUse, "EADDRINUSE")]
    [InlineData(SocketError.AddressNotAvailable, "EADDRNOTAVAIL")]
    [InlineData(SocketError.AddressFamilyNotSupported, "EAFNOSUPPORT")]
    [InlineData(SocketError.AccessDenied, "EACCES")]
    [InlineData(SocketError.TooManyOpenSockets, "EMFILE")]
    [InlineData(SocketError.NoBufferSpaceAvailable, "ENOBUFS")]
    [InlineData(SocketError.Shutdown, "EPIPE")]
    [InlineData(SocketError.InvalidArgument, "EINVAL")]
    [InlineData(SocketError.InProgress, "no answer")]
    [InlineData(SocketError.OperationAborted, "no answer")]
    [InlineData(SocketError.ProtocolOption, "ProtocolOption")]
    public void An_error_has_the_word_of_errno_h(SocketError error, string expected) => Assert.Equal(expected, SocketErrorWord.Of(error));
}
