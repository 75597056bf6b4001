using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>A body comes in pieces. How it was cut must not be seen in the answer, or a sender could choose its answer by timing.</summary>
public sealed class ChunkedSplitTests
{
    public static TheoryData<int> Bodies => [.. Enumerable.Range(0, ChunkedCases.All.Count())];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Decode_OfEachSplit_AnswersAsForTheWhole(int index)
    {
        string text = ChunkedCases.All.ElementAt(index);
        DecodedBody whole = DecodedBody.Of([text], ChunkedCases.Limits);

        Assert.All(Places(text), cut => Assert.Equal(whole, DecodedBody.Of([text[..cut], text[cut..]], ChunkedCases.Limits)));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Decode_OfEachPrefix_AnswersAsForItsBytesOneByOne(int index) => CheckPrefixes(ChunkedCases.All.ElementAt(index), ChunkedCases.Limits);

    /// <summary>Every prefix has one answer, whole and byte by byte, which is the reference's; and once it is final it stays.</summary>
    internal static void CheckPrefixes(string text, LimitConfig limits)
    {
        DecodedBody? final = null;
        foreach (int length in Places(text))
        {
            string prefix = text[..length];
            DecodedBody body = DecodedBody.Of([prefix], limits);

            Assert.Equal(ReferenceChunkedDecoder.Decode(prefix, limits), body);
            Assert.Equal(body, DecodedBody.Of(prefix.Select(c => c.ToString()), limits));
            Assert.Equal(final ?? body, body);
            final = body.Status is ChunkedStatus.Incomplete ? null : body;
        }
    }

    /// <summary>Every place in a text, or, where those are thousands, every place next to a byte that is not like its neighbours.</summary>
    private static IEnumerable<int> Places(string text) => Enumerable.Range(0, text.Length + 1).Where(
        place => text.Length < 500 || place < 2 || place >= text.Length - 1 || text.Substring(place - 2, 4).Distinct().Count() > 1);
}
