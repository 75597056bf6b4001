using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Tests.Conformance;
using Penstock.Tests.Http;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>A chunked body in pieces: it is decoded as the reference decodes the whole; and what goes on, chunked anew, is the same content and the same trailers.</summary>
internal sealed class ChunkedBodyTarget : FuzzTarget
{
    // Named by Connection, and so not to go on.
    private static readonly byte[] s_connectionNames = Bytes("digest, x");

    public override string Name => "chunked-body";

    public override int MostBytes => 2048;

    public override IReadOnlyList<string> Tokens { get; } =
    [
        "\r\n", "\n", "\r", "0\r\n\r\n", "\r\n0\r\n", "1\r\nx\r\n", ";a", ";a=b", ";a=\"b\"", "\"", "\\\"", " ;", "\t", "=", "ffffffffffffffff", "7fffffffffffffff", "0000000000000000", "A", "f", "X: y\r\n", "Digest: z\r\n", "Content-Length: 1\r\n", "Host: a\r\n", "Trailer: a\r\n", ":", " :", "\r\n ",
    ];

    public override IEnumerable<byte[]> Seeds => ChunkedCases.All
        .Concat(RequestCase.All.Select(row => CaseText.Expand(row.Client, CasePlaces.Anywhere)).Where(text => text.Contains("chunked", StringComparison.OrdinalIgnoreCase)).Select(AfterHead))
        .Concat(OriginCase.All.SelectMany(row => row.Script.Where(step => step.Key == "sends").Select(step => AfterHead(CaseText.Expand(step.Value, CasePlaces.Anywhere)))))
        .Where(text => text.Length > 0)
        .Select(text => Bytes(text.Length > MostBytes ? text[..MostBytes] : text));

    public override void Run(byte[] input)
    {
        foreach (LimitConfig limits in (LimitConfig[])[ChunkedCases.Limits, new LimitConfig()])
        {
            DecodedBody expected = ReferenceChunkedDecoder.Decode(Text(input), limits);
            List<byte[]> pieces = Cuts.Pieces(input);
            FuzzFinding.UnlessSame(expected, DecodedBody.Of([Text(input)], limits), "the decoder and the reference do not agree");
            FuzzFinding.UnlessSame(expected, DecodedBody.Of(pieces.Select(piece => Text(piece)), limits), "in pieces the answer is another");

            Recode(pieces, expected, limits, []);
            Recode(pieces, expected, limits, s_connectionNames);
            FuzzFinding.UnlessSame(expected.Data, Text(Passed(pieces, new BodyCoder(BodyKind.Chunked, 0, chunkAnew: false, [], limits))), "the content of a body for HTTP/1.0 is another");
        }
    }

    private static void Recode(List<byte[]> pieces, DecodedBody expected, LimitConfig limits, byte[] connectionNames)
    {
        var coder = new BodyCoder(BodyKind.Chunked, 0, chunkAnew: true, connectionNames, limits);
        byte[] sent = Passed(pieces, coder);
        FuzzFinding.UnlessSame((expected.Status == ChunkedStatus.Complete, expected.Rejection), (coder.IsComplete, coder.Rejection), "the coder's answer is another");

        DecodedBody again = ReferenceChunkedDecoder.Decode(Text(sent), new LimitConfig { MaxHeadBytes = 1 << 20, MaxFields = 4096 });
        FuzzFinding.UnlessSame(expected.Data, again.Data, "chunked anew, the content is another");
        FuzzFinding.Unless(coder.IsComplete ? again.Status == ChunkedStatus.Complete && again.Length == sent.Length : again.Status == ChunkedStatus.Incomplete, "chunked anew, the body ends elsewhere");
        FuzzFinding.UnlessSame(Without(expected.Trailers, connectionNames), again.Trailers, "chunked anew, the trailers are others");
    }

    private static byte[] Passed(List<byte[]> pieces, BodyCoder coder)
    {
        List<byte> sent = [];
        foreach (byte[] piece in pieces)
        {
            byte[] room = new byte[coder.MostBytes(piece.Length)];
            int count = coder.Recode(piece, room, out int consumed);
            sent.AddRange(room.AsSpan(0, count).ToArray());
            if (coder.IsComplete || coder.Rejection != HeadRejection.None)
            {
                break;
            }

            FuzzFinding.UnlessSame(piece.Length, consumed, "bytes of a body that is not at its end are left");
        }

        return [.. sent];
    }

    private static string Without(string trailers, byte[] names)
    {
        string[] dropped = [.. Text(names).Split(", ", StringSplitOptions.RemoveEmptyEntries)];
        return string.Concat(trailers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !dropped.Contains(line[..line.IndexOf(':', StringComparison.Ordinal)], StringComparer.OrdinalIgnoreCase))
            .Select(line => $"{line}\r\n"));
    }

    private static string AfterHead(string message)
    {
        int end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? "" : message[(end + 4)..];
    }
}
