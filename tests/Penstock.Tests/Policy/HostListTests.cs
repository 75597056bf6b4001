using System.Net;
using System.Text;
using CsCheck;
using Penstock.Policy;

namespace Penstock.Tests.Policy;

/// <summary>Lists of destinations, small and large.</summary>
public sealed class HostListTests
{
    [Theory]
    [InlineData("example.com", true)]
    [InlineData("www.example.com", false)]
    [InlineData("below.test", false)]
    [InlineData("a.below.test", true)]
    [InlineData("a.b.below.test", true)]
    [InlineData("both.test", true)]
    [InlineData("a.both.test", true)]
    [InlineData("aboth.test", false)]
    [InlineData("twice.test", true)]
    [InlineData("a.twice.test", true)]
    [InlineData("test", false)]
    [InlineData("com", false)]
    [InlineData("", false)]
    [InlineData("ex\u00e4mple.com", false)]
    public void Name_IsFoundAsItsEntrySays(string host, bool isFound) =>
        Assert.Equal(isFound, List("Example.COM.", "*.below.test", ".both.test", "twice.test", "*.twice.test").Contains(host));

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("192.0.1.255", false)]
    [InlineData("192.0.4.0", false)]
    [InlineData("::ffff:192.0.3.1", true)]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.0.0.8", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData("::192.0.2.1", false)]
    public void Address_IsFoundInItsNetwork(string address, bool isFound) =>
        Assert.Equal(isFound, List("192.0.2.0/24", "192.0.3.0/24", "10.0.0.7", "2001:db8::/32").Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("bad name")]
    [InlineData("a..b")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("10.0.0.1/8")]
    [InlineData("ex\u00e4mple.com")]
    [InlineData("")]
    public void WhatIsNoDestination_IsRefused_WithASentence(string entry)
    {
        Assert.False(new HostListBuilder("x").TryAdd(Encoding.UTF8.GetBytes(entry), out string? problem));
        Assert.Contains(' ', problem);
    }

    [Fact]
    public void AnyList_FindsWhatAWalkOverItsEntriesFinds()
    {
        Gen<string> name = Gen.Int[0, 5].Array[1, 4].Select(labels => string.Join('.', labels.Select(label => new string((char)('a' + (label % 3)), 1 + (label * 3)))));
        Gen<string> entry = Gen.Select(Gen.Int[0, 2], name).Select((kind, text) => (kind == 1 ? "*." : kind == 2 ? "." : "") + text);
        Gen.Select(entry.Array[0, 60], name).Sample((entries, host) =>
        {
            bool expected = entries.Select(TestRules.Pattern).Any(pattern => (pattern.MatchesItself && host == pattern.Name) || (pattern.MatchesBelow && host.EndsWith("." + pattern.Name, StringComparison.Ordinal)));
            Assert.Equal(expected, List(entries).Contains(host));
        }, iter: Trials.Of(20_000));
    }

    [Theory]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("::ffff:10.0.0.0/104", "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("2001:db8::/112", "2001:db8::5", true)]
    [InlineData("2001:db8::/112", "2001:db8::1:5", false)]
    [InlineData("2001:db8::a00:0/112", "10.0.0.5", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void Networks_OfBothFamilies_StayApart(string network, string address, bool contains)
    {
        var ranges = new AddressRanges();
        ranges.Add(IPNetwork.Parse(network));
        ranges.Merge();

        Assert.Equal(contains, ranges.Contains(IPAddress.Parse(address)));
    }

    [Fact]
    public void AnyNetworks_FindWhatAWalkOverThemFinds()
    {
        Gen<IPNetwork> network = Gen.Select(Gen.UInt[0, 255], Gen.Int[20, 32]).Select((bits, length) =>
            new IPNetwork(new IPAddress(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((0x0A000000 | (bits << 6)) & (uint)(0xFFFFFFFFUL << (32 - length))))), length));
        Gen.Select(network.Array[0, 40], Gen.UInt[0, 0x4FFF]).Sample((networks, bits) =>
        {
            var address = new IPAddress(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(0x0A000000 | bits)));
            var ranges = new AddressRanges();
            Array.ForEach(networks, ranges.Add);
            ranges.Merge();
            Assert.Equal(networks.Any(each => each.Contains(address)), ranges.Contains(address));
        }, iter: Trials.Of(20_000));
    }

    [Fact]
    public void MillionNames_AreFound_AndTakeLittleRoom()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var builder = new HostListBuilder("big");
        Span<byte> line = stackalloc byte[64];
        for (int i = 0; i < 1_000_000; i++)
        {
            System.Text.Unicode.Utf8.TryWrite(line, System.Globalization.CultureInfo.InvariantCulture, $"n{i:x}.host{i % 1000}.example", out int length);
            Assert.True(builder.TryAdd(line[..length], out _));
        }

        HostList list = builder.Build();
        // All that was ever allocated on the way, tables that were outgrown among it.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 20L << 20, 120L << 20);
        Assert.Equal(1_000_000, list.Names);
        Assert.True(list.Contains("n0.host0.example"));
        Assert.True(list.Contains($"n{999_999:x}.host999.example"));
        Assert.False(list.Contains("n0.host1.example"));
        Assert.False(list.Contains("host1.example"));
        Assert.Equal(0, Allocated.By(() => list.Contains("n0.host0.example")));
    }

    private static HostList List(params string[] entries)
    {
        var builder = new HostListBuilder("test");
        foreach (string entry in entries)
        {
            Assert.True(builder.TryAdd(Encoding.UTF8.GetBytes(entry), out string? problem), problem);
        }

        return builder.Build();
    }
}
