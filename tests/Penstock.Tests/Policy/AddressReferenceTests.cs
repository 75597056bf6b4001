using System.Net;
using CsCheck;
using Penstock.Policy;

namespace Penstock.Tests.Policy;

/// <summary>
/// The classifier against a slow second reading of the registries: addresses as strings of 0 and 1, the longest prefix in any order, written down apart
/// from the tables in the product.
/// </summary>
public sealed class AddressReferenceTests
{
    private static readonly (string Prefix, AddressClass Class)[] IPv4 = Read("""
        0.0.0.0/0 Global
        0.0.0.0/8 ThisNetwork
        0.0.0.0/32 Unspecified
        10.0.0.0/8 Private
        100.64.0.0/10 SharedAddressSpace
        127.0.0.0/8 Loopback
        169.254.0.0/16 LinkLocal
        172.16.0.0/12 Private
        192.0.0.0/24 ProtocolAssignments
        192.0.0.0/29 ProtocolAssignments
        192.0.0.8/32 ProtocolAssignments
        192.0.0.9/32 Global
        192.0.0.10/32 Global
        192.0.0.170/32 ProtocolAssignments
        192.0.0.171/32 ProtocolAssignments
        192.0.2.0/24 Documentation
        192.31.196.0/24 Global
        192.52.193.0/24 Global
        192.88.99.0/24 Reserved
        192.88.99.2/32 Reserved
        192.168.0.0/16 Private
        192.175.48.0/24 Global
        198.18.0.0/15 Benchmarking
        198.51.100.0/24 Documentation
        203.0.113.0/24 Documentation
        224.0.0.0/4 Multicast
        240.0.0.0/4 Reserved
        255.255.255.255/32 Broadcast
        """);

    private static readonly (string Prefix, AddressClass Class)[] IPv6 = Read("""
        ::/0 Reserved
        2000::/3 Global
        ::/128 Unspecified
        ::1/128 Loopback
        64:ff9b::/96 Global
        64:ff9b:1::/48 Private
        100::/64 DiscardOnly
        100:0:0:1::/64 DiscardOnly
        2001::/23 ProtocolAssignments
        2001::/32 ProtocolAssignments
        2001:1::1/128 Global
        2001:1::2/128 Global
        2001:1::3/128 Global
        2001:2::/48 Benchmarking
        2001:3::/32 Global
        2001:4:112::/48 Global
        2001:10::/28 ProtocolAssignments
        2001:20::/28 Global
        2001:30::/28 Global
        2001:db8::/32 Documentation
        2002::/16 Global
        2620:4f:8000::/48 Global
        3fff::/20 Documentation
        5f00::/16 SegmentRouting
        fc00::/7 Private
        fe80::/10 LinkLocal
        fec0::/10 Private
        ff00::/8 Multicast
        """);

    private static readonly string[] Forms = [Bits("::ffff:0:0")[..96], Bits("::")[..96], Bits("::ffff:0:0:0")[..96], Bits("64:ff9b::")[..96]];

    [Fact]
    public void AnyAddress_HasTheClassOfTheReference()
    {
        // Random addresses rarely meet a /128: half begin with a block of a table, half of those go on with zeros or ones, and the last 32 bits often hold a
        // block of IPv4 behind an ISATAP identifier.
        string[] ipv4Blocks = [.. IPv4.Select(row => row.Prefix)];
        string[] ipv6Blocks = [.. IPv6.Select(row => row.Prefix), .. Forms, Bits("2001::")[..32], Bits("2002::")[..16]];
        Gen<string> ipv4 = Gen.Select(Gen.OneOf(ipv4Blocks), RandomBits(32), (block, rest) => Overlay(block, rest));
        Gen<string> ipv6 =
            from head in Gen.OneOf(ipv6Blocks)
            from rest in RandomBits(128)
            from tail in ipv4
            from isatap in Gen.OneOf("", "0000", "0200")
            from embeds in Gen.Int[0, 3]
            select Embed(Overlay(head, rest), tail, isatap, embeds, head.Length);

        Gen.OneOf(ipv4, ipv6).Sample(
            bits =>
            {
                IPAddress address = Address(bits);
                AddressClass actual = AddressClassifier.Classify(address);
                AddressClass expected = bits.Length == 32 ? Reference4(bits) : Reference6(bits);
                Assert.True(expected == actual, $"{address} is {expected}, was called {actual}");
            },
            iter: Trials.Of(200_000));
    }

