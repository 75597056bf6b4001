using System.Text;
using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>JA4 by FoxIO's own examples: their document, and the raw lists (JA4_ro) with the result (JA4) that their tests expect for their captures.</summary>
public sealed class Ja4Tests
{
    private const string ChromeSuites = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035";
    private const string ChromeAlgorithms = "0403,0804,0401,0503,0805,0501,0806,0601";

    [Theory]
    [InlineData("h2", ChromeSuites, "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015", ChromeAlgorithms, "t13d1516h2_8daaf6152771_e5627efa2ab1")]
    [InlineData("http/1.1", ChromeSuites, "000d,0033,0000,ff01,002b,0023,002d,0005,0012,000b,0017,4469,0010,001b,000a,0015", ChromeAlgorithms, "t13d1516h1_8daaf6152771_e5627efa2ab1")]
    [InlineData("", ChromeSuites, "0033,002b,001b,0000,0012,002d,000d,000a,0005,0023,0017,ff01,000b,0015", ChromeAlgorithms, "t13d151400_8daaf6152771_de4a06bb82e3")]
    [InlineData("h2", ChromeSuites, "fe0d,0010,0017,0033,44cd,ff01,000a,000d,0023,002b,000b,ca34,002d,0000,0005,001b,0012", "0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601", "t13d1517h2_8daaf6152771_cb7bf5808d99")]
    public void Ja4_OfFoxIosExamples_IsAsTheySay(string alpn, string suites, string extensions, string algorithms, string expected)
    {
        Assert.Equal(expected, Of(alpn, Numbers(suites), Numbers(extensions), Numbers(algorithms)).Ja4);

        // GREASE anywhere changes nothing.
        Assert.Equal(expected, Of(alpn, [0x5A5A, .. Numbers(suites)], [0xEAEA, .. Numbers(extensions), 0x0A0A], [0x1A1A, .. Numbers(algorithms)]).Ja4);
    }

    [Fact]
    public void Ja4_WithoutSignatureAlgorithms_HashesTheExtensionsAlone() =>
        Assert.EndsWith("_6d807ffa2a79", Of("h2", [0x1301], Numbers("0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01"), []).Ja4, StringComparison.Ordinal);

    [Fact]
    public void Ja4_WithoutValues_HasZeros()
    {
        ClientHello hello = Parse(HelloBuilder.Client([0x0A0A], [HelloBuilder.ServerName("a.test"), HelloBuilder.Alpn([.. "h2"u8])], 0x0301));

        Assert.Equal("t10d0002h2_000000000000_000000000000", hello.Ja4);
    }

    [Fact]
    public void Ja4_CountsUpTo99() =>
        Assert.StartsWith("t12i990000_", Parse(HelloBuilder.Client([.. Enumerable.Range(1, 150).Select(i => (ushort)i)], [])).Ja4, StringComparison.Ordinal);

    [Theory]
    [InlineData("AB", "ab")]
    [InlineData("ABCD", "ad")]
    [InlineData("30AB", "3b")]
    [InlineData("3031ABCD", "3d")]
    [InlineData("30ABCD31", "01")]
    [InlineData("78", "xx")]
    [InlineData("", "00")]
    public void Ja4_OfAlpn_FollowsTheRuleOfCharacters(string hex, string expected) =>
        Assert.Equal(expected, Parse(HelloBuilder.Client([0x1301], [HelloBuilder.Alpn(Convert.FromHexString(hex))])).Ja4[8..10]);

    [Theory]
    [InlineData("0a0a,0304,0303", "13")]
    [InlineData("0303,0304", "13")]
    [InlineData("0302", "11")]
    [InlineData("7f1c", "00")]
    [InlineData("0300", "s3")]
    public void Ja4_TakesTheHighestVersion(string versions, string expected)
    {
        byte[] list = HelloBuilder.Numbers(Numbers(versions));
        Assert.Equal(expected, Parse(HelloBuilder.Client([0x1301], [(0x002B, [(byte)list.Length, .. list])])).Ja4[1..3]);
    }

    private static ClientHello Of(string alpn, ushort[] suites, ushort[] extensions, ushort[] algorithms) => Parse(HelloBuilder.Client(
        suites,
        extensions.Select(type => type switch
        {
            0x0000 => HelloBuilder.ServerName("www.example.com"),
            0x000A => (type, HelloBuilder.Vector16(HelloBuilder.Numbers(0x001D))),
            0x000D => (type, HelloBuilder.Vector16(HelloBuilder.Numbers(algorithms))),
            0x0010 => HelloBuilder.Alpn(Encoding.ASCII.GetBytes(alpn)),
            0x002B => (type, [4, 0x0A, 0x0A, 0x03, 0x04]),
            0x0033 => (type, HelloBuilder.Vector16([])),
            _ => (type, []),
        })));

    private static ushort[] Numbers(string text) => [.. text.Split(',').Select(number => Convert.ToUInt16(number, 16))];

    private static ClientHello Parse(byte[] record)
    {
        var recognizer = new TunnelRecognizer();
        recognizer.Up(record);
        return Assert.IsType<ClientHello>(recognizer.ClientHello);
    }
}
