using System.Net;
using System.Net.Sockets;

namespace Penstock.Tests.Configuration;

public sealed class ListenerConfigTests
{
    [Theory]
    [InlineData("127.0.0.1:8088", "127.0.0.1:8088", true)]
    [InlineData("127.255.255.254:1", "127.255.255.254:1", true)]
    [InlineData("localhost:8088", "127.0.0.1:8088", true)]
    [InlineData("[::1]:8088", "[::1]:8088", true)]
    [InlineData("[::ffff:127.0.0.1]:8088", "[::ffff:127.0.0.1]:8088", true)]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", true)]
    [InlineData("192.0.2.1:65535", "192.0.2.1:65535", false)]
    [InlineData("0.0.0.0:8088", "0.0.0.0:8088", false)]
    [InlineData("[2001:db8::1]:8088", "[2001:db8::1]:8088", false)]
    [InlineData("[fe80::1%2]:8088", "[fe80::1%2]:8088", false)]
    [InlineData("unix:/run/penstock.sock", "unix:/run/penstock.sock", true)]
    [InlineData("unix:relative.sock", "unix:relative.sock", true)]
    public void What_people_write_is_read_and_written_back(string address, string expected, bool isLocal)
    {
        var listener = new ListenerConfig(address);

        Assert.Equal(expected, listener.ToString());
        Assert.Equal(isLocal, listener.IsLocal);
        Assert.Equal(listener, new ListenerConfig(listener.ToString()));
    }

    [Theory]
    [InlineData(":8088")]
    [InlineData("*:8088")]
    public void No_host_is_every_address_of_this_machine(string address)
    {
        IPEndPoint endPoint = Assert.IsType<IPEndPoint>(new ListenerConfig(address).EndPoint);

        Assert.Equal(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, endPoint.Address);
        Assert.Equal(8088, endPoint.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8088")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:+1")]
    [InlineData("127.0.0.1: 1")]
    [InlineData("127.0.0.1:http")]
    [InlineData("http://127.0.0.1:8088/")]
    public void Without_a_port_it_is_told_what_to_try(string address)
    {
        Assert.Equal(
            $"\"{address}\" is not an address and port (try 127.0.0.1:8088, [::1]:8088, :8088 or unix:/path)",
            ProblemOf(address));
    }

    [Theory]
    [InlineData("proxy.example", 8088)]
    [InlineData("http://127.0.0.1", 8088)]
    [InlineData("127.1", 8088)]
    [InlineData("1", 8088)]
    [InlineData("0x7f.0.0.1", 8088)]
    [InlineData("010.0.0.1", 8088)]
    [InlineData("0x7f.0.0.1.", 8088)]
    [InlineData("::1", 8088)]
    [InlineData("[127.0.0.1]", 8088)]
    [InlineData("[]", 8088)]
    [InlineData("[::1", 8088)]
    [InlineData("256.0.0.1", 8088)]
    [InlineData(" 127.0.0.1", 8088)]
    public void What_is_no_address_is_told_with_the_port_it_came_with(string host, int port)
    {
        Assert.Equal(
            $"\"{host}\" is not an address of this machine (try 127.0.0.1:{port}, [::1]:{port} or :{port})",
            ProblemOf($"{host}:{port}"));
    }

    [Fact]
    public void The_path_of_a_Unix_socket_has_1_to_107_bytes()
    {
        string longest = "/" + new string('x', 106);
        Assert.Equal($"unix:{longest}", new ListenerConfig($"unix:{longest}").ToString());
        Assert.Equal($"\"unix:{longest}x\" needs a path of 1 to 107 bytes (try unix:/run/penstock.sock)", ProblemOf($"unix:{longest}x"));
        Assert.Equal("\"unix:\" needs a path of 1 to 107 bytes (try unix:/run/penstock.sock)", ProblemOf("unix:"));
    }

    [Fact]
    public void A_path_that_is_too_long_in_bytes_is_a_problem_and_not_an_exception() =>
        Assert.Contains("needs a path of 1 to 107", ProblemOf("unix:/" + new string('é', 60)), StringComparison.Ordinal);

    private static string ProblemOf(string address)
    {
        Assert.False(ListenerConfig.TryParse(address, out ListenerConfig? listener, out string? problem));
        Assert.Null(listener);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => new ListenerConfig(address)).Message);
        return problem;
    }
}