    [Fact]
    public void NoRowIsBehindOneThatHoldsItWhole_AndEachHasNoBitsPastItsLength()
    {
        foreach (AddressBlock[] table in (AddressBlock[][])[SpecialPurposeAddresses.IPv4, SpecialPurposeAddresses.IPv6])
        {
            string[] prefixes = [.. table.Select(row => Prefix(row.Text))];
            for (int i = 0; i < prefixes.Length; i++)
            {
                Assert.DoesNotContain(prefixes[..i], earlier => prefixes[i].StartsWith(earlier, StringComparison.Ordinal));
                string address = table[i].Text[..table[i].Text.IndexOf('/', StringComparison.Ordinal)];
                Assert.DoesNotContain('1', Bits(address)[prefixes[i].Length..]);
            }

            Assert.Equal("", prefixes[^1]);
        }
    }

    private static AddressClass Reference4(string bits) => Longest(IPv4, bits);

    private static AddressClass Reference6(string bits)
    {
        AddressClass last = Reference4(bits[96..]);
        if (bits.StartsWith(Forms[0], StringComparison.Ordinal))
        {
            return last;
        }

        AddressClass own = Longest(IPv6, bits);
        if (own is AddressClass.Unspecified or AddressClass.Loopback && Convert.ToInt32(bits[96..], 2) <= 1 && !bits[..96].Contains('1'))
        {
            return own;
        }

        List<AddressClass> carried = [];
        if (Forms.Any(form => bits.StartsWith(form, StringComparison.Ordinal)))
        {
            carried.Add(last);
        }

        if (bits.StartsWith(Bits("2001::")[..32], StringComparison.Ordinal))
        {
            carried.Add(Reference4(string.Concat(bits[96..].Select(bit => bit == '0' ? '1' : '0'))));
            carried.Add(Reference4(bits[32..64]));
        }

        if (bits.StartsWith(Bits("2002::")[..16], StringComparison.Ordinal))
        {
            carried.Add(Reference4(bits[16..48]));
        }

        carried.Add(own);
        if (bits[64..96] == Bits("::5efe:0:0")[64..96] || bits[64..96] == Bits("::200:5efe:0:0")[64..96])
        {
            carried.Add(last);
        }

        return carried.FirstOrDefault(c => c != AddressClass.Global, AddressClass.Global);
    }

    private static AddressClass Longest((string Prefix, AddressClass Class)[] rows, string bits) =>
        rows.Where(row => bits.StartsWith(row.Prefix, StringComparison.Ordinal)).MaxBy(row => row.Prefix.Length).Class;

    private static Gen<string> RandomBits(int length) =>
        Gen.OneOf(Gen.Const(new string('0', length)), Gen.Const(new string('1', length)), Gen.Char["01"].Array[length].Select(bits => new string(bits)));

    private static string Overlay(string head, string rest) => head + rest[head.Length..];

    private static string Embed(string bits, string ipv4, string isatap, int embeds, int headLength) => embeds switch
    {
        1 when isatap.Length != 0 => bits[..64] + Bits($"::{isatap}:5efe:0:0")[64..96] + ipv4,
        1 when headLength <= 96 => bits[..96] + ipv4,
        2 when headLength == 16 => bits[..16] + ipv4 + bits[48..],
        2 when headLength == 32 => bits[..32] + ipv4 + bits[64..],
        3 when headLength == 32 => bits[..96] + string.Concat(ipv4.Select(bit => bit == '0' ? '1' : '0')),
        _ => bits,
    };

    private static (string Prefix, AddressClass Class)[] Read(string table) =>
        [.. table.Split('\n').Select(line => line.Split(' ')).Select(words => (Prefix(words[0]), Enum.Parse<AddressClass>(words[1])))];

    private static string Prefix(string block)
    {
        string[] parts = block.Split('/');
        return Bits(parts[0])[..int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)];
    }

    private static string Bits(string address) => string.Concat(IPAddress.Parse(address).GetAddressBytes().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));

    private static IPAddress Address(string bits) => new([.. bits.Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2))]);
}
