using Penstock.Tool.Admin;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

public sealed class AdminConfigTests
{
    [Theory]
    [InlineData("127.0.0.1:8088", "127.0.0.1:8088", true)]
    [InlineData("0.0.0.0:8088", "127.0.0.1:8088", true)]
    [InlineData("127.0.0.1:8088", ":8088", true)]
    [InlineData("[::1]:8088", ":8088", true)]
    [InlineData("unix:/run/a.sock", "unix:/run/a.sock", true)]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", false)]
    [InlineData("127.0.0.1:8089", "127.0.0.1:8088", false)]
    [InlineData("127.0.0.2:8088", "127.0.0.1:8088", false)]
    [InlineData("[::1]:8088", "0.0.0.0:8088", false)]
    [InlineData("unix:/run/a.sock", "unix:/run/b.sock", false)]
    [InlineData("unix:/run/a.sock", "127.0.0.1:8088", false)]
    public void TheProxysOwnAddress_IsNoneForTheAdminEndpoint(string admin, string listener, bool isClash)
    {
        string? clash = new AdminConfig { Listen = new(admin) }.ClashWith([new ListenerConfig("127.0.0.1:9"), new ListenerConfig(listener)]);

        Assert.Equal(isClash, clash is not null);
        Assert.DoesNotContain("another program", clash ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8089", "127.0.0.1:8089")]
    [InlineData("0.0.0.0:8089", "0.0.0.0:8089")]
    [InlineData("127.0.0.1:0", "")]
    [InlineData("127.0.0.1:8088", "")]
    [InlineData("unix:/run/a.sock", "")]
    public void ItsAddress_IsTheProxysOwn_IfItIsKnownAndCanBeHad(string admin, string own) =>
        Assert.Equal(own, string.Concat(new AdminConfig { Listen = new(admin) }.OwnEndpoints([new ListenerConfig("127.0.0.1:8088")])));

    [Fact]
    public void IfNobodyAskedForIt_TheProxyHasTheAddress_AndItSaysWhyItHasNone()
    {
        using AdminSocket? socket = AdminSocket.Open(new AdminConfig(), [new ListenerConfig("127.0.0.1:8089")], out string? whyNot);

        Assert.Null(socket);
        Assert.Equal("the admin endpoint cannot listen on 127.0.0.1:8089: the proxy itself is to listen there; choose another with --admin, or --admin off", whyNot);
    }
}
