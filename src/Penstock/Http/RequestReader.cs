using System.Net.Sockets;
using Penstock.Observability;
using Penstock.Transport;

namespace Penstock.Http;

/// <summary>
/// Reads request heads from a client, one after another. What stands behind a head is left in <see cref="Input"/>: the request's body, the next request, or the first bytes of a tunnel.
/// </summary>
internal sealed class RequestReader(Connection client, ProxyServices services)
{
    // The log line of an absurd request is cut here; the target limit is of the same size.
    private const int MaxLoggedLine = 8 * 1024;

    [ThreadStatic]
    private static FieldLine[]? t_fields;

    private readonly long _accepted = services.Time.GetTimestamp();
    private RequestInterpreter _interpreter = new(client.Peer);
    private int _requests;
    private LoggedFields? _logged;

    /// <summary>What the client has sent and nobody has dealt with.</summary>
    public ReceiveBuffer Input { get; } = new(client);

    /// <summary>Whether the client has asked for nothing so far, or for nothing more.</summary>
    public bool IsWaitingForRequest { get; private set; }

    /// <summary>Room for the field lines of one head, until the next await.</summary>
    public static FieldLine[] Fields(LimitConfig limits) => t_fields is { } kept && kept.Length >= limits.MaxFields ? kept : t_fields = new FieldLine[limits.MaxFields];

    /// <summary>The next request, refused or not; null if the client has none, and the connection is to be closed without a word.</summary>
    public async LoopTask<ProxyRequest?> ReadAsync()
    {
        ProxyRequest? request = null;
        RequestTimeline? timeline = null;
        IsWaitingForRequest = !HasBegun(Input.Held);
        if (!IsWaitingForRequest)
        {
            timeline = Begin();
            request = TryParse(Input.Held, 0, timeline);
            LimitHead(request);
        }
        else
        {
            client.InterruptAfter((long)services.Current.Config.Timeouts.KeepAlive.TotalMilliseconds, InterruptReason.TimedOut);
        }

        while (request is null)
        {
            await client.Readable;
            IoResult received = Input.Receive(out ReadOnlySpan<byte> bytes);
            if (received.MustWait)
            {
                continue;
            }

            if (received.Succeeded && received.Bytes > 0)
            {
                bool isFirst = timeline is null;
                if (isFirst && !HasBegun(bytes))
                {
                    Input.Consumed(bytes, 0);
                    continue;
                }

                timeline ??= Begin();
                request = TryParse(bytes, bytes.Length - received.Bytes, timeline);
                if (isFirst)
                {
                    LimitHead(request);
                }
            }
            else if (timeline is null)
            {
                return null;
            }
            else
            {
                request = Ended(timeline, received);
            }
        }

        client.CancelInterrupt();
        return request;
    }

    // The empty line that the parser skips is no part of a request (RFC 9112, section 2.2), and whoever has sent no more waits as before, for as long as before. It is kept for the parser, which
    // takes another for a fault.
    private static bool HasBegun(ReadOnlySpan<byte> bytes) => !"\r\n"u8.StartsWith(bytes);

    // The first byte of a request: its clock runs from here.
    private RequestTimeline Begin()
    {
        IsWaitingForRequest = false;
        var timeline = new RequestTimeline(client.Peer, services.Time) { Id = client.Loop.NextRequestId(), Before = _requests++ };
        timeline.Stamp(TimelineStage.Accepted, _accepted);
        return timeline;
    }

    // Mostly it is there in one piece.
    private void LimitHead(ProxyRequest? request)
    {
        if (request is null)
        {
            client.InterruptAfter((long)services.Current.Config.Timeouts.Head.TotalMilliseconds, InterruptReason.TimedOut);
        }
    }

    /// <summary>Null if the head is not complete; then its bytes are kept.</summary>
    private ProxyRequest? TryParse(ReadOnlySpan<byte> bytes, int known, RequestTimeline timeline)
    {
        ProxySnapshot snapshot = services.Current;
        LimitConfig limits = snapshot.Config.Limits;
        FieldLine[] fields = Fields(limits);

        // Whoever sends a head byte by byte does not make it be read anew for each: once the first line is there (and not the empty one before it), only a new line end can change anything.
        bool mayHaveChanged = known <= LineEnd.Length || bytes.Length >= limits.MaxHeadBytes || bytes[known..].Contains((byte)'\n') || !bytes[LineEnd.Length..known].Contains((byte)'\n');
        HeadResult head = mayHaveChanged ? HeadParser.ParseRequest(bytes, limits, fields) : default;
        if (head.Status == HeadStatus.Incomplete)
        {
            Input.Consumed(bytes, 0);
            return null;
        }

        ReadOnlySpan<byte> line = bytes[head.RequestLine];
        timeline.RequestLine = LoggedLine.Of(line[..Math.Min(line.Length, MaxLoggedLine)], snapshot.Config.RedactQueries);
        var request = new ProxyRequest(timeline, snapshot);
        if (head.Status == HeadStatus.Complete)
        {
            snapshot.AccessLogs.Note(timeline, client, bytes, head, fields, _logged);
            _logged = timeline.Logged;
            if (RequestSpan.IsWanted && TraceParent.Find(bytes, fields.AsSpan(0, head.FieldCount)) is var parent && parent != default)
            {
                timeline.TraceParent = new(parent);
            }

            _interpreter.Interpret(request, bytes, head, fields.AsSpan(0, head.FieldCount), bytes.Length - head.Length);
        }
        else
        {
            snapshot.AccessLogs.NoteRefused(timeline, client, bytes.Length);
            RequestInterpreter.Reject(request, head.Rejection);
        }

        if (request.Rejection != HeadRejection.None)
        {
            TellOfRejection(request.Rejection);
        }

        timeline.Stamp(TimelineStage.HeadRead);
        Input.Consumed(bytes, head.Status == HeadStatus.Complete ? head.Length : bytes.Length);
        return request;
    }

    private void TellOfRejection(HeadRejection rejection)
    {
        client.Loop.Counters.RequestRejections.Count(rejection);
        if (rejection == HeadRejection.TlsOnPlainPort && _requests == 1 && services.TlsWarning.MaySay())
        {
            ProxyLog.TlsOnPlainPort(services.Logger, client.Peer.ToIPAddress(), client.LocalEndPoint);
        }
    }

    // The client has gone, or was too slow, in the middle of a head.
    private ProxyRequest Ended(RequestTimeline timeline, IoResult received)
    {
        bool tooSlow = received.Error == SocketError.OperationAborted && client.InterruptedBy == InterruptReason.TimedOut;
        services.Current.AccessLogs.NoteRefused(timeline, client, Input.Held.Length);
        Input.Clear();
        if (received.IsEndOfStream)
        {
            timeline.Stamp(TimelineStage.ClientFinished);
        }

        if (tooSlow && !services.IsStopping)
        {
            client.Resume();
        }

        return new ProxyRequest(timeline, services.Current) { Outcome = tooSlow ? ProxyOutcome.HeadTimedOut : ProxyOutcome.ClientGone };
    }
}
