using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class ChunkedDecoderTests
{
    public static TheoryData<int> GoodCases => [.. Enumerable.Range(0, ChunkedCases.Good.Length)];

    public static TheoryData<int> BadCases => [.. Enumerable.Range(0, ChunkedCases.Bad.Length)];

    [Theory]
    [MemberData(nameof(GoodCases))]
    public void Decode_OfABodyThatKeepsTheRules_GivesItsDataAndTrailers(int index)
    {
        (string text, string data, string trailers, int rest) = ChunkedCases.Good[index];

        Assert.Equal(
            new DecodedBody(ChunkedStatus.Complete, HeadRejection.None, data, trailers, text.Length - rest),
            DecodedBody.Of([text], ChunkedCases.Limits));
    }

    [Theory]
    [MemberData(nameof(BadCases))]
    public void Decode_OfABodyThatBreaksARule_NamesIt(int index)
    {
        (HeadRejection rejection, string text) = ChunkedCases.Bad[index];
        DecodedBody body = DecodedBody.Of([text], ChunkedCases.Limits);

        Assert.Equal((ChunkedStatus.Rejected, rejection), (body.Status, body.Rejection));
    }

    [Theory]
    [InlineData("7fffffffffffffff\r\n")]
    [InlineData("7FFFFFFFFFFFFFFF;a\r\n")]
    public void Decode_OfTheLargestChunk_Goes(string line)
    {
        DecodedBody body = DecodedBody.Of([line, "data"], ChunkedCases.Limits);

        Assert.Equal((ChunkedStatus.Incomplete, "data"), (body.Status, body.Data));
    }

    [Theory]
    [InlineData("+", 1)]
    [InlineData("\r\n", 1)]
    [InlineData("0x", 2)]
    [InlineData("5 \r\n", 3)]
    [InlineData("8000000000000000\r\n", 16)]
    [InlineData("00000000000000000", 17)]
    [InlineData("5;a=\r\n", 5)]
    [InlineData("1\r\nxy", 5)]
    [InlineData("0\r\nA : b\r\n", 5)]
    [InlineData("0\r\nA: b\r\n c", 10)]
    public void Decode_RejectsAtTheFirstByteThatCannotBeRight(string text, int bytesNeeded)
    {
        Assert.Equal(ChunkedStatus.Incomplete, DecodedBody.Of([text[..(bytesNeeded - 1)]], ChunkedCases.Limits).Status);
        Assert.Equal(ChunkedStatus.Rejected, DecodedBody.Of([text[..bytesNeeded]], ChunkedCases.Limits).Status);
    }

    [Fact]
    public void Decode_OfTheLargestTrailers_GivesNoMoreThanMaxTrailerBytes()
    {
        string lines = $"A:\r\nB:\r\nC:{new string('x', 120 - 2 - 4 - 4 - 4)}\r\n";
        DecodedBody body = DecodedBody.Of([$"0\r\n{lines}\r\n"], ChunkedCases.Limits);

        Assert.Equal((ChunkedStatus.Complete, lines.Length + 3), (body.Status, body.Trailers.Length));
        Assert.Equal(ChunkedDecoder.MaxTrailerBytes(ChunkedCases.Limits), body.Trailers.Length);
    }

    [Fact]
    public void Decode_IntoItsOwnSource_GivesTheSame()
    {
        foreach ((string text, string data, _, _) in ChunkedCases.Good)
        {
            byte[] bytes = HeadCases.Bytes(text);

            new ChunkedDecoder(ChunkedCases.Limits).Decode(bytes, bytes, out _, out int written);

            Assert.Equal(data, Encoding.Latin1.GetString(bytes, 0, written));
        }
    }

    [Fact]
    public void Decode_OfABodyWithoutTrailers_AllocatesNothing()
    {
        byte[] bytes = HeadCases.Bytes("5;a=b\r\nhello\r\n0\r\n\r\n");
        byte[] data = new byte[bytes.Length];
        ChunkedStatus status = default;
        var decoders = new Queue<ChunkedDecoder>(Enumerable.Range(0, 6).Select(_ => new ChunkedDecoder(ChunkedCases.Limits)));

        long allocated = Allocated.By(() => status = decoders.Dequeue().Decode(bytes, data, out _, out _));

        Assert.Equal((ChunkedStatus.Complete, 0L), (status, allocated));
    }
}
