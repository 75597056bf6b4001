using System.Net;
using Penstock.Policy;
using static Penstock.AddressClass;

namespace Penstock.Tests.Policy;

public sealed class AddressClassifierTests
{
    /// <summary>Each block of the registries: the last address outside, the first and last inside, the first outside.</summary>
    [Theory]
    // IPv4 Special-Purpose Address Registry
    [InlineData(null, Global, "0.0.0.0", "0.0.0.0", Unspecified, "0.0.0.1", ThisNetwork)]
    [InlineData("0.0.0.0", Unspecified, "0.0.0.1", "0.255.255.255", ThisNetwork, "1.0.0.0", Global)]
    [InlineData("9.255.255.255", Global, "10.0.0.0", "10.255.255.255", Private, "11.0.0.0", Global)]
    [InlineData("100.63.255.255", Global, "100.64.0.0", "100.127.255.255", SharedAddressSpace, "100.128.0.0", Global)]
    [InlineData("126.255.255.255", Global, "127.0.0.0", "127.255.255.255", Loopback, "128.0.0.0", Global)]
    [InlineData("169.253.255.255", Global, "169.254.0.0", "169.254.255.255", LinkLocal, "169.255.0.0", Global)]
    [InlineData("172.15.255.255", Global, "172.16.0.0", "172.31.255.255", Private, "172.32.0.0", Global)]
    [InlineData("191.255.255.255", Global, "192.0.0.0", "192.0.0.8", ProtocolAssignments, "192.0.0.9", Global)]
    [InlineData("192.0.0.8", ProtocolAssignments, "192.0.0.9", "192.0.0.10", Global, "192.0.0.11", ProtocolAssignments)]
    [InlineData("192.0.0.10", Global, "192.0.0.11", "192.0.0.255", ProtocolAssignments, "192.0.1.0", Global)]
    [InlineData("192.0.1.255", Global, "192.0.2.0", "192.0.2.255", Documentation, "192.0.3.0", Global)]
    [InlineData("192.31.195.255", Global, "192.31.196.0", "192.31.196.255", Global, "192.31.197.0", Global)]
    [InlineData("192.52.192.255", Global, "192.52.193.0", "192.52.193.255", Global, "192.52.194.0", Global)]
    [InlineData("192.88.98.255", Global, "192.88.99.0", "192.88.99.255", Reserved, "192.88.100.0", Global)]
    [InlineData("192.167.255.255", Global, "192.168.0.0", "192.168.255.255", Private, "192.169.0.0", Global)]
    [InlineData("192.175.47.255", Global, "192.175.48.0", "192.175.48.255", Global, "192.175.49.0", Global)]
    [InlineData("198.17.255.255", Global, "198.18.0.0", "198.19.255.255", Benchmarking, "198.20.0.0", Global)]
    [InlineData("198.51.99.255", Global, "198.51.100.0", "198.51.100.255", Documentation, "198.51.101.0", Global)]
    [InlineData("203.0.112.255", Global, "203.0.113.0", "203.0.113.255", Documentation, "203.0.114.0", Global)]
    [InlineData("223.255.255.255", Global, "224.0.0.0", "239.255.255.255", Multicast, "240.0.0.0", Reserved)]
    [InlineData("239.255.255.255", Multicast, "240.0.0.0", "255.255.255.254", Reserved, "255.255.255.255", Broadcast)]
    [InlineData("255.255.255.254", Reserved, "255.255.255.255", "255.255.255.255", Broadcast, null, Global)]
    // IPv6 Special-Purpose Address Registry
    [InlineData(null, Global, "::", "::", Unspecified, "::1", Loopback)]
    [InlineData("::", Unspecified, "::1", "::1", Loopback, "::2", ThisNetwork)]
    [InlineData("64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "64:ff9b::808:808", "64:ff9b::808:808", Global, "64:ff9b::1:0:0", Reserved)]
    [InlineData("64:ff9b:0:ffff:ffff:ffff:ffff:ffff", Reserved, "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", Private, "64:ff9b:2::", Reserved)]
    [InlineData("ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "100::", "100::ffff:ffff:ffff:ffff", DiscardOnly, "100:0:0:1::", DiscardOnly)]
    [InlineData("100::ffff:ffff:ffff:ffff", DiscardOnly, "100:0:0:1::", "100::1:ffff:ffff:ffff:ffff", DiscardOnly, "100:0:0:2::", Reserved)]
    [InlineData("2001:0:ffff:ffff:ffff:ffff:ffff:ffff", Unspecified, "2001:1::", "2001:1::", ProtocolAssignments, "2001:1::1", Global)]
    [InlineData("2001:1::", ProtocolAssignments, "2001:1::1", "2001:1::3", Global, "2001:1::4", ProtocolAssignments)]
    [InlineData("2001:1:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments,
        "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", Benchmarking, "2001:2:1::", ProtocolAssignments)]
    [InlineData("2001:2:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments,
        "2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff", Global, "2001:4::", ProtocolAssignments)]
    [InlineData("2001:4:111:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments,
        "2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff", Global, "2001:4:113::", ProtocolAssignments)]
    [InlineData("2001:f:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments,
        "2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments, "2001:20::", Global)]
    [InlineData("2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments,
        "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", Global, "2001:30::", Global)]
    [InlineData("2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", Global,
        "2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", Global, "2001:40::", ProtocolAssignments)]
    [InlineData("2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", Global,
        "2001:40::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignments, "2001:200::", Global)]
    [InlineData("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", Global, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Documentation, "2001:db9::", Global)]
    [InlineData("2620:4f:7fff:ffff:ffff:ffff:ffff:ffff", Global, "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", Global, "2620:4f:8001::", Global)]
    [InlineData("3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Global, "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Documentation, "3fff:1000::", Global)]
    [InlineData("5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", SegmentRouting, "5f01::", Reserved)]
    [InlineData("fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Private, "fe00::", Reserved)]
    [InlineData("fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", LinkLocal, "fec0::", Private)]
    // IPv6 Address Space
    [InlineData("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", LinkLocal, "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Private, "ff00::", Multicast)]
    [InlineData("feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Private, "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Multicast, null, Global)]
    [InlineData("1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "2000::", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Global, "2001:200::", Global)]
    [InlineData("3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Global, "4000::", "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reserved, "6000::", Reserved)]
    public void Block_HoldsItsFirstAndLastAddress_AndNotItsNeighbours(
        string? before, AddressClass beforeClass, string first, string last, AddressClass inside, string? after, AddressClass afterClass)
    {
        Assert.Equal((first, inside), (first, Classify(first)));
        Assert.Equal((last, inside), (last, Classify(last)));
        Assert.Equal((before, beforeClass), (before, before is null ? beforeClass : Classify(before)));
        Assert.Equal((after, afterClass), (after, after is null ? afterClass : Classify(after)));
    }

    [Theory]
    [InlineData("169.254.169.254", LinkLocal)] // metadata: AWS, Azure, Google, Oracle, DigitalOcean
    [InlineData("fd00:ec2::254", Private)]     // metadata: AWS over IPv6
    [InlineData("fd20:ce::254", Private)]      // metadata: Google over IPv6
    [InlineData("100.100.100.200", SharedAddressSpace)] // metadata: Alibaba
    [InlineData("fe80::1%7", LinkLocal)]
    [InlineData("8.8.8.8", Global)]
    [InlineData("2606:4700:4700::1111", Global)]
    public void WellKnownAddress_HasItsClass(string address, AddressClass expected)
    {
        Assert.Equal(expected, Classify(address));
    }

    /// <summary>{0} is the IPv4 address in dotted form, {1} as two hexadecimal groups, {2} those with each bit inverted.</summary>
    [Theory]
    [InlineData("::ffff:{0}", Global)]                   // IPv4-mapped
    [InlineData("64:ff9b::{0}", Global)]                 // NAT64, well-known prefix
    [InlineData("2002:{1}::1", Global)]                  // 6to4
    [InlineData("2002:{1}:ffff:ffff:ffff:ffff:ffff", Global)]
    [InlineData("::{0}", Reserved)]                      // IPv4-compatible
    [InlineData("::ffff:0:{0}", Reserved)]               // IPv4-translated
    [InlineData("2001:0:808:808:0:0:{2}", ProtocolAssignments)] // Teredo: the client
    [InlineData("2001:0:{1}:0:0:f7f7:f7f7", ProtocolAssignments)] // Teredo: the server
    [InlineData("2606:4700:1:2:0:5efe:{0}", Global)]     // ISATAP
    [InlineData("2606:4700:1:2:200:5efe:{0}", Global)]   // ISATAP, globally unique
    [InlineData("2002:808:808:1:0:5efe:{0}", Global)]    // ISATAP in a 6to4 site
    [InlineData("2606:4700:1:2:100:5efe:{0}", Global, false)] // not ISATAP: the group bit
    [InlineData("2606:4700:1:2:0:5eff:{0}", Global, false)]
    [InlineData("64:ff9b::1:{0}", Reserved, false)]      // past the /96
    [InlineData("::1:0:{0}", Reserved, false)]
    [InlineData("2003:{1}::1", Global, false)]
    [InlineData("fd00::5efe:{0}", Private, false)]       // the prefix is reason enough
    public void EmbeddedIPv4_DecidesWhenItIsNotGlobal(string form, AddressClass whenGlobal, bool carries = true)
    {
        (string Address, AddressClass Class)[] embedded =
        [
            ("0.1.2.3", ThisNetwork), ("9.255.255.255", Global), ("10.0.0.0", Private), ("10.255.255.255", Private), ("11.0.0.0", Global),
            ("100.64.0.1", SharedAddressSpace), ("127.0.0.1", Loopback), ("169.254.169.254", LinkLocal), ("172.31.255.255", Private), ("172.32.0.0", Global),
            ("192.0.0.8", ProtocolAssignments), ("192.0.0.9", Global), ("192.0.2.1", Documentation), ("192.88.99.1", Reserved), ("192.168.1.1", Private),
            ("198.18.0.1", Benchmarking), ("224.0.0.1", Multicast), ("240.0.0.1", Reserved), ("255.255.255.255", Broadcast), ("93.184.216.34", Global),
        ];
        foreach ((string ipv4, AddressClass ipv4Class) in embedded)
        {
            byte[] b = IPAddress.Parse(ipv4).GetAddressBytes();
            string hex = $"{b[0]:x2}{b[1]:x2}:{b[2]:x2}{b[3]:x2}";
            string inverted = $"{(byte)~b[0]:x2}{(byte)~b[1]:x2}:{(byte)~b[2]:x2}{(byte)~b[3]:x2}";
            string address = form.Replace("{0}", ipv4).Replace("{1}", hex).Replace("{2}", inverted);
            AddressClass expected = carries && ipv4Class != Global ? ipv4Class : whenGlobal;
            Assert.Equal((address, expected), (address, Classify(address)));
        }
    }

    [Theory]
    [InlineData("::ffff:0.0.0.0", Unspecified)]
    [InlineData("64:ff9b::", Unspecified)]
    [InlineData("::ffff:0:0.0.0.0", Unspecified)]
    [InlineData("2002::", Unspecified)]
    [InlineData("2001::", Broadcast)] // Teredo: no server, and a client of all ones
    [InlineData("2001:0:7f00:1::f5ff:fffe", Private)] // Teredo: the client 10.0.0.1 before the server 127.0.0.1
    public void EmbeddedIPv4_AtItsEdges(string address, AddressClass expected) => Assert.Equal(expected, Classify(address));

    [Fact]
    public void Normalise_TurnsIPv4MappedIntoIPv4_AndKeepsTheRest()
    {
        Assert.Equal(IPAddress.Parse("10.0.0.1"), AddressClassifier.Normalise(IPAddress.Parse("::ffff:10.0.0.1")));
        foreach (string same in (string[])["10.0.0.1", "::1", "::10.0.0.1", "64:ff9b::10.0.0.1", "fe80::1%3"])
        {
            IPAddress address = IPAddress.Parse(same);
            Assert.Same(address, AddressClassifier.Normalise(address));
        }
    }

    [Fact]
    public void Classify_AllocatesNothing()
    {
        IPAddress[] addresses = [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("::ffff:10.0.0.1"), IPAddress.Parse("2606:4700::1")];
        int globals = 0;
        long bytes = Allocated.By(() =>
        {
            globals = 0;
            foreach (IPAddress address in addresses)
            {
                globals += AddressClassifier.Classify(address) == Global ? 1 : 0;
            }
        });

        Assert.Equal((0L, 2), (bytes, globals));
    }

    private static AddressClass Classify(string address) => AddressClassifier.Classify(IPAddress.Parse(address));
}
