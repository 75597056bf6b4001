using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Tests.Conformance;
using Penstock.Tests.Http;
using Penstock.Transport;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>
/// Bytes of a client, as the head of a request: the verdict is the reference's, and does not depend on how the bytes are cut. What goes on to an origin is one head, framed as the client's was, with
/// nothing of the client's connection in it.
/// </summary>
internal sealed class RequestHeadTarget : FuzzTarget
{
    private static readonly LimitConfig s_wide = new() { MaxHeadBytes = 1 << 20, MaxTargetBytes = 1 << 20, MaxFields = 4096 };

    private static readonly string[] s_dropped = ["proxy-authorization", "proxy-connection", "keep-alive", "http2-settings"];

    private readonly ProxySnapshot[] _snapshots =
    [
        TestSnapshot.Of(new ProxyConfig()),
        TestSnapshot.Of(new ProxyConfig { Replies = ReplyProfile.Apache, Via = ViaMode.Block, Forwarded = ForwardedMode.XForwardedFor }),
        TestSnapshot.Of(new ProxyConfig { Via = ViaMode.Full, Forwarded = ForwardedMode.Forwarded }),
    ];

    public override string Name => "request-head";

    public override IReadOnlyList<string> Tokens => HttpTokens.All;

    public override IEnumerable<byte[]> Seeds =>
        HeadCases.All.Concat(RequestCase.All.Select(row => CaseText.Expand(row.Client, CasePlaces.Anywhere))).Select(text => Bytes(text.Length > MostBytes ? text[..MostBytes] : text));

    public override void Run(byte[] input)
    {
        Judge(input, HeadCases.Limits);
        var limits = new LimitConfig();
        HeadResult head = Judge(input, limits);
        if (head.Status != HeadStatus.Complete)
        {
            return;
        }

        var fields = new FieldLine[limits.MaxFields];
        _ = HeadParser.ParseRequest(input, limits, fields);
        foreach (ProxySnapshot snapshot in _snapshots)
        {
            Interpret(input, head, fields.AsSpan(0, head.FieldCount), snapshot);
        }
    }

    private static HeadResult Judge(byte[] input, LimitConfig limits)
    {
        var fields = new FieldLine[limits.MaxFields];
        HeadResult whole = HeadParser.ParseRequest(input, limits, fields);
        FuzzFinding.UnlessSame(Show(ReferenceHeadParser.Parse(Text(input), limits)), Show(Read(input, whole, fields)), "the parser and the reference do not agree");
        FuzzFinding.Unless(whole.Length <= input.Length, "a head is longer than what has come");

        var others = new FieldLine[limits.MaxFields];
        foreach (int length in Cuts.Prefixes(input))
        {
            HeadResult part = HeadParser.ParseRequest(input.AsSpan(0, length), limits, others);
            FuzzFinding.Unless(
                part.Status == HeadStatus.Incomplete || part with { RequestLine = default } == whole with { RequestLine = default },
                $"of the first {length} bytes the answer is {part}, and of all {whole}");
        }

        return whole;
    }

    private static void Interpret(byte[] input, HeadResult head, ReadOnlySpan<FieldLine> fields, ProxySnapshot snapshot)
    {
        var request = new ProxyRequest(new RequestTimeline(PeerAddress.FromIPv4(0x7F000001, 1), TimeProvider.System), snapshot);
        new RequestInterpreter(PeerAddress.FromIPv4(0x7F000001, 1)).Interpret(request, input, head, fields, input.Length - head.Length);

        RequestFraming framing = RequestFraming.Of(input, head, fields);
        ReferenceHead read = Read(input, head, [.. fields]);
        ReferenceFraming reference = ReferenceFraming.Of(read.Method, read.MinorVersion, read.Fields);
        FuzzFinding.UnlessSame(reference, new(framing.Rejection, framing.Body, framing.ContentLength, framing.KeepAlive), "the framing and the reference do not agree");
        FuzzFinding.Unless(framing.Rejection == HeadRejection.None || request.Outcome == ProxyOutcome.HeadRejected, "a head whose end is not known is not refused");

        if (request.Outcome == ProxyOutcome.None && request.Kind == RequestKind.Tunnel)
        {
            FuzzFinding.Unless(
                Authority.TryParseConnect(Bytes(request.Destination.ToString()), out Authority again, out _) && again == request.Destination, "an authority does not read back as itself");
        }
        else if (request.Outcome is ProxyOutcome.None or ProxyOutcome.ProxyLoop && request.Kind == RequestKind.Forward)
        {
            CheckForwarded(request, read, framing);
        }

        request.ReleaseHead();
    }

    private static void CheckForwarded(ProxyRequest request, ReferenceHead read, RequestFraming framing)
    {
        byte[] sent = request.Head.ToArray();
        FuzzFinding.Unless(sent.Length <= RequestRewriter.MostBytes(read.Length, read.Fields.Length), "a head is larger than it may become");
        var fields = new FieldLine[s_wide.MaxFields];
        HeadResult head = HeadParser.ParseRequest(sent, s_wide, fields);
        FuzzFinding.Unless(head.Status == HeadStatus.Complete && head.Length == sent.Length, $"what goes on is not one head: {head} of {sent.Length}\n{Text(sent)}");
        FuzzFinding.UnlessSame(Show(ReferenceHeadParser.Parse(Text(sent), s_wide)), Show(Read(sent, head, fields)), "of what goes on the parser and the reference do not agree");

        RequestFraming then = RequestFraming.Of(sent, head, fields.AsSpan(0, head.FieldCount));
        FuzzFinding.UnlessSame((HeadRejection.None, framing.Body, framing.ContentLength), (then.Rejection, then.Body, then.ContentLength), $"what goes on is framed otherwise\n{Text(sent)}");

        ReferenceHead now = Read(sent, head, fields);
        FuzzFinding.Unless(now.Method == read.Method && (now.Target.StartsWith('/') || now.Target == "*"), $"the request line that goes on is another\n{Text(sent)}");
        string[] names = [.. now.Fields.Select(field => field.Name.ToLowerInvariant())];
        FuzzFinding.Unless(names.Count(name => name == "host") == 1, $"one Host is not what goes on\n{Text(sent)}");
        FuzzFinding.Unless(!names.Intersect(s_dropped).Any(), $"a field of the client's connection goes on\n{Text(sent)}");
        foreach ((string name, string value) in now.Fields)
        {
            FuzzFinding.Unless(!name.Equals("connection", StringComparison.OrdinalIgnoreCase) || value is "TE" or "Upgrade" or "TE, Upgrade", $"Connection goes on as it came\n{Text(sent)}");
        }
    }

    private static ReferenceHead Read(byte[] bytes, HeadResult head, FieldLine[] lines) => head.Status != HeadStatus.Complete
        ? new(head.Status, head.Rejection, head.Length, "", "", 0, [])
        : new(
            head.Status, head.Rejection, head.Length, Text(bytes.AsSpan(head.Method)), Text(bytes.AsSpan(head.Target)), head.MinorVersion,
            [.. lines.Take(head.FieldCount).Select(line => (Text(bytes.AsSpan(line.Name)), Text(bytes.AsSpan(line.Value))))]);

    private static string Show(ReferenceHead head) =>
        $"{head.Status} {head.Rejection} {head.Length} {head.Method} {head.Target} {head.MinorVersion} {string.Join('|', head.Fields)}";
}
