using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class HeadParserTests
{
    public static TheoryData<string, string> BadHeads => [.. HeadCases.Bad.Select(bad => (bad.Text, bad.Rejection.ToString()))];

    public static TheoryData<string> GoodHeads => [.. HeadCases.Good];

    [Theory]
    [MemberData(nameof(BadHeads))]
    public void ParseRequest_OfABadHead_NamesTheRule(string text, string rule)
    {
        HeadResult result = HeadParser.ParseRequest(HeadCases.Bytes(text), HeadCases.Limits, new FieldLine[8]);

        Assert.Equal(HeadStatus.Rejected, result.Status);
        Assert.Equal(rule, result.Rejection.ToString());
        Assert.Equal(0, result.Length);
    }

    [Theory]
    [MemberData(nameof(GoodHeads))]
    public void ParseRequest_OfAGoodHead_IsCompleteAtTheEmptyLine(string text)
    {
        HeadResult result = HeadParser.ParseRequest(HeadCases.Bytes(text), HeadCases.Limits, new FieldLine[8]);

        Assert.Equal(HeadStatus.Complete, result.Status);
        Assert.Equal(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, result.Length);
    }

    [Fact]
    public void ParseRequest_SaysWhereEachPartStands()
    {
        byte[] bytes = "\r\nGET http://a/ HTTP/1.1\r\nHost:\ta \r\nEmpty: \r\nX:a b\r\n\r\nmore"u8.ToArray();
        FieldLine[] fields = new FieldLine[8];

        HeadResult result = HeadParser.ParseRequest(bytes, HeadCases.Limits, fields);

        Assert.Equal("GET http://a/ HTTP/1.1", Text(bytes, result.RequestLine));
        Assert.Equal("GET", Text(bytes, result.Method));
        Assert.Equal("http://a/", Text(bytes, result.Target));
        Assert.Equal(1, result.MinorVersion);
        Assert.Equal(bytes.Length - "more".Length, result.Length);
        Assert.Equal(
            [("Host", "a"), ("Empty", ""), ("X", "a b")],
            fields[..result.FieldCount].Select(field => (Text(bytes, field.Name), Text(bytes, field.Value))));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n: a", "GET / HTTP/1.1", "GET", "/")]
    [InlineData("\r\nGET /\u007f HTTP/1.1\r\n", "GET /\u007f HTTP/1.1", "GET", "")]
    [InlineData("GET  / HTTP/1.1\nHost: a", "GET  / HTTP/1.1", "GET", "")]
    [InlineData("G(T / HTTP/1.1\r", "G(T / HTTP/1.1", "", "")]
    [InlineData("G(T / HTTP/1.1", "", "", "")]
    [InlineData("PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0", "PRI", "*")]
    public void ParseRequest_OfABadHead_KeepsWhatItKnewForTheAccessLog(string text, string line, string method, string target)
    {
        byte[] bytes = HeadCases.Bytes(text);

        HeadResult result = HeadParser.ParseRequest(bytes, HeadCases.Limits, new FieldLine[8]);

        Assert.Equal(HeadStatus.Rejected, result.Status);
        Assert.Equal((line, method, target), (Text(bytes, result.RequestLine), Text(bytes, result.Method), Text(bytes, result.Target)));
    }

    [Fact]
    public void ParseRequest_WithLessRoomForFieldsThanTheLimit_KeepsToTheRoom()
    {
        ReadOnlySpan<byte> bytes = "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n"u8;

        Assert.Equal(HeadStatus.Complete, HeadParser.ParseRequest(bytes, new LimitConfig(), new FieldLine[2]).Status);
        Assert.Equal(HeadRejection.TooManyFields, HeadParser.ParseRequest(bytes, new LimitConfig(), new FieldLine[1]).Rejection);
    }

    [Fact]
    public void AHead_IsReadWithoutAllocation()
    {
        byte[][] heads = [.. HeadCases.All.Select(HeadCases.Bytes)];
        FieldLine[] fields = new FieldLine[8];

        Assert.Equal(0, Allocated.By(ParseAll));

        void ParseAll()
        {
            foreach (byte[] head in heads)
            {
                HeadResult result = HeadParser.ParseRequest(head, HeadCases.Limits, fields);
                if (result.Status is HeadStatus.Complete)
                {
                    _ = RequestFraming.Of(head, result, fields);
                }
            }
        }
    }

    private static string Text(byte[] bytes, Range range) => Encoding.Latin1.GetString(bytes[range]);
}
