using System.Net;
using Penstock.Policy;

namespace Penstock.Tests.Policy;

public sealed class DestinationPolicyTests
{
    /// <summary>What a remote client and a client on this host get. The host has 93.184.216.34, 10.0.0.5 and 2606:4700::5, and what is always local.</summary>
    [Theory]
    // Listener on one address: that address and port only, and the unspecified address where connect(2) goes there.
    [InlineData("127.0.0.1:3128", "127.0.0.1", 3128, "OwnListener", "OwnListener")]
    [InlineData("127.0.0.1:3128", "::ffff:127.0.0.1", 3128, "OwnListener", "OwnListener")]
    [InlineData("127.0.0.1:3128", "0.0.0.0", 3128, "OwnListener", "OwnListener")]
    [InlineData("127.0.0.1:3128", "::ffff:0.0.0.0", 3128, "OwnListener", "OwnListener")]
    [InlineData("127.0.0.1:3128", "127.0.0.1", 3127, "OwnHost", "Allowed")]
    [InlineData("127.0.0.1:3128", "127.0.0.1", 3129, "OwnHost", "Allowed")]
    [InlineData("127.0.0.1:3128", "127.0.0.2", 3128, "OwnHost", "Allowed")]
    [InlineData("127.0.0.1:3128", "::1", 3128, "OwnHost", "Allowed")]
    [InlineData("127.0.0.1:3128", "::", 3128, "OwnHost", "Allowed")]
    [InlineData("127.0.0.1:3128", "10.0.0.5", 3128, "OwnHost", "Allowed")]
    [InlineData("127.0.0.2:3128", "0.0.0.0", 3128, "OwnHost", "Allowed")]
    [InlineData("[::1]:3128", "::1", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::1]:3128", "::", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::1]:3128", "0.0.0.0", 3128, "OwnHost", "Allowed")]
    [InlineData("[::1]:3128", "127.0.0.1", 3128, "OwnHost", "Allowed")]
    [InlineData("10.0.0.5:3128", "10.0.0.5", 3128, "OwnListener", "OwnListener")]
    [InlineData("10.0.0.5:3128", "::ffff:10.0.0.5", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::ffff:10.0.0.5]:3128", "10.0.0.5", 3128, "OwnListener", "OwnListener")]
    [InlineData("10.0.0.5:3128", "10.0.0.6", 3128, "ProhibitedClass", "Allowed")]
    [InlineData("10.0.0.5:3128", "127.0.0.1", 3128, "OwnHost", "Allowed")]
    [InlineData("[fe80::5%2]:3128", "fe80::5%3", 3128, "OwnListener", "OwnListener")]
    // Listener on 0.0.0.0: every IPv4 address of the host, and no IPv6 one.
    [InlineData("0.0.0.0:3128", "0.0.0.0", 3128, "OwnListener", "OwnListener")]
    [InlineData("0.0.0.0:3128", "127.0.0.1", 3128, "OwnListener", "OwnListener")]
    [InlineData("0.0.0.0:3128", "127.9.9.9", 3128, "OwnListener", "OwnListener")]
    [InlineData("0.0.0.0:3128", "10.0.0.5", 3128, "OwnListener", "OwnListener")]
    [InlineData("0.0.0.0:3128", "::ffff:93.184.216.34", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::ffff:0.0.0.0]:3128", "10.0.0.5", 3128, "OwnListener", "OwnListener")]
    [InlineData("0.0.0.0:3128", "10.0.0.5", 3129, "OwnHost", "Allowed")]
    [InlineData("0.0.0.0:3128", "10.0.0.6", 3128, "ProhibitedClass", "Allowed")]
    [InlineData("0.0.0.0:3128", "93.184.216.35", 3128, "Allowed", "Allowed")]
    [InlineData("0.0.0.0:3128", "::1", 3128, "OwnHost", "Allowed")]
    [InlineData("0.0.0.0:3128", "::", 3128, "OwnHost", "Allowed")]
    [InlineData("0.0.0.0:3128", "2606:4700::5", 3128, "OwnHost", "Allowed")]
    // Listener on [::]: every address of the host.
    [InlineData("[::]:3128", "::", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::]:3128", "::1", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::]:3128", "0.0.0.0", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::]:3128", "127.0.0.1", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::]:3128", "93.184.216.34", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::]:3128", "2606:4700::5", 3128, "OwnListener", "OwnListener")]
    [InlineData("[::]:3128", "2606:4700::6", 3128, "Allowed", "Allowed")]
    [InlineData("[::]:3128", "2606:4700::5", 443, "OwnHost", "Allowed")]
    // One of several listeners is enough; with none there is no loop to make.
    [InlineData("127.0.0.1:3128 [::]:8080", "127.0.0.1", 8080, "OwnListener", "OwnListener")]
    [InlineData("127.0.0.1:3128 [::]:8080", "127.0.0.1", 3128, "OwnListener", "OwnListener")]
    [InlineData("127.0.0.1:3128 [::]:8080", "127.0.0.2", 3128, "OwnHost", "Allowed")]
    [InlineData("", "127.0.0.1", 3128, "OwnHost", "Allowed")]
    [InlineData("", "0.0.0.0", 80, "OwnHost", "Allowed")]
    // No listener in the way: the host, then the class.
    [InlineData("", "93.184.216.34", 443, "OwnHost", "Allowed")]
    [InlineData("", "93.184.216.35", 443, "Allowed", "Allowed")]
    [InlineData("", "2606:4700::6", 443, "Allowed", "Allowed")]
    [InlineData("", "64:ff9b::8.8.8.8", 443, "Allowed", "Allowed")]
    [InlineData("", "10.0.0.5", 443, "OwnHost", "Allowed")]
    [InlineData("", "10.0.0.6", 443, "ProhibitedClass", "Allowed")]
    [InlineData("", "::ffff:10.0.0.6", 443, "ProhibitedClass", "Allowed")]
    [InlineData("", "64:ff9b::10.0.0.6", 443, "ProhibitedClass", "Allowed")]
    [InlineData("", "169.254.169.254", 80, "ProhibitedClass", "Allowed")]
    [InlineData("", "fd00:ec2::254", 80, "ProhibitedClass", "Allowed")]
    [InlineData("", "100.64.0.1", 443, "ProhibitedClass", "Allowed")]
    [InlineData("", "224.0.0.1", 443, "ProhibitedClass", "Allowed")]
    [InlineData("", "255.255.255.255", 443, "ProhibitedClass", "Allowed")]
    [InlineData("", "2001:db8::1", 443, "ProhibitedClass", "Allowed")]
    public void Judge_ByListenerThenHostThenClass(string listeners, string address, int port, string remoteClient, string loopbackClient)
    {
        IPAddress candidate = IPAddress.Parse(address);
        IPEndPoint[] bound = [.. listeners.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPEndPoint.Parse)];
        LocalAddresses host = new(TimeProvider.System, () => [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.0.0.5"), IPAddress.Parse("2606:4700::5")]);
        bool isLocal = host.Contains(candidate);

        AddressVerdict remote = DestinationPolicy.Judge(clientIsLoopback: false, candidate, port, bound, isLocal);
        AddressVerdict loopback = DestinationPolicy.Judge(clientIsLoopback: true, candidate, port, bound, isLocal);
        Assert.Equal((remoteClient, loopbackClient), (remote.Ruling.ToString(), loopback.Ruling.ToString()));
        Assert.Equal((remoteClient == "Allowed", loopbackClient == "Allowed"), (remote.IsAllowed, loopback.IsAllowed));
        Assert.Equal(AddressClassifier.Classify(candidate), remote.Class);
        Assert.Equal(AddressClassifier.Classify(candidate), loopback.Class);
    }

    [Theory]
    [InlineData("127.0.0.1", AddressClass.Loopback)]
    [InlineData("0.0.0.0", AddressClass.Unspecified)]
    [InlineData("::", AddressClass.Unspecified)]
    public void LoopbackOrUnspecified_NotKnownAsLocal_IsStillProhibitedToARemoteClient_AndStillALoop(string address, AddressClass addressClass)
    {
        IPAddress candidate = IPAddress.Parse(address);
        IPEndPoint[] listeners = [new(IPAddress.IPv6Any, 3128)];
        Assert.Equal(
            new AddressVerdict(AddressRuling.ProhibitedClass, addressClass),
            DestinationPolicy.Judge(clientIsLoopback: false, candidate, 80, listeners, isLocalAddress: false));
        Assert.Equal(
            new AddressVerdict(AddressRuling.OwnListener, addressClass),
            DestinationPolicy.Judge(clientIsLoopback: true, candidate, 3128, listeners, isLocalAddress: false));
    }

    [Fact]
    public void AVerdictNobodyGave_AllowsNothing() => Assert.False(default(AddressVerdict).IsAllowed);
}
