using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Tests.Conformance;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>Bytes of an origin, as the head of a response: the verdict does not depend on how they are cut, and what goes on to the client is one head, framed as the origin's was.</summary>
internal sealed class ResponseHeadTarget : FuzzTarget
{
    private static readonly LimitConfig s_limits = new();
    private static readonly LimitConfig s_small = new() { MaxHeadBytes = 200, MaxFields = 4 };
    private static readonly LimitConfig s_wide = new() { MaxHeadBytes = 1 << 20, MaxFields = 4096 };
    private static readonly string[] s_dropped = ["proxy-connection", "keep-alive", "te", "http2-settings", "proxy-authenticate", "proxy-authentication-info"];

    private readonly ForwardingRules[] _rules = [new(new ProxyConfig(), "penstock-test"), new(new ProxyConfig { Via = ViaMode.Block }, "penstock-test")];

    public override string Name => "response-head";

    public override IReadOnlyList<string> Tokens => HttpTokens.All;

    public override IEnumerable<byte[]> Seeds => OriginCase.All
        .SelectMany(row => row.Script.Where(step => step.Key == "sends").Select(step => CaseText.Expand(step.Value, CasePlaces.Anywhere)))
        .Select(text => Bytes(text.Length > MostBytes ? text[..MostBytes] : text));

    public override void Run(byte[] input)
    {
        Judge(input, s_small);
        FieldLine[] fields = Judge(input, s_limits);
        ResponseHead head = ResponseHeadParser.Parse(input, s_limits, fields);
        if (head.Status != HeadStatus.Complete)
        {
            return;
        }

        foreach (ForwardingRules rules in _rules)
        {
            foreach ((bool toHead, bool toHttp10) in (ReadOnlySpan<(bool, bool)>)[(false, false), (false, true), (true, false)])
            {
                Pass(input, head, fields.AsSpan(0, head.FieldCount), rules, toHead, toHttp10);
            }
        }
    }

    private static FieldLine[] Judge(byte[] input, LimitConfig limits)
    {
        var fields = new FieldLine[limits.MaxFields];
        ResponseHead whole = ResponseHeadParser.Parse(input, limits, fields);
        FuzzFinding.Unless(whole.Length <= input.Length, "a head is longer than what has come");
        FuzzFinding.Unless(whole.Status != HeadStatus.Incomplete || input.Length < limits.MaxHeadBytes, "a head of any length is waited for");

        var others = new FieldLine[limits.MaxFields];
        foreach (int length in Cuts.Prefixes(input))
        {
            ResponseHead part = ResponseHeadParser.Parse(input.AsSpan(0, length), limits, others);
            FuzzFinding.Unless(part.Status == HeadStatus.Incomplete || part == whole, $"of the first {length} bytes the answer is {part}, and of all {whole}");
        }

        return fields;
    }

    private static void Pass(byte[] input, ResponseHead head, ReadOnlySpan<FieldLine> fields, ForwardingRules rules, bool toHead, bool toHttp10)
    {
        ResponseFraming framing = ResponseFraming.Of(input, head, fields, toHead);
        if (framing.Rejection != HeadRejection.None)
        {
            return;
        }

        byte[] buffer = new byte[ResponseRewriter.MostBytes(head)];
        var writer = new HeadWriter(buffer);
        new ResponseRewriter(input, fields, framing, rules).Write(ref writer, head, toHttp10, "close"u8, TimeProvider.System);

        byte[] sent = buffer[..writer.Length];
        var lines = new FieldLine[s_wide.MaxFields];
        ResponseHead then = ResponseHeadParser.Parse(sent, s_wide, lines);
        FuzzFinding.Unless(then.Status == HeadStatus.Complete && then.Length == sent.Length && then.StatusCode == head.StatusCode, $"what goes on is not one head: {then} of {sent.Length}\n{Text(sent)}");

        ResponseFraming now = ResponseFraming.Of(sent, then, lines.AsSpan(0, then.FieldCount), toHead);
        BodyKind expected = toHttp10 && framing.Body == BodyKind.Chunked ? BodyKind.UntilClose : framing.Body;
        FuzzFinding.UnlessSame(HeadRejection.None, now.Rejection, $"what goes on would be refused\n{Text(sent)}");
        FuzzFinding.UnlessSame((expected, framing.Body == BodyKind.Length ? framing.ContentLength : 0), (now.Body, now.Body == BodyKind.Length ? now.ContentLength : 0), $"what goes on is framed otherwise\n{Text(sent)}");

        string[] names = [.. lines.Take(then.FieldCount).Select(line => Text(sent.AsSpan(line.Name)).ToLowerInvariant())];
        FuzzFinding.Unless(!names.Intersect(s_dropped).Any(), $"a field of the origin's connection goes on\n{Text(sent)}");
    }
}
