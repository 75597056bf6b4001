using CsCheck;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>Good and bad bodies, broken further at random and cut at random: the decoder agrees with the reference, and with itself on every cut.</summary>
public sealed class ChunkedDecoderPropertyTests
{
    /// <summary>Bytes that mean something to a decoder come up more often than the others.</summary>
    private static readonly Gen<char> Byte =
        Gen.Frequency((3, Gen.OneOf("\r\n;=\"\\ \t:0123aFgx+-\0\u007f\u00ff".ToCharArray())), (1, Gen.Byte.Select(b => (char)b)));

    private static readonly Gen<string> Whitespace = Gen.Frequency((3, Gen.Const("")), (1, Gen.OneOf(" ", "\t", " \t ")));

    private static readonly Gen<string> Token = Gen.Frequency(
        (20, Gen.String[Gen.OneOf("aB0!#$%&'*+-.^_`|~".ToCharArray()), 1, 5]),
        (1, Gen.Int[2000, 4200].Select(length => new string('t', length))));

    private static readonly Gen<string> Quoted = Gen.OneOf("a", ";", "=", " ", "\t", ",", "\\\"", "\\\\", "\\;", "\u00e9", "{").Array[0, 5]
        .Select(parts => $"\"{string.Concat(parts)}\"");

    private static readonly Gen<string> Value = Gen.Select(
        Whitespace, Whitespace, Gen.Frequency((1, Token), (1, Quoted)), (before, after, value) => $"{before}={after}{value}");

    private static readonly Gen<string> Extension = Gen.Select(
        Whitespace, Whitespace, Token, Gen.Frequency((1, Gen.Const("")), (1, Value)), (before, after, name, value) => $"{before};{after}{name}{value}");

    private static readonly Gen<string> Extensions =
        Gen.Frequency((2, Gen.Const("")), (1, Extension.Array[1, 3].Select(extensions => string.Concat(extensions))));

    private static readonly Gen<(string Text, string Data)> Chunk = Gen.Select(
        Gen.Frequency((4, Gen.String[Byte, 1, 20]), (1, Gen.String[Byte, 200, 400])), Gen.Int[0, 14], Gen.Bool, Extensions,
        (data, zeros, upper, extensions) => ($"{Hex(data.Length, zeros, upper)}{extensions}\r\n{data}\r\n", data));

    private static readonly Gen<string> LastChunk =
        Gen.Select(Gen.Int[1, 16], Extensions, (zeros, extensions) => $"{new string('0', zeros)}{extensions}\r\n");

    private static readonly Gen<(string Text, string Forwarded)> Trailer = Gen.Select(
        Gen.Frequency((4, Gen.OneOf("X", "Server-Timing", "Digest")), (1, Gen.OneOf("host", "Content-Length", "TRAILER", "proxy-x"))),
        Whitespace, Gen.OneOf("", "a", "b c", "1;2:3", "\u00e9"), Whitespace,
        (name, before, value, after) => ($"{name}:{before}{value}{after}\r\n", name[0] is 'X' or 'S' or 'D' ? $"{name}: {value}\r\n" : ""));

    /// <summary>A body that keeps the rules but, now and then, those on the size of extensions; and what its decoding gives.</summary>
    private static readonly Gen<(string Text, string Data, string Trailers)> Body = Gen.Select(
        Chunk.Array[0, 5], LastChunk, Trailer.Array[0, 3],
        (chunks, last, trailers) => (
            $"{string.Concat(chunks.Select(chunk => chunk.Text))}{last}{string.Concat(trailers.Select(trailer => trailer.Text))}\r\n",
            string.Concat(chunks.Select(chunk => chunk.Data)),
            string.Concat(trailers.Select(trailer => trailer.Forwarded))));

    /// <summary>With something after the body, so that damage to its end shows.</summary>
    private static readonly Gen<string> DamagedBody = Gen.Select(
        Gen.Frequency((2, Body.Select(body => body.Text)), (1, Gen.OneOf(ChunkedCases.All.ToArray()))),
        TextEdits.Some(Byte, 4),
        Gen.String[Byte, 0, 4],
        (body, damage, rest) => damage(body) + rest);

    private static readonly Gen<LimitConfig> Limits = Gen.Frequency(
        (3, Gen.Const(ChunkedCases.Limits)),
        (1, Gen.Select(Gen.Int[1, 60], Gen.Int[0, 3], (bytes, fields) => new LimitConfig { MaxHeadBytes = bytes, MaxFields = fields })));

    /// <summary>Where to cut, as shares of the whole; two the same make an empty piece.</summary>
    private static readonly Gen<double[]> Cuts = Gen.Double.Unit.Array[0, 8];

    [Fact]
    public void Decode_AgreesWithTheReference() =>
        Gen.Select(DamagedBody, Limits, Cuts).Sample(
            (body, limits, cuts) => Assert.Equal(ReferenceChunkedDecoder.Decode(body, limits), DecodedBody.Of(Pieces(body, cuts), limits)), iter: Trials.Of(20_000));

    [Fact]
    public void Decode_OfEachPrefix_AgreesWithTheReference() =>
        Gen.Select(DamagedBody.Where(body => body.Length < 500), Limits).Sample(
            (body, limits) => ChunkedSplitTests.CheckPrefixes(body, limits), iter: Trials.Of(300));

    [Fact]
    public void Decode_OfABodyThatKeepsTheRules_GivesWhatWasEncoded() =>
        Gen.Select(Body.Where(body => body.Text.Length < 4096), Gen.String[Byte, 0, 9], Cuts).Sample(
            (body, rest, cuts) => Assert.Equal(
                new DecodedBody(ChunkedStatus.Complete, HeadRejection.None, body.Data, body.Trailers, body.Text.Length),
                DecodedBody.Of(Pieces(body.Text + rest, cuts), new LimitConfig())),
            iter: Trials.Of(10_000));

    private static IEnumerable<string> Pieces(string text, double[] cuts)
    {
        int start = 0;
        foreach (int end in cuts.Select(cut => (int)(cut * text.Length)).Order().Append(text.Length))
        {
            yield return text[start..end];
            start = end;
        }
    }

    private static string Hex(int size, int zeros, bool upper)
    {
        string digits = upper ? $"{size:X}" : $"{size:x}";
        return digits.PadLeft(Math.Min(digits.Length + zeros, 16), '0');
    }
}
