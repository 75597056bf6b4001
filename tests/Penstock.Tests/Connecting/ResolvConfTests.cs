using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

public sealed class ResolvConfTests
{
    [Fact]
    public void Everything_it_may_say_is_understood()
    {
        ResolvConf conf = ResolvConf.Parse("""
            # made by hand
            ; and another comment
            nameserver 192.0.2.53
            nameserver 2001:db8::53
            nameserver not-an-address
            domain ignored.test
            search Corp.test. lab.test
            options ndots:2 timeout:7 attempts:3 rotate
            """);

        Assert.Equal(["192.0.2.53:53", "[2001:db8::53]:53"], conf.Servers.Select(s => s.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(7), 3), (conf.TryTimeout, conf.Tries));
    }

    [Fact]
    public void An_empty_one_means_the_server_on_this_machine()
    {
        ResolvConf conf = ResolvConf.Parse("");

        Assert.Equal(["127.0.0.1:53"], conf.Servers.Select(s => s.ToString()));
        Assert.Equal((null, null), (conf.TryTimeout, conf.Tries));
    }

    [Fact]
    public void What_is_too_much_is_cut_to_the_limits_of_glibc()
    {
        ResolvConf conf = ResolvConf.Parse("""
            options ndots:99 timeout:99 attempts:99 timeout:x ndots:-1
            nameserver 192.0.2.1
            nameserver 192.0.2.2
            nameserver 192.0.2.3
            nameserver 192.0.2.4
            """);

        Assert.Equal((TimeSpan.FromSeconds(30), 5), (conf.TryTimeout, conf.Tries));
        Assert.Equal(3, conf.Servers.Count);
    }
}
