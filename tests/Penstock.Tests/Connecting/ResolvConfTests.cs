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
        Assert.Equal(["corp.test", "lab.test"], conf.Search);
        Assert.Equal((2, TimeSpan.FromSeconds(7), 3), (conf.Dots, conf.TryTimeout, conf.Tries));
    }

    [Fact]
    public void An_empty_one_means_the_server_on_this_machine()
    {
        ResolvConf conf = ResolvConf.Parse("");

        Assert.Equal(["127.0.0.1:53"], conf.Servers.Select(s => s.ToString()));
        Assert.Equal((1, null, null), (conf.Dots, conf.TryTimeout, conf.Tries));
        Assert.Equal(["a"], conf.Candidates("a"));
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

        Assert.Equal((15, TimeSpan.FromSeconds(30), 5), (conf.Dots, conf.TryTimeout, conf.Tries));
        Assert.Equal(3, conf.Servers.Count);
    }

    [Theory]
    [InlineData("host", "host.corp.test host.lab.test host")]
    [InlineData("host.team", "host.team host.team.corp.test host.team.lab.test")]
    public void A_name_with_few_dots_is_tried_under_the_search_domains_first(string name, string candidates) =>
        Assert.Equal(candidates.Split(' '), ResolvConf.Parse("search corp.test lab.test").Candidates(name));

    [Fact]
    public void A_name_that_would_grow_too_long_is_not_tried()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('a', 49), 5));

        Assert.Equal([name], ResolvConf.Parse("search corp.test").Candidates(name));
    }
}
