using Penstock.Http;
using Penstock.Transport;

namespace Penstock.Forwarding;

/// <summary>What came of one look at what the origin has sent.</summary>
internal enum ResponseStep
{
    /// <summary>No complete head yet.</summary>
    Wait,

    /// <summary>An interim response, which was passed on.</summary>
    Interim,

    /// <summary>The head of the response itself, which was passed on with what has come of its body.</summary>
    Final,

    /// <summary>101, as it was offered.</summary>
    Upgraded,

    /// <summary>The origin has closed or reset its connection, or was given up.</summary>
    Ended,

    /// <summary>It breaks a rule, which stands in the request.</summary>
    Rejected,
}

/// <summary>Receives the heads of the response to one request, judges them, and passes them on to the client.</summary>
internal sealed class ResponseReceiver(Connection client, ReceiveBuffer clientInput, OriginConnection origin, ProxyRequest request, ProxyServices services)
{
    // A server that says that it is still at work says so every few seconds (102), or once (103).
    private const int MostInterimResponses = 64;

    private int _interimResponses;

    /// <summary>Whether more has to be received before another look is worth it.</summary>
    public bool MustReceive { get; private set; } = true;

    /// <summary>Whether the origin has said anything.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the client may send the body that it held back.</summary>
    public bool HasContinued { get; private set; }

    /// <summary>Whether the head of the response itself has been passed on.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Where the response's body is; null if it has none.</summary>
    public BodyCoder? Body { get; private set; }

    /// <summary>Whether the end of the origin's connection is the end of the response.</summary>
    public bool LastsUntilClose { get; private set; }

    /// <summary>Whether the end of the client's connection is the end of the response for the client.</summary>
    public bool EndsByClose { get; private set; }

    /// <summary>Whether the client was told that it may ask again on its connection.</summary>
    public bool KeepsClient { get; private set; }

    /// <summary>Whether the origin waits for another request once this response has ended.</summary>
    public bool KeepsOrigin { get; private set; }

    /// <summary>How the origin's connection ended, where there should have been a response.</summary>
    public string? EndDetail { get; private set; }

    /// <summary>The 101 for the client.</summary>
    public byte[] SwitchingReply { get; private set; } = [];

    /// <summary>Looks at what is there, and receives if it must.</summary>
    /// <param name="requestHasEnded">Whether all of the request's body was sent.</param>
    /// <param name="sending">What is being sent to the client.</param>
    public ResponseStep Take(bool requestHasEnded, out LoopTask<IoResult> sending)
    {
        sending = new(IoResult.Of(0));
        ReadOnlySpan<byte> bytes = origin.Input.Held;
        int known = 0;
        if (MustReceive)
        {
            IoResult received = origin.Input.Receive(out bytes);
            if (received.MustWait)
            {
                return ResponseStep.Wait;
            }

            if (received.Bytes == 0)
            {
                EndDetail = received.Succeeded ? (HasBegun ? "closed in the middle of the head" : "closed without an answer") : "reset";
                return ResponseStep.Ended;
            }

            if (!HasBegun)
            {
                HasBegun = true;
                origin.NoteAnswer();
                request.Timeline.Stamp(TimelineStage.FirstByteDown);
            }

            known = bytes.Length - received.Bytes;
        }

        LimitConfig limits = request.Snapshot.Config.Limits;
        FieldLine[] fields = RequestReader.Fields(limits);

        // As for requests: only a new line end can change anything once a line is there.
        bool mayHaveChanged = known == 0 || bytes.Length >= limits.MaxHeadBytes || bytes[known..].Contains((byte)'\n') || !bytes[..known].Contains((byte)'\n');
        ResponseHead head = mayHaveChanged ? ResponseHeadParser.Parse(bytes, limits, fields) : default;
        if (head.Status == HeadStatus.Incomplete)
        {
            origin.Input.Consumed(bytes, 0);
            MustReceive = true;
            return ResponseStep.Wait;
        }

        HeadRejection rejection = head.Rejection;
        ResponseFraming framing = default;
        if (rejection == HeadRejection.None)
        {
            framing = ResponseFraming.Of(bytes, head, fields, request.IsHead);
            rejection = framing.Rejection;
        }

        return rejection != HeadRejection.None ? Reject(rejection)
            : head.IsInterim ? PassInterim(bytes, head, fields.AsSpan(0, head.FieldCount), framing, ref sending)
            : head.StatusCode == 101 ? Switch(bytes, head, fields.AsSpan(0, head.FieldCount), framing, requestHasEnded)
            : PassFinal(bytes, head, fields.AsSpan(0, head.FieldCount), framing, requestHasEnded, ref sending);
    }

    private ResponseStep Reject(HeadRejection rejection)
    {
        request.Rejection = rejection;
        client.Loop.Counters.ResponseRejections.Count(rejection);
        return ResponseStep.Rejected;
    }

