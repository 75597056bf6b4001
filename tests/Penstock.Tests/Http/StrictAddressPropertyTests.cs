using System.Net;
using System.Text;
using CsCheck;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>Strict means less than what the runtime takes, and never another address.</summary>
public sealed class StrictAddressPropertyTests
{
    /// <summary>Runs of zeros are what the short form is about.</summary>
    private static readonly Gen<byte[]> SixteenBytes =
        Gen.Select(Gen.Byte.Array[16], Gen.Bool.Array[8], (bytes, keep) => bytes.Select((b, i) => keep[i / 2] ? b : (byte)0).ToArray());

    private static readonly Gen<string> AlmostIPv6 = Gen.OneOf("0", "1", "ffff", "00a", "12345", ":", ":", ":", "::", ".", "127.0.0.1", "1.2", "g", "%")
        .Array[1, 14].Select(string.Concat);

    private static readonly Gen<string> AlmostIPv4 = Gen.OneOf("0", "1", "9", "25", "255", "256", "01", ".", ".", ".", ".", "x", " ")
        .Array[1, 9].Select(string.Concat);

    [Fact]
    public void TryParseIPv6_ReadsWhatTheRuntimeWrites() => SixteenBytes.Sample(bytes =>
    {
        IPAddress expected = new(bytes);
        Assert.True(StrictAddress.TryParseIPv6(Encoding.ASCII.GetBytes(expected.ToString()), out IPAddress? address));
        Assert.Equal(expected, address);
    }, iter: Trials.Of(5_000));

    [Fact]
    public void TryParseIPv4_ReadsWhatTheRuntimeWrites() => Gen.Byte.Array[4].Sample(bytes =>
    {
        IPAddress expected = new(bytes);
        Assert.True(StrictAddress.TryParseIPv4(Encoding.ASCII.GetBytes(expected.ToString()), out IPAddress? address));
        Assert.Equal(expected, address);
    }, iter: Trials.Of(5_000));

    [Fact]
    public void TryParseIPv6_TakesNothingThatTheRuntimeDoesNot() => AlmostIPv6.Sample(text =>
    {
        if (StrictAddress.TryParseIPv6(Encoding.ASCII.GetBytes(text), out IPAddress? address))
        {
            Assert.Equal(IPAddress.Parse(text), address);
        }
    }, iter: Trials.Of(20_000));

    [Fact]
    public void TryParseIPv4_TakesNothingThatTheRuntimeDoesNot() => AlmostIPv4.Sample(text =>
    {
        if (StrictAddress.TryParseIPv4(Encoding.ASCII.GetBytes(text), out IPAddress? address))
        {
            Assert.Equal(IPAddress.Parse(text), address);
            Assert.Equal(text, address.ToString());
        }
    }, iter: Trials.Of(20_000));
}
