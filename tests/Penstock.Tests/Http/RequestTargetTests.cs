using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("GET", "/", "Origin", "", "/")]
    [InlineData("GET", "/a?b=http://c/", "Origin", "", "/a?b=http://c/")]
    [InlineData("GET", "//a/b", "Origin", "", "//a/b")]
    [InlineData("OPTIONS", "*", "Asterisk", "", "*")]
    [InlineData("GET", "http://a", "Absolute", "a", "")]
    [InlineData("GET", "http://a/", "Absolute", "a", "/")]
    [InlineData("GET", "HTTP://A:80/B", "Absolute", "A:80", "/B")]
    [InlineData("GET", "http://a?b", "Absolute", "a", "?b")]
    [InlineData("GET", "http://a?b/c", "Absolute", "a", "?b/c")]
    [InlineData("GET", "http://a/b?c://d", "Absolute", "a", "/b?c://d")]
    [InlineData("GET", "http://[::1]:8/x", "Absolute", "[::1]:8", "/x")]
    [InlineData("GET", "http:///x", "Absolute", "", "/x")]
    [InlineData("BREW", "http://a/%00|\\", "Absolute", "a", "/%00|\\")]
    public void Parse_OfAGoodTarget_TakesItApart(string method, string target, string form, string authority, string pathAndQuery)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(target);
        Assert.Equal(HeadRejection.None, RequestTarget.Parse(Encoding.Latin1.GetBytes(method), bytes, out RequestTarget result));

        Assert.Equal(
            (form, authority, pathAndQuery),
            (result.Form.ToString(), Encoding.Latin1.GetString(bytes[result.Authority]), Encoding.Latin1.GetString(bytes[result.PathAndQuery])));
    }

    [Theory]
    [InlineData("GET", "*", "InvalidTargetForm")]
    [InlineData("GET", "a", "InvalidTargetForm")]
    [InlineData("GET", "a:80", "InvalidTargetForm")]
    [InlineData("GET", "a/b", "InvalidTargetForm")]
    [InlineData("GET", "http:", "InvalidTargetForm")]
    [InlineData("GET", "http:/a", "InvalidTargetForm")]
    [InlineData("GET", "://a/", "InvalidTargetForm")]
    [InlineData("GET", "1http://a/", "InvalidTargetForm")]
    [InlineData("GET", "ht_tp://a/", "InvalidTargetForm")]
    [InlineData("GET", "http://a/#b", "InvalidTargetForm")]
    [InlineData("GET", "/#b", "InvalidTargetForm")]
    [InlineData("OPTIONS", "**", "InvalidTargetForm")]
    [InlineData("GET", "https://a/", "HttpsWithoutConnect")]
    [InlineData("GET", "HttpS://a/", "HttpsWithoutConnect")]
    [InlineData("GET", "ftp://a/", "SchemeNotImplemented")]
    [InlineData("GET", "httpx://a/", "SchemeNotImplemented")]
    [InlineData("GET", "ws://a/", "SchemeNotImplemented")]
    [InlineData("GET", "a+b-c.d://a/", "SchemeNotImplemented")]
    public void Parse_OfABadTarget_NamesTheRule(string method, string target, string rule) =>
        Assert.Equal(rule, RequestTarget.Parse(Encoding.Latin1.GetBytes(method), Encoding.Latin1.GetBytes(target), out _).ToString());

    [Theory]
    [InlineData("a", "a:80")]
    [InlineData("A.Example.", "a.example:80")]
    [InlineData("a:", "a:80")]
    [InlineData("a:8080", "a:8080")]
    [InlineData("192.0.2.7", "192.0.2.7:80")]
    [InlineData("[2001:DB8::0:1]", "[2001:db8::1]:80")]
    [InlineData("[::1]:1", "[::1]:1")]
    [InlineData("[::1]:", "[::1]:80")]
    [InlineData("a_b.c:65535", "a_b.c:65535")]
    public void TryParseHttp_OfAGoodAuthority_IsItsOneSpelling(string text, string expected)
    {
        Assert.True(Authority.TryParseHttp(Encoding.Latin1.GetBytes(text), out Authority authority, out _));
        Assert.Equal(expected, authority.ToString());
    }

    [Theory]
    [InlineData("", "InvalidTargetHost")]
    [InlineData(":80", "InvalidTargetHost")]
    [InlineData("u@a", "InvalidTargetHost")]
    [InlineData("u:p@a", "InvalidTargetHost")]
    [InlineData("u:80@a", "InvalidTargetHost")]
    [InlineData("@a", "InvalidTargetHost")]
    [InlineData("a%62", "InvalidTargetHost")]
    [InlineData("a..b", "InvalidTargetHost")]
    [InlineData("::1", "InvalidTargetPort")]
    [InlineData("[::1", "InvalidTargetHost")]
    [InlineData("[::1]a", "InvalidTargetHost")]
    [InlineData("[::1%25lo]", "InvalidTargetHost")]
    [InlineData("[a]", "InvalidTargetHost")]
    [InlineData("a\\b", "InvalidTargetHost")]
    [InlineData("a:0", "InvalidTargetPort")]
    [InlineData("a:65536", "InvalidTargetPort")]
    [InlineData("a:080", "InvalidTargetPort")]
    [InlineData("a:8a", "InvalidTargetPort")]
    [InlineData("a:+8", "InvalidTargetPort")]
    [InlineData("a:80:80", "InvalidTargetPort")]
    [InlineData("127.1", "AmbiguousAddress")]
    [InlineData("0x7f000001", "AmbiguousAddress")]
    [InlineData("2130706433:80", "AmbiguousAddress")]
    public void TryParseHttp_OfABadAuthority_NamesTheRule(string text, string rule)
    {
        Assert.False(Authority.TryParseHttp(Encoding.Latin1.GetBytes(text), out _, out HeadRejection rejection));
        Assert.Equal(rule, rejection.ToString());
    }
}
