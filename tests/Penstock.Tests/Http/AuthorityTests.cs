using System.Net;
using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class AuthorityTests
{
    private const string Label63 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Name253 = $"{Label63}.{Label63}.{Label63}.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("example.com:443", "example.com", 443)]
    [InlineData("EXAMPLE.Com:443", "example.com", 443)]
    [InlineData("example.com.:443", "example.com", 443)]
    [InlineData("localhost:1", "localhost", 1)]
    [InlineData("localhost.:65535", "localhost", 65535)]
    [InlineData("a:80", "a", 80)]
    [InlineData("xn--bcher-kva.example:443", "xn--bcher-kva.example", 443)]
    [InlineData("XN--BCHER-KVA.example:443", "xn--bcher-kva.example", 443)]
    [InlineData("_dmarc.example.com:443", "_dmarc.example.com", 443)]
    [InlineData("my_host:443", "my_host", 443)]
    [InlineData("a--b.c-d:443", "a--b.c-d", 443)]
    [InlineData("1.2.3.4.example:443", "1.2.3.4.example", 443)]
    [InlineData("3com.com:443", "3com.com", 443)]
    [InlineData("0x7f.example:443", "0x7f.example", 443)]
    [InlineData("host.0xg:443", "host.0xg", 443)]
    [InlineData("0x7f_:443", "0x7f_", 443)]
    [InlineData("cafe:443", "cafe", 443)]
    [InlineData("1e5:443", "1e5", 443)]
    [InlineData(Label63 + ":443", Label63, 443)]
    [InlineData(Name253 + ":443", Name253, 443)]
    [InlineData(Name253 + ".:443", Name253, 443)]
    public void TryParseConnect_OfAName_GivesItsOneSpelling(string target, string host, int port)
    {
        Assert.True(Authority.TryParseConnect(HeadCases.Bytes(target), out Authority authority, out _));
        Assert.Equal(new Authority(host, port, null), authority);
    }

    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1")]
    [InlineData("0.0.0.0:80", "0.0.0.0")]
    [InlineData("255.255.255.255:80", "255.255.255.255")]
    [InlineData("[::1]:80", "::1")]
    [InlineData("[::]:80", "::")]
    [InlineData("[2001:DB8::00a]:80", "2001:db8::a")]
    [InlineData("[2001:db8:0:0:0:0:0:1]:80", "2001:db8::1")]
    [InlineData("[1:2:3:4:5:6:7:8]:80", "1:2:3:4:5:6:7:8")]
    [InlineData("[1:2:3:4:5:6:7::]:80", "1:2:3:4:5:6:7:0")]
    [InlineData("[::2:3:4:5:6:7:8]:80", "0:2:3:4:5:6:7:8")]
    [InlineData("[::ffff:10.0.0.1]:80", "::ffff:10.0.0.1")]
    [InlineData("[::FFFF:0A00:0001]:80", "::ffff:10.0.0.1")]
    [InlineData("[64:ff9b::192.0.2.33]:80", "64:ff9b::c000:221")]
    [InlineData("[1:2:3:4:5:6:1.2.3.4]:80", "1:2:3:4:5:6:102:304")]
    public void TryParseConnect_OfAnAddress_GivesTheAddressAndItsCanonicalText(string target, string text)
    {
        Assert.True(Authority.TryParseConnect(HeadCases.Bytes(target), out Authority authority, out _));
        Assert.Equal(new Authority(text, 80, IPAddress.Parse(text)), authority);
    }

    [Theory]
    // Ports
    [InlineData("", "ConnectWithoutPort")]
    [InlineData("example.com", "ConnectWithoutPort")]
    [InlineData("example.com:", "ConnectWithoutPort")]
    [InlineData("443", "ConnectWithoutPort")]
    [InlineData("*", "ConnectWithoutPort")]
    [InlineData("/", "ConnectWithoutPort")]
    [InlineData("[::1]", "ConnectWithoutPort")]
    [InlineData("[::1]:", "ConnectWithoutPort")]
    [InlineData("example.com:0", "InvalidConnectPort")]
    [InlineData("example.com:65536", "InvalidConnectPort")]
    [InlineData("example.com:99999", "InvalidConnectPort")]
    [InlineData("example.com:4294967739", "InvalidConnectPort")]
    [InlineData("example.com:0443", "InvalidConnectPort")]
    [InlineData("example.com:000443", "InvalidConnectPort")]
    [InlineData("example.com:+443", "InvalidConnectPort")]
    [InlineData("example.com:-443", "InvalidConnectPort")]
    [InlineData("example.com: 443", "InvalidConnectPort")]
    [InlineData("example.com:443 ", "InvalidConnectPort")]
    [InlineData("example.com:443\0", "InvalidConnectPort")]
    [InlineData("example.com:0x1bb", "InvalidConnectPort")]
    [InlineData("example.com:https", "InvalidConnectPort")]
    [InlineData("example.com:443?a", "InvalidConnectPort")]
    [InlineData("example.com:443#a", "InvalidConnectPort")]
    [InlineData("example.com:44.3", "InvalidConnectPort")]
    [InlineData("example.com:4%343", "InvalidConnectPort")]
    // Hosts
    [InlineData(":443", "InvalidConnectHost")]
    [InlineData(".:443", "InvalidConnectHost")]
    [InlineData("..:443", "InvalidConnectHost")]
    [InlineData(".example.com:443", "InvalidConnectHost")]
    [InlineData("example..com:443", "InvalidConnectHost")]
    [InlineData("example.com..:443", "InvalidConnectHost")]
    [InlineData("-example.com:443", "InvalidConnectHost")]
    [InlineData("example-.com:443", "InvalidConnectHost")]
    [InlineData("example.-:443", "InvalidConnectHost")]
    [InlineData("exam ple.com:443", "InvalidConnectHost")]
    [InlineData("example.com\0:443", "InvalidConnectHost")]
    [InlineData("b\u00fccher.example:443", "InvalidConnectHost")]
    [InlineData("b\u00c3\u00bccher.example:443", "InvalidConnectHost")]
    [InlineData("example%2ecom:443", "InvalidConnectHost")]
    [InlineData("%6cocalhost:443", "InvalidConnectHost")]
    [InlineData("user@example.com:443", "InvalidConnectHost")]
    [InlineData("user:password@example.com:443", "InvalidConnectHost")]
    [InlineData("example.com:443@evil.example", "InvalidConnectHost")]
    [InlineData("http://example.com:443/", "InvalidConnectHost")]
    [InlineData("http://example.com", "InvalidConnectHost")]
    [InlineData("//example.com:443", "InvalidConnectHost")]
    [InlineData("example.com/path:443", "InvalidConnectHost")]
    [InlineData("example.com:443/path", "InvalidConnectHost")]
    [InlineData("example.com\\@evil:443", "InvalidConnectHost")]
    [InlineData("example.com,evil.example:443", "InvalidConnectHost")]
    [InlineData("*.example.com:443", "InvalidConnectHost")]
    [InlineData("example.com:443:443", "InvalidConnectHost")]
    [InlineData(Label63 + "a:443", "InvalidConnectHost")]
    [InlineData(Name253 + "a:443", "InvalidConnectHost")]
    // IPv6
    [InlineData("::1:443", "InvalidConnectHost")]
    [InlineData("2001:db8::1:443", "InvalidConnectHost")]
    [InlineData("[:443", "InvalidConnectHost")]
    [InlineData("[]:443", "InvalidConnectHost")]
    [InlineData("[::1:443", "InvalidConnectHost")]
    [InlineData("::1]:443", "InvalidConnectHost")]
    [InlineData("[::1]443", "InvalidConnectHost")]
    [InlineData("[::1]x:443", "InvalidConnectHost")]
    [InlineData("[[::1]]:443", "InvalidConnectHost")]
    [InlineData("[::1]:443:443", "InvalidConnectHost")]
    [InlineData("user@[::1]:443", "InvalidConnectHost")]
    [InlineData("[example.com]:443", "InvalidConnectHost")]
    [InlineData("[127.0.0.1]:443", "InvalidConnectHost")]
    [InlineData("[v1.fe80::a]:443", "InvalidConnectHost")]
    [InlineData("[fe80::1%25eth0]:443", "InvalidConnectHost")]
    [InlineData("[fe80::1%eth0]:443", "InvalidConnectHost")]
    [InlineData("[fe80::1%1]:443", "InvalidConnectHost")]
    [InlineData("[::1/128]:443", "InvalidConnectHost")]
    [InlineData("[:::]:443", "InvalidConnectHost")]
    [InlineData("[:1]:443", "InvalidConnectHost")]
    [InlineData("[1:]:443", "InvalidConnectHost")]
    [InlineData("[1::2::3]:443", "InvalidConnectHost")]
    [InlineData("[:1::2]:443", "InvalidConnectHost")]
    [InlineData("[1::2:]:443", "InvalidConnectHost")]
    [InlineData("[1:2:3:4:5:6:7]:443", "InvalidConnectHost")]
    [InlineData("[1:2:3:4:5:6:7:8:9]:443", "InvalidConnectHost")]
    [InlineData("[1:2:3:4::5:6:7:8]:443", "InvalidConnectHost")]
    [InlineData("[::12345]:443", "InvalidConnectHost")]
    [InlineData("[::00001]:443", "InvalidConnectHost")]
    [InlineData("[::g]:443", "InvalidConnectHost")]
    [InlineData("[::0x1]:443", "InvalidConnectHost")]
    [InlineData("[::1\0]:443", "InvalidConnectHost")]
    [InlineData("[::ffff:127.1]:443", "InvalidConnectHost")]
    [InlineData("[::ffff:127.0.0.01]:443", "InvalidConnectHost")]
    [InlineData("[::ffff:127.0.0.256]:443", "InvalidConnectHost")]
    [InlineData("[::ffff:0x7f.0.0.1]:443", "InvalidConnectHost")]
    [InlineData("[::127.0.0.1:ffff]:443", "InvalidConnectHost")]
    [InlineData("[127.0.0.1::]:443", "InvalidConnectHost")]
    [InlineData("[1:2:3:4:5:6:7:1.2.3.4]:443", "InvalidConnectHost")]
    [InlineData("[1:2:3:4:5:1.2.3.4]:443", "InvalidConnectHost")]
    // Numbers that some resolver takes for an address
    [InlineData("127.1:443", "AmbiguousAddress")]
    [InlineData("127.0.1:443", "AmbiguousAddress")]
    [InlineData("2130706433:443", "AmbiguousAddress")]
    [InlineData("0x7f000001:443", "AmbiguousAddress")]
    [InlineData("0X7F000001:443", "AmbiguousAddress")]
    [InlineData("0x7f.1:443", "AmbiguousAddress")]
    [InlineData("0x:443", "AmbiguousAddress")]
    [InlineData("example.0x:443", "AmbiguousAddress")]
    [InlineData("1.2.3.0x4:443", "AmbiguousAddress")]
    [InlineData("0x7f.0x0.0x0.0x1:443", "AmbiguousAddress")]
    [InlineData("0177.0.0.1:443", "AmbiguousAddress")]
    [InlineData("127.0.0.01:443", "AmbiguousAddress")]
    [InlineData("127.0.0.1.:443", "AmbiguousAddress")]
    [InlineData("1.2.3.4.5:443", "AmbiguousAddress")]
    [InlineData("256.1.1.1:443", "AmbiguousAddress")]
    [InlineData("1.1.1.256:443", "AmbiguousAddress")]
    [InlineData("1.1.1.99999999999:443", "AmbiguousAddress")]
    [InlineData("example.1:443", "AmbiguousAddress")]
    [InlineData("example.com.0:443", "AmbiguousAddress")]
    [InlineData("0:443", "AmbiguousAddress")]
    [InlineData("0.:443", "AmbiguousAddress")]
    public void TryParseConnect_OfABadTarget_NamesTheRule(string target, string rule)
    {
        Assert.False(Authority.TryParseConnect(HeadCases.Bytes(target), out Authority authority, out HeadRejection rejection));
        Assert.Equal(rule, rejection.ToString());
        Assert.Equal(default, authority);
    }

    [Theory]
    [InlineData("Example.COM.:443", "example.com:443")]
    [InlineData("10.0.0.1:8080", "10.0.0.1:8080")]
    [InlineData("[0::1]:22", "[::1]:22")]
    public void ToString_WritesTheTargetAnew(string target, string text)
    {
        Assert.True(Authority.TryParseConnect(HeadCases.Bytes(target), out Authority authority, out _));
        Assert.Equal(text, authority.ToString());
    }
}
