using System.Text;
using CsCheck;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

public sealed class DnsNameTests
{
    private static readonly Gen<byte> s_nameByte = Gen.Frequency((4, Gen.Byte[0, 3]), (2, Gen.Byte[0xC0, 0xC1]), (2, Gen.Byte[0, 60]), (1, Gen.Byte));

    [Theory]
    [InlineData("example.com", "\u0007example\u0003com\0")]
    [InlineData("Ex_ample.COM", "\u0008ex_ample\u0003com\0")]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData("a..b", "")]
    [InlineData("a.", "")]
    [InlineData("bücher.example", "")]
    public void Text_IsWrittenAsLabels_OrNotAtAll(string text, string expected)
    {
        byte[] name = new byte[DnsName.MaxLength];

        Assert.Equal(Encoding.ASCII.GetBytes(expected), name[..DnsName.Write(text, name)]);
    }

    [Theory]
    [InlineData(63, 1, 65)]
    [InlineData(64, 1, 0)]
    [InlineData(1, 127, 255)]
    [InlineData(1, 128, 0)]
    public void LabelsAndNames_HaveTheirLimits(int labelLength, int labels, int expected)
    {
        string text = string.Join('.', Enumerable.Repeat(new string('a', labelLength), labels));

        Assert.Equal(expected, DnsName.Write(text, new byte[DnsName.MaxLength]));
    }

    [Theory]
    [InlineData("C000", 0, null, "to itself")]
    [InlineData("C002C000", 0, null, "forward")]
    [InlineData("C002C000", 2, null, "back to one that leads forward")]
    [InlineData("0161C000", 0, null, "into its own labels")]
    [InlineData("4161", 0, null, "a label type that is not in use")]
    [InlineData("8161", 0, null, "another")]
    [InlineData("0361", 0, null, "a label that is cut off")]
    [InlineData("0161", 0, null, "no end")]
    [InlineData("C0", 0, null, "half a pointer")]
    [InlineData("0161000142C000", 3, "01620161", "a name and its rest, in lower case")]
    public void PointersLeadFurtherUp_OrNowhere(string message, int at, string? labels, string what)
    {
        byte[] name = new byte[DnsName.MaxLength];
        int end = at;
        bool isName = DnsName.TryRead(Convert.FromHexString(message), ref end, name, out int length);

        Assert.True(isName == (labels is not null), what);
        if (isName)
        {
            Assert.Equal(labels + "00", Convert.ToHexString(name[..length]));
            Assert.Equal(message.Length / 2, end);
        }
    }

    [Fact]
    public void AnyBytes_AreReadWithoutAnException_AndSkippedAlike() =>
        Gen.Select(s_nameByte.Array[0, 80], Gen.Int[0, 80]).Sample((message, start) =>
        {
            Span<byte> name = stackalloc byte[DnsName.MaxLength];
            (int read, int skipped) = (start, start);
            bool isName = DnsName.TryRead(message, ref read, name, out int length);

            Assert.InRange(length, 0, DnsName.MaxLength);
            if (isName)
            {
                Assert.Equal(0, name[length - 1]);
                Assert.True(DnsName.TrySkip(message, ref skipped));
                Assert.Equal(read, skipped);
            }
        }, iter: 30_000);

    [Fact]
    public void NamesWrittenWithPointers_AreReadAsTheyWere() =>
        Gen.Char["abz09-_"].Array[1, 12].Select(c => new string(c)).Array[1, 8].Sample(labels =>
        {
            // Each name is a label and a pointer to the name before it.
            List<byte> message = [0];
            int before = 0;
            foreach (string label in labels.Reverse())
            {
                int start = message.Count;
                message.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label), (byte)(0xC0 | (before >> 8)), (byte)before]);
                before = start;
            }

            byte[] expected = new byte[DnsName.MaxLength];
            byte[] name = new byte[DnsName.MaxLength];
            int expectedLength = DnsName.Write(string.Join('.', labels), expected);
            Assert.True(DnsName.TryRead(message.ToArray(), ref before, name, out int length));
            Assert.Equal(expected[..expectedLength], name[..length]);
            Assert.Equal(message.Count, before);
        });

    [Fact]
    public void ANameOf256Bytes_IsRefused_WhetherWrittenOutOrPointedTo()
    {
        byte[] labels = [.. Enumerable.Repeat<byte[]>([1, (byte)'a'], 127).SelectMany(l => l), 0];
        int at = 0;
        Assert.True(DnsName.TryRead(labels, ref at, new byte[DnsName.MaxLength], out int length));
        Assert.Equal(DnsName.MaxLength, length);

        byte[] longer = [.. labels, 1, (byte)'b', 0xC0, 0];
        Assert.False(DnsName.TryRead(longer, ref at, new byte[DnsName.MaxLength], out _));
    }
}
