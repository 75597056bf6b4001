using System.Net;
using Penstock.Policy;

namespace Penstock.Tests.Policy;

public sealed class ClientNetworksTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("192.168.1.7", "192.168.1.7/32")]
    [InlineData("192.168.1.7/32", "192.168.1.7/32")]
    [InlineData("192.168.1.6/31", "192.168.1.6/31")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("128.0.0.0/1", "128.0.0.0/1")]
    [InlineData("::1", "::1/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("fd00::/8", "fd00::/8")]
    [InlineData("FD00::/8", "fd00::/8")]
    [InlineData("2001:db8:0:8000::/49", "2001:db8:0:8000::/49")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("::ffff:a00:0/104", "10.0.0.0/8")]
    [InlineData("::ffff:192.168.1.7", "192.168.1.7/32")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    [InlineData("64:ff9b::10.0.0.0/104", "64:ff9b::a00:0/104")]
    public void TryParse_ReadsAnAddressOrANetwork(string text, string expected)
    {
        Assert.True(ClientNetworks.TryParse(text, out IPNetwork network, out string? problem), problem);
        Assert.Equal(IPNetwork.Parse(expected), network);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("192.168.1.5/24", "192.168.1.5/24 has bits set past /24; did you mean 192.168.1.0/24?")]
    [InlineData("10.0.0.1/0", "10.0.0.1/0 has bits set past /0; did you mean 0.0.0.0/0?")]
    [InlineData("10.0.0.1/31", "10.0.0.1/31 has bits set past /31; did you mean 10.0.0.0/31?")]
    [InlineData("fd00::1/8", "fd00::1/8 has bits set past /8; did you mean fd00::/8?")]
    [InlineData("2001:db8:0:8000::/48", "2001:db8:0:8000::/48 has bits set past /48; did you mean 2001:db8::/48?")]
    [InlineData("::ffff:10.0.0.5/104", "::ffff:10.0.0.5/104 has bits set past /104; did you mean 10.0.0.0/8?")]
    [InlineData("10.0.0.0/33", "\"10.0.0.0/33\" needs a number from 0 to 32 after the slash, as in 10.0.0.0/32.")]
    [InlineData("::1/129", "\"::1/129\" needs a number from 0 to 128 after the slash, as in ::1/128.")]
    public void TryParse_SaysWhatToWriteInstead(string text, string expected)
    {
        Assert.False(ClientNetworks.TryParse(text, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("10.0.0.0/", "after the slash")]
    [InlineData("10.0.0.0/-1", "after the slash")]
    [InlineData("10.0.0.0/+8", "after the slash")]
    [InlineData("10.0.0.0/ 8", "after the slash")]
    [InlineData("10.0.0.0/08", "after the slash")]
    [InlineData("10.0.0.0/8/8", "after the slash")]
    [InlineData("10.0.0.0/255.0.0.0", "after the slash")]
    [InlineData("10.0.0.0/99999999999999999999", "after the slash")]
    [InlineData("10.0.0.0/\u0668", "after the slash")]
    [InlineData("10", "four plain decimal numbers")]
    [InlineData("10/8", "four plain decimal numbers")]
    [InlineData("127.1", "four plain decimal numbers")]
    [InlineData("10.0.0/8", "four plain decimal numbers")]
    [InlineData("010.0.0.0/8", "four plain decimal numbers")]
    [InlineData("0x0a.0.0.0/8", "four plain decimal numbers")]
    [InlineData("2130706433", "four plain decimal numbers")]
    [InlineData("256.0.0.0/8", "not an address")]
    [InlineData("10.0.0.0.0", "not an address")]
    [InlineData("all", "not an address")]
    [InlineData("localhost", "not an address")]
    [InlineData("/8", "not an address")]
    [InlineData(" 10.0.0.0/8", "not an address")]
    [InlineData("10.0.0.0 /8", "not an address")]
    [InlineData("10.0.0.1:3128", "not an address")]
    [InlineData("10.0.0.1-10.0.0.9", "not an address")]
    [InlineData("[::1]", "not an address")]
    [InlineData("[::1]:3128", "not an address")]
    [InlineData("fe80::1%eth0", "not an address")]
    [InlineData("fe80::1%2", "not an address")]
    [InlineData("::ffff:010.0.0.0/104", "not an address")]
    [InlineData("::ffff:10.0/104", "not an address")]
    [InlineData("1::2::3", "not an address")]
    [InlineData("*", "not an address")]
    [InlineData("", "missing")]
    [InlineData("  ", "missing")]
    public void TryParse_RejectsWhatIsNotReadAlikeByAll(string text, string partOfProblem)
    {
        Assert.False(ClientNetworks.TryParse(text, out _, out string? problem));
        Assert.Contains(partOfProblem, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.255.255.255", false)]
    [InlineData("10.0.0.0", true)]
    [InlineData("10.255.255.255", true)]
    [InlineData("11.0.0.0", false)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("::10.1.2.3", false)]
    [InlineData("192.168.1.6", false)]
    [InlineData("192.168.1.7", true)]
    [InlineData("192.168.1.8", false)]
    [InlineData("::ffff:192.168.1.7", true)]
    [InlineData("172.15.255.255", false)]
    [InlineData("172.16.0.0", true)]
    [InlineData("::ffff:172.31.255.255", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("fcff:ffff::1", false)]
    [InlineData("fd00::", true)]
    [InlineData("fe00::", false)]
    [InlineData("fe80::1%4", true)]
    [InlineData("::1", false)]
    public void Contains_HoldsTheFirstAndLastAddress_AndIPv4MappedOnBothSides(string client, bool expected)
    {
        // 172.16.0.0/12 comes as an embedder may give it: mapped, and not through TryParse.
        ClientNetworks networks = new(
            [Parse("10.0.0.0/8"), Parse("192.168.1.7"), Parse("fd00::/8"), Parse("fe80::/10"), IPNetwork.Parse("::ffff:172.16.0.0/108")]);
        Assert.Equal(expected, networks.Contains(IPAddress.Parse(client)));
    }

    [Fact]
    public void EveryAddressOfOneFamily_IsNoAddressOfTheOther()
    {
        Assert.False(new ClientNetworks([Parse("::/0")]).Contains(IPAddress.Parse("::ffff:10.0.0.1")));
        Assert.False(new ClientNetworks([Parse("0.0.0.0/0")]).Contains(IPAddress.IPv6Loopback));
        Assert.False(new ClientNetworks([]).Contains(IPAddress.Loopback));
    }

    [Theory]
    [InlineData("126.255.255.255", false)]
    [InlineData("127.0.0.0", true)]
    [InlineData("127.255.255.255", true)]
    [InlineData("128.0.0.0", false)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::", false)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    public void Loopback_IsThisHostOnly(string client, bool expected) => Assert.Equal(expected, ClientNetworks.Loopback.Contains(IPAddress.Parse(client)));

    [Fact]
    public void ToString_ListsTheNetworks() => Assert.Equal("127.0.0.0/8, ::1/128", ClientNetworks.Loopback.ToString());

    private static IPNetwork Parse(string text)
    {
        Assert.True(ClientNetworks.TryParse(text, out IPNetwork network, out string? problem), problem);
        return network;
    }
}
