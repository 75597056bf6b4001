using System.Text;
using CsCheck;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>Good and bad heads, broken further at random: the parser agrees with the reference, and with itself on every prefix.</summary>
public sealed class HeadParserPropertyTests
{
    /// <summary>Bytes that mean something to a parser come up more often than the others.</summary>
    private static readonly Gen<char> Byte =
        Gen.Frequency((3, Gen.OneOf("\r\n \t:/.,;0195HTPGhx(\0\u0016\u0003\u000b\u007f\u0080\u00ff".ToCharArray())), (1, Gen.Byte.Select(b => (char)b)));

    private static readonly Gen<string> Head =
        Gen.Select(Gen.OneOf(HeadCases.All.ToArray()), TextEdits.Some(Byte, 5), (head, damage) => damage(head));

    private static readonly Gen<LimitConfig> Limits = Gen.Frequency(
        (3, Gen.Const(HeadCases.Limits)),
        (1, Gen.Select(Gen.Int[1, 120], Gen.Int[1, 40], Gen.Int[0, 4], (head, target, fields) =>
            new LimitConfig { MaxHeadBytes = head, MaxTargetBytes = target, MaxFields = fields })));

    [Fact]
    public void ParseRequest_AgreesWithTheReference() =>
        Gen.Select(Head, Limits).Sample(
            (head, limits) => Assert.Equal(Show(ReferenceHeadParser.Parse(head, limits)), Show(Parsed(head, limits))), iter: Trials.Of(20_000));

    [Fact]
    public void ParseRequest_OfEachPrefix_KeepsItsAnswer() =>
        Gen.Select(Head, Limits).Sample((head, limits) => HeadPrefixTests.Check(HeadCases.Bytes(head), limits), iter: Trials.Of(2_000));

    [Fact]
    public void TheReference_AgreesOnEachPrefixOfEachCase()
    {
        foreach (string head in HeadCases.All)
        {
            for (int length = 0; length <= head.Length; length++)
            {
                string prefix = head[..length];
                Assert.Equal(Show(ReferenceHeadParser.Parse(prefix, HeadCases.Limits)), Show(Parsed(prefix, HeadCases.Limits)));
            }
        }
    }

    private static ReferenceHead Parsed(string head, LimitConfig limits)
    {
        byte[] bytes = HeadCases.Bytes(head);
        FieldLine[] lines = new FieldLine[8];
        HeadResult result = HeadParser.ParseRequest(bytes, limits, lines);
        if (result.Status is not HeadStatus.Complete)
        {
            // The reference does not say what it knew before it stopped.
            return new(result.Status, result.Rejection, result.Length, "", "", 0, []);
        }

        var fields = lines[..result.FieldCount].Select(field => (Text(bytes, field.Name), Text(bytes, field.Value)));
        return new(
            result.Status, result.Rejection, result.Length, Text(bytes, result.Method), Text(bytes, result.Target), result.MinorVersion, [.. fields]);
    }

    private static string Show(ReferenceHead head) =>
        $"{head.Status} {head.Rejection} {head.Length} {head.Method} {head.Target} {head.MinorVersion} {string.Join('|', head.Fields)}";

    private static string Text(byte[] bytes, Range range) => Encoding.Latin1.GetString(bytes[range]);
}
