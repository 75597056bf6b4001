using System.Net;
using Penstock.Site;

namespace Penstock.Tests.Site;

public sealed class SiteNamesTests
{
    private static readonly SiteNames s_names = new(["www.Test.com", "test.com."]);

    [Theory]
    [InlineData("www.test.com", true)]
    [InlineData("WWW.TEST.COM.:8088", true)]
    [InlineData("test.com:80", true)]
    [InlineData("localhost:8088", true)]
    [InlineData("127.0.0.1:8088", true)]
    [InlineData("[::1]:8088", true)]
    [InlineData("[::1]", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("[::ffff:192.0.2.1]:1", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("192.0.2.2", false)]
    [InlineData("[2001:db8::1]", false)]
    [InlineData("evil.example", false)]
    [InlineData("a.test.com", false)]
    [InlineData("test.com.evil.example", false)]
    [InlineData("localhost.evil.example:8088", false)]
    public void AHost_IsOneOfTheNames_OrThisMachine(string? host, bool expected) => Assert.Equal(expected, s_names.Take(host, IPAddress.Parse("::ffff:192.0.2.1")));

    [Fact]
    public void WithoutNames_EveryHostIsTheSites() => Assert.True(new SiteNames([]).Take("anything.example", null));

    [Fact]
    public void OnAUnixSocket_AnAddressIsNone() => Assert.False(s_names.Take("192.0.2.1", null));
}
