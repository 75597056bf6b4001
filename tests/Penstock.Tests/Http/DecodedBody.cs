using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>What a decoder made of a body in all. <paramref name="Length"/> is what the body took, once it is complete.</summary>
internal sealed record DecodedBody(ChunkedStatus Status, HeadRejection Rejection, string Data, string Trailers, int Length)
{
    /// <summary>Hands the pieces to a decoder, one by one, to its answer.</summary>
    internal static DecodedBody Of(IEnumerable<string> pieces, LimitConfig limits)
    {
        var decoder = new ChunkedDecoder(limits);
        var data = new StringBuilder();
        int length = 0;
        foreach (string piece in pieces)
        {
            byte[] source = Encoding.Latin1.GetBytes(piece);
            byte[] destination = new byte[source.Length];

            ChunkedStatus status = decoder.Decode(source, destination, out int consumed, out int written);

            data.Append(Encoding.Latin1.GetString(destination, 0, written));
            length += consumed;
            Assert.True(destination.AsSpan(written).IndexOfAnyExcept((byte)0) < 0, "Nothing is written past what is said to be.");
            if (status is ChunkedStatus.Incomplete)
            {
                Assert.Equal((source.Length, HeadRejection.None), (consumed, decoder.Rejection));
                continue;
            }

            return status is ChunkedStatus.Complete
                ? new(status, decoder.Rejection, data.ToString(), Encoding.Latin1.GetString(decoder.Trailers.Span), length)
                : new(status, decoder.Rejection, data.ToString(), "", 0);
        }

        return new(ChunkedStatus.Incomplete, decoder.Rejection, data.ToString(), "", 0);
    }
}
