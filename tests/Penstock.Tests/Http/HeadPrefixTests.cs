using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>A head comes in pieces. How it was cut must not be seen in the answer, or a client could choose its answer by timing.</summary>
public sealed class HeadPrefixTests
{
    public static TheoryData<string> Heads => [.. HeadCases.All];

    [Theory]
    [MemberData(nameof(Heads))]
    public void ParseRequest_OfEachPrefix_IsIncompleteUntilTheAnswerThatStays(string text) => Check(HeadCases.Bytes(text), HeadCases.Limits);

    [Theory]
    [MemberData(nameof(Heads))]
    public void ParseRequest_OfEachSplit_AnswersAsForTheWhole(string text)
    {
        byte[] bytes = HeadCases.Bytes(text);
        FieldLine[] expected = new FieldLine[8];
        HeadResult whole = HeadParser.ParseRequest(bytes, HeadCases.Limits, expected);

        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            FieldLine[] fields = new FieldLine[8];
            _ = HeadParser.ParseRequest(bytes.AsSpan(0, cut), HeadCases.Limits, fields);

            Assert.Equal(whole, HeadParser.ParseRequest(bytes, HeadCases.Limits, fields));
            Assert.Equal(expected[..whole.FieldCount], fields[..whole.FieldCount]);
        }
    }

    [Theory]
    [InlineData("\u0016\u0003", 2)]
    [InlineData("GET\u0000 / HTTP/1.1\r\n", 4)]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n", 21)]
    [InlineData("GET / HTTP/2.0\r\n", 14)]
    [InlineData("GET / http", 7)]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n c", 23)]
    [InlineData("GET /\r/ HTTP/1.1\r\n", 7)]
    public void ParseRequest_RejectsAtTheFirstByteThatCannotBeRight(string text, int bytesNeeded)
    {
        byte[] bytes = HeadCases.Bytes(text);

        Assert.Equal(HeadStatus.Incomplete, Parse(bytes.AsSpan(0, bytesNeeded - 1), HeadCases.Limits).Status);
        Assert.Equal(HeadStatus.Rejected, Parse(bytes.AsSpan(0, bytesNeeded), HeadCases.Limits).Status);
    }

    /// <summary>Once a prefix has an answer, every longer one has the same; and an answer comes before the limit.</summary>
    internal static void Check(byte[] bytes, LimitConfig limits)
    {
        HeadResult before = default;
        for (int length = 0; length <= bytes.Length; length++)
        {
            HeadResult result = Parse(bytes.AsSpan(0, length), limits);
            if (before.Status is not HeadStatus.Incomplete)
            {
                // The raw line of a rejected head is known when its end comes, which can be later.
                Assert.Equal(before with { RequestLine = default }, result with { RequestLine = default });
            }

            Assert.False(result.Status is HeadStatus.Incomplete && length >= limits.MaxHeadBytes);
            before = result;
        }
    }

    private static HeadResult Parse(ReadOnlySpan<byte> bytes, LimitConfig limits) => HeadParser.ParseRequest(bytes, limits, new FieldLine[8]);
}