    // RFC 9110, section 15.2: a proxy passes them on, but not to HTTP/1.0.
    private ResponseStep PassInterim(ReadOnlySpan<byte> bytes, in ResponseHead head, ReadOnlySpan<FieldLine> fields, in ResponseFraming framing, ref LoopTask<IoResult> sending)
    {
        if (++_interimResponses > MostInterimResponses)
        {
            return Reject(HeadRejection.TooManyInterimResponses);
        }

        HasContinued |= head.StatusCode == 100;
        if (!request.IsHttp10)
        {
            var writer = new HeadWriter(client.Loop.Outgoing(ResponseRewriter.MostBytes(head)));
            new ResponseRewriter(bytes, fields, framing, request.Snapshot.Forwarding).Write(ref writer, head, toHttp10: false, connection: default, services.Time);
            sending = client.SendOrHoldAsync(client.Loop.Outgoing(writer.Length)[..writer.Length]);
        }

        origin.Input.Consumed(bytes, head.Length);
        MustReceive = origin.Input.IsEmpty;
        return ResponseStep.Interim;
    }

    private ResponseStep Switch(ReadOnlySpan<byte> bytes, in ResponseHead head, ReadOnlySpan<FieldLine> fields, in ResponseFraming framing, bool requestHasEnded)
    {
        if (!requestHasEnded || !request.Upgrade.Any || !AnswersOffer(bytes, fields))
        {
            return Reject(HeadRejection.UnexpectedUpgrade);
        }

        byte[] reply = new byte[ResponseRewriter.MostBytes(head)];
        var writer = new HeadWriter(reply);
        new ResponseRewriter(bytes, fields, framing, request.Snapshot.Forwarding).Write(ref writer, head, toHttp10: false, "Upgrade"u8, services.Time);
        SwitchingReply = reply[..writer.Length];
        request.Snapshot.AccessLogs.NoteResponse(request.Timeline, SwitchingReply);
        origin.Input.Consumed(bytes, head.Length);
        request.ReleaseHead();
        request.Timeline.Status = head.StatusCode;
        return ResponseStep.Upgraded;
    }

    private bool AnswersOffer(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        bool answers = false;
        foreach (FieldLine field in fields)
        {
            if (field.Known == KnownField.Upgrade)
            {
                answers = true;
                if (!request.Upgrade.Holds(bytes[field.Value]))
                {
                    return false;
                }
            }
        }

        return answers;
    }

    private ResponseStep PassFinal(
        ReadOnlySpan<byte> bytes, in ResponseHead head, ReadOnlySpan<FieldLine> fields, in ResponseFraming framing, bool requestHasEnded, ref LoopTask<IoResult> sending)
    {
        LastsUntilClose = framing.Body == BodyKind.UntilClose;
        EndsByClose = LastsUntilClose || (framing.Body == BodyKind.Chunked && request.IsHttp10);
        // An origin that answers before it has the body, or without the 100 that was asked for, may take that body for its next request.
        KeepsOrigin = framing.KeepAlive && requestHasEnded && (HasContinued || !request.ExpectsContinue);
        KeepsClient = request.KeepAlive && !EndsByClose && !services.IsStopping
            // A body that the origin will not read to its end, or that the client may never begin (RFC 9110, section 10.1.1), leaves the connection where no request can be told from it.
            && (requestHasEnded || (framing.KeepAlive && (!request.ExpectsContinue || HasContinued)))
            // What came behind an offer that was not taken may have been meant for the other protocol.
            && !(request.Upgrade.Any && (!clientInput.IsEmpty || client.HasUnread));

        ReadOnlySpan<byte> rest = bytes[head.Length..];
        byte[] connectionNames = framing.Body == BodyKind.Chunked ? framing.Options.CopyNames(bytes, fields) : [];
        BodyCoder? body = framing.Body == BodyKind.None ? null : new BodyCoder(framing.Body, framing.ContentLength, !request.IsHttp10, connectionNames, request.Snapshot.Config.Limits);
        Span<byte> outgoing = client.Loop.Outgoing(ResponseRewriter.MostBytes(head) + (body?.MostBytes(rest.Length) ?? 0));
        var writer = new HeadWriter(outgoing);
        ReadOnlySpan<byte> connection = !KeepsClient ? "close"u8 : request.IsHttp10 ? "keep-alive"u8 : default;
        new ResponseRewriter(bytes, fields, framing, request.Snapshot.Forwarding).Write(ref writer, head, request.IsHttp10, connection, services.Time);
        request.Snapshot.AccessLogs.NoteResponse(request.Timeline, outgoing[..writer.Length]);

        int length = writer.Length;
        int consumed = 0;
        if (body is not null)
        {
            length += body.Recode(rest, outgoing[length..], out consumed);
            if (body.Rejection != HeadRejection.None)
            {
                return Reject(body.Rejection);
            }
        }

        Body = body;
        IsFinal = true;
        request.ReleaseHead();
        request.Timeline.Status = head.StatusCode;
        origin.Input.Consumed(bytes, head.Length + consumed);
        sending = client.SendOrHoldAsync(outgoing[..length]);
        request.Timeline.Stamp(TimelineStage.ReplySent);
        return ResponseStep.Final;
    }
}
