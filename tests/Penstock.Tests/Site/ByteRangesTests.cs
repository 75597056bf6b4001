using CsCheck;
using Penstock.Site;

namespace Penstock.Tests.Site;

public sealed class ByteRangesTests
{
    [Theory]
    [InlineData("bytes=0-0", "0-0")]
    [InlineData("bytes=0-", "0-9999")]
    [InlineData("BYTES=5-9", "5-9")]
    [InlineData("bytes=9999-", "9999-9999")]
    [InlineData("bytes=5-99999999999999999999999", "5-9999")]
    [InlineData("bytes=-1", "9999-9999")]
    [InlineData("bytes=-99999999999999999999999", "0-9999")]
    [InlineData("bytes= 0-1 ,\t5000-5001,", "0-1 5000-5001")]
    [InlineData("bytes=5000-5001,0-1", "5000-5001 0-1")]
    [InlineData("bytes=0-1,20000-,-1", "0-1 9999-9999")]
    [InlineData("bytes=0-5,3-9", "0-9")]
    [InlineData("bytes=5000-6000,0-10,11-12,5500-7000", "0-12 5000-7000")]
    [InlineData("bytes=0-1,129-130,300-301", "0-130 300-301")]
    [InlineData("bytes=10000-", "")]
    [InlineData("bytes=10000-10001,99999999999999999999-", "")]
    [InlineData("bytes=-0", "")]
    public void AField_AsksForParts(string field, string expected) =>
        Assert.Equal(expected, string.Join(' ', ByteRanges.Read(field, 10_000)!.Select(range => $"{range.First}-{range.Last}")));

    [Theory]
    [InlineData("bytes=")]
    [InlineData("bytes=,")]
    [InlineData("bytes=-")]
    [InlineData("bytes=2-1")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=1")]
    [InlineData("bytes=1--2")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=0-1,x")]
    [InlineData("bytes 0-1")]
    [InlineData("lines=0-1")]
    [InlineData("")]
    public void AFieldThatIsNone_IsIgnored(string field) => Assert.Null(ByteRanges.Read(field, 10_000));

    [Fact]
    public void MorePartsThanAnyReaderNeeds_AreIgnored()
    {
        string Field(int count) => "bytes=" + string.Join(',', Enumerable.Range(0, count).Select(i => $"{500 * i}-{500 * i}"));

        Assert.Equal(ByteRanges.Most, ByteRanges.Read(Field(ByteRanges.Most), 10_000)!.Count);
        Assert.Null(ByteRanges.Read(Field(ByteRanges.Most + 1), 10_000));
        Assert.Null(ByteRanges.Read(Field(5000), 10_000));
    }

    [Fact]
    public void AnEmptyFile_HasNoParts() => Assert.All((string[])["bytes=0-", "bytes=-5", "bytes=0-0"], field => Assert.Null(ByteRanges.Read(field, 0)));

    // Judged byte by byte: everything that is asked for comes once, and hardly anything that is not.
    [Fact]
    public void Parts_HoldEveryByteThatIsAskedFor_Once() => Gen.Select(Gen.Select(Gen.Int[0, 600], Gen.Int[0, 600]).Array[1, 8], Gen.Int[1, 500]).Sample((asked, length) =>
    {
        IEnumerable<(int First, int Last)> ordered = asked.Select(pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2)));
        IReadOnlyList<ByteRange> ranges = ByteRanges.Read("bytes=" + string.Join(',', ordered.Select(pair => $"{pair.First}-{pair.Last}")), length)!;
        var sent = new int[length];
        foreach (ByteRange range in ranges)
        {
            Assert.True(range.First >= 0 && range.First <= range.Last && range.Last < length);
            for (long at = range.First; at <= range.Last; at++)
            {
                sent[at]++;
            }
        }

        Assert.All(Enumerable.Range(0, length), at => Assert.InRange(sent[at], ordered.Any(pair => pair.First <= at && at <= pair.Last) ? 1 : 0, 1));
    });
}
