using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Penstock.Transport;

namespace Penstock.Tests.Transport;

public sealed class PeerAddressTests
{
    private static readonly Gen<IPAddress> AnyAddress = Gen.OneOf(
        Gen.Byte.Array[4].Select(bytes => new IPAddress(bytes)),
        Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes)),
        Gen.OneOf((byte)0, (byte)1, (byte)0xff).Array[16].Select(bytes => new IPAddress(bytes)),
        Gen.UInt.Select(scope => new IPAddress(IPAddress.Parse("fe80::1").GetAddressBytes(), scope)));

    [Fact]
    public void An_address_goes_in_and_comes_out_the_same_and_a_mapped_one_as_IPv4() =>
        Gen.Select(AnyAddress, Gen.UShort).Sample((address, port) =>
        {
            PeerAddress peer = PeerAddress.From(new IPEndPoint(address, port));
            IPAddress expected = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

            Assert.Equal(new IPEndPoint(expected, port), peer.ToIPEndPoint());
            Assert.Equal(expected, peer.ToIPAddress());
            Assert.Equal(port, peer.Port);
            Assert.False(peer.IsUnixSocket);
            Assert.Equal(IPAddress.IsLoopback(expected), peer.IsLoopback);
        }, iter: 5_000);

    [Fact]
    public void It_is_written_as_IPAddress_writes_it() => AnyAddress.Sample(
        address =>
        {
            string expected = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
            PeerAddress peer = PeerAddress.From(new IPEndPoint(address, 1));
            Assert.Equal(expected, Formatted(peer));
            Assert.Equal(expected, peer.ToString());
        }, iter: 5_000);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.20.30.40")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("2001:db8::7")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295")]
    public void The_shortest_and_the_longest_fit_in_64_bytes(string address) =>
        Assert.Equal(address, Formatted(PeerAddress.From(new IPEndPoint(IPAddress.Parse(address), 0))));

    [Theory]
    [InlineData("126.255.255.255", false)]
    [InlineData("127.0.0.0", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.255", true)]
    [InlineData("128.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("1::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:126.255.255.255", false)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:128.0.0.0", false)]
    public void Loopback_is_127_8_and_colon_colon_1(string address, bool expected) =>
        Assert.Equal(expected, PeerAddress.From(new IPEndPoint(IPAddress.Parse(address), 80)).IsLoopback);

    [Fact]
    public void The_peer_of_a_Unix_socket_has_no_address_and_is_on_this_machine()
    {
        foreach (PeerAddress peer in (PeerAddress[])[default, PeerAddress.From(null), PeerAddress.From(new UnixDomainSocketEndPoint("/run/x"))])
        {
            Assert.True(peer.IsUnixSocket);
            Assert.True(peer.IsLoopback);
            Assert.Null(peer.ToIPAddress());
            Assert.Null(peer.ToIPEndPoint());
            Assert.Equal(0, peer.Port);
            Assert.Equal("-", Formatted(peer));
            Assert.Equal("-", peer.ToString());
        }
    }

    private static string Formatted(PeerAddress peer)
    {
        Span<byte> to = stackalloc byte[64];
        return Encoding.ASCII.GetString(to[..peer.Format(to)]);
    }
}
