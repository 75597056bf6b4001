using System.Text;
using Penstock.Forwarding;
using Penstock.Http;

namespace Penstock.Tests.Forwarding;

public sealed class BodyCoderTests
{
    [Fact]
    public void Recode_OfTheLargestTrailers_FitsIntoMostBytes()
    {
        var limits = new LimitConfig();
        string lines = string.Concat(Enumerable.Repeat("A:\r\n", limits.MaxFields - 1));
        lines += $"B:{new string('x', limits.MaxHeadBytes - lines.Length - "B:\r\n\r\n".Length)}\r\n";
        var coder = new BodyCoder(BodyKind.Chunked, 0, chunkAnew: true, [], limits);

        // All but the last byte first, so that what comes last brings no room of its own.
        Recode(coder, $"0\r\n{lines}\r");
        string sent = Recode(coder, "\n");

        Assert.True(coder.IsComplete);
        Assert.Equal($"0\r\n{lines.Replace(":", ": ", StringComparison.Ordinal)}\r\n", sent);
    }

    private static string Recode(BodyCoder coder, string source)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(source);
        byte[] destination = new byte[coder.MostBytes(bytes.Length)];
        int count = coder.Recode(bytes, destination, out int consumed);
        Assert.Equal(bytes.Length, consumed);
        return Encoding.Latin1.GetString(destination, 0, count);
    }
}
