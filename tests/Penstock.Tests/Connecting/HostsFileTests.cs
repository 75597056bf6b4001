using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;

namespace Penstock.Tests.Connecting;

public sealed class HostsFileTests
{
    [Fact]
    public void A_name_on_several_lines_has_all_their_addresses_once_each()
    {
        HostsFile hosts = HostsFile.Parse("10.0.0.1 a\r\n10.0.0.2 b a\r\n10.0.0.1\ta\n\n::1 A. # a\n");

        Assert.True(hosts.TryFind("a", out LookUpResult? result));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], Texts(result.V4));
        Assert.Equal(["::1"], Texts(result.V6));
    }

    [Theory]
    [InlineData("# 10.0.0.1 a")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1 # a")]
    [InlineData("nonsense a")]
    [InlineData("1 a")]
    [InlineData("010.0.0.1 a")]
    [InlineData("0x7f.0.0.1 a")]
    [InlineData("[::1] a")]
    [InlineData("10.0.0.1:80 a")]
    [InlineData("\0\u0001\uFFFD a")]
    public void A_line_that_is_not_an_address_and_names_is_ignored(string line)
    {
        HostsFile hosts = HostsFile.Parse(line + "\n10.0.0.9 b");

        Assert.False(hosts.TryFind("a", out _));
        Assert.True(hosts.TryFind("b", out _));
    }
}
