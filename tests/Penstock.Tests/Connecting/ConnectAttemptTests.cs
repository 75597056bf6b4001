using System.Net;
using System.Net.Sockets;
using CsCheck;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

public sealed class ConnectAttemptTests
{
    private static readonly IPEndPoint EndPoint = new(IPAddress.Parse("2001:db8::7"), 443);

    [Theory]
    [InlineData(SocketError.ConnectionRefused, ProxyOutcome.ConnectRefused)]
    [InlineData(SocketError.TimedOut, ProxyOutcome.ConnectTimedOut)]
    [InlineData(SocketError.InProgress, ProxyOutcome.ConnectTimedOut)]
    [InlineData(SocketError.NetworkUnreachable, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.HostUnreachable, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.NetworkDown, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.HostDown, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.AddressNotAvailable, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.AddressFamilyNotSupported, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.AccessDenied, ProxyOutcome.ConnectUnreachable)]
    [InlineData(SocketError.TooManyOpenSockets, ProxyOutcome.ResourcesExhausted)]
    [InlineData(SocketError.NoBufferSpaceAvailable, ProxyOutcome.ResourcesExhausted)]
    [InlineData(SocketError.ConnectionReset, ProxyOutcome.ConnectFailed)]
    [InlineData(SocketError.SocketError, ProxyOutcome.ConnectFailed)]
    public void Each_error_has_an_outcome_alone_and_in_a_list(SocketError error, ProxyOutcome expected)
    {
        Assert.Equal(expected, ConnectAttempt.OutcomeOf(error));
        Assert.Equal(expected, ConnectAttempt.OutcomeOf([new ConnectAttempt(EndPoint, error, TimeSpan.Zero)]));
    }

    [Theory]
    [InlineData(ProxyOutcome.ConnectRefused, SocketError.NetworkUnreachable, SocketError.ConnectionRefused)]
    [InlineData(ProxyOutcome.ConnectRefused, SocketError.InProgress, SocketError.ConnectionRefused)]
    [InlineData(ProxyOutcome.ConnectTimedOut, SocketError.NetworkUnreachable, SocketError.TimedOut)]
    [InlineData(ProxyOutcome.ConnectUnreachable, SocketError.ConnectionReset, SocketError.NetworkUnreachable)]
    [InlineData(ProxyOutcome.ResourcesExhausted, SocketError.ConnectionRefused, SocketError.TooManyOpenSockets)]
    public void Of_several_the_one_that_says_most_decides_in_any_order(ProxyOutcome expected, SocketError one, SocketError other)
    {
        ConnectAttempt[] attempts = [new(EndPoint, one, TimeSpan.Zero), new(EndPoint, other, TimeSpan.Zero)];

        Assert.Equal(expected, ConnectAttempt.OutcomeOf(attempts));
        Assert.Equal(expected, ConnectAttempt.OutcomeOf([.. attempts.Reverse()]));
    }

    [Fact]
    public void Whatever_the_errors_the_outcome_is_that_of_one_of_them() => Gen.OneOf(Enum.GetValues<SocketError>()).Array[1, 6].Sample(
        errors => Assert.Contains(
            ConnectAttempt.OutcomeOf([.. errors.Select(error => new ConnectAttempt(EndPoint, error, TimeSpan.Zero))]), errors.Select(ConnectAttempt.OutcomeOf)));

    [Fact]
    public void An_attempt_is_told_with_address_error_and_time() =>
        Assert.Equal("[2001:db8::7]:443 ECONNREFUSED (12 ms)", new ConnectAttempt(EndPoint, SocketError.ConnectionRefused, TimeSpan.FromMilliseconds(12.9)).ToString());
}
