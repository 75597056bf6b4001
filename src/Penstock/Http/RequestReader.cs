using System.Buffers;
using System.Net.Sockets;
using Penstock.Observability;
using Penstock.Transport;

namespace Penstock.Http;

/// <summary>
/// Reads request heads from a client, one after another. A head that comes in one piece is parsed where it was received, in the loop's buffer; only one that comes in
/// pieces, or behind another, is kept. Nothing is held while the client is silent.
/// </summary>
internal sealed class RequestReader(Connection client, ProxyServices services)
{
    // Twice the usual head: a smaller one would be grown at once.
    private const int FirstBufferBytes = 2048;

    // The log line of an absurd request is cut here; the target limit is of the same size.
    private const int MaxLoggedLine = 8 * 1024;

    [ThreadStatic]
    private static FieldLine[]? t_fields;

    private byte[] _held = [];
    private int _count;
    private bool _isFirst = true;

    /// <summary>Whether the client has asked for nothing so far, or for nothing more.</summary>
    public bool IsWaitingForRequest { get; private set; }

    /// <summary>The next request, refused or not; null if the client has none, and the connection is to be closed without a word.</summary>
    public async ValueTask<ProxyRequest?> ReadAsync()
    {
        ProxyRequest? request = null;
        RequestTimeline? timeline = null;
        IsWaitingForRequest = _count == 0;
        client.InterruptAfter((long)services.Config.Timeouts.KeepAlive.TotalMilliseconds, InterruptReason.TimedOut);
        if (_count > 0)
        {
            timeline = Begin();
            request = TryParse(_held.AsSpan(0, _count), 0, timeline);
        }

        while (request is null)
        {
            await client.Readable;
            IoResult received = Receive(out Span<byte> bytes);
            if (received.MustWait)
            {
                continue;
            }

            if (received.Succeeded && received.Bytes > 0)
            {
                timeline ??= Begin();
                request = TryParse(bytes, bytes.Length - received.Bytes, timeline);
            }
            else if (timeline is null)
            {
                Forget();
                return null;
            }
            else
            {
                request = Ended(timeline, received);
            }
        }

        client.CancelInterrupt();
        _isFirst = false;
        return request;
    }

    // The first byte of a request: its clock runs from here, and so does the time limit of its head.
    private RequestTimeline Begin()
    {
        IsWaitingForRequest = false;
        client.InterruptAfter((long)services.Config.Timeouts.Head.TotalMilliseconds, InterruptReason.TimedOut);
        return new RequestTimeline(client.Peer, services.Time.GetUtcNow(), services.Time.GetTimestamp());
    }

    // Into the loop's buffer as long as nothing is kept, behind what is kept otherwise.
    private IoResult Receive(out Span<byte> bytes)
    {
        if (_count == 0)
        {
            IoResult first = client.TryReceive(client.Loop.Scratch);
            bytes = client.Loop.Scratch.AsSpan(0, first.Bytes);
            return first;
        }

        if (_count == _held.Length)
        {
            Grow(2 * _held.Length);
        }

        IoResult more = client.TryReceive(_held.AsSpan(_count));
        _count += more.Bytes;
        bytes = _held.AsSpan(0, _count);
        return more;
    }

    /// <summary>Null if the head is not complete; then its bytes are kept.</summary>
    private ProxyRequest? TryParse(ReadOnlySpan<byte> bytes, int known, RequestTimeline timeline)
    {
        LimitConfig limits = services.Config.Limits;
        FieldLine[] fields = t_fields is { } kept && kept.Length >= limits.MaxFields ? kept : t_fields = new FieldLine[limits.MaxFields];

        // Whoever sends a head byte by byte does not make it be read anew for each: once the first line is there, only a new line end can change anything.
        bool mayHaveChanged = known == 0 || bytes.Length >= limits.MaxHeadBytes || bytes[known..].Contains((byte)'\n') || !bytes[..known].Contains((byte)'\n');
        HeadResult head = mayHaveChanged ? HeadParser.ParseRequest(bytes, limits, fields) : default;
        if (head.Status == HeadStatus.Incomplete)
        {
            Keep(bytes);
            return null;
        }

        ReadOnlySpan<byte> line = bytes[head.RequestLine];
        timeline.RequestLine = line[..Math.Min(line.Length, MaxLoggedLine)].ToArray();
        var request = new ProxyRequest(timeline);
        if (head.Status == HeadStatus.Complete)
        {
            Understand(request, bytes, head, fields);
        }
        else
        {
            Reject(request, head.Rejection);
        }

        return request;
    }

    private void Understand(ProxyRequest request, ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields)
    {
        RequestFraming framing = RequestFraming.Of(bytes, head, fields);
        ReadOnlySpan<byte> rest = bytes[head.Length..];
        request.IsConnect = bytes[head.Method].SequenceEqual("CONNECT"u8);
        request.IsHead = bytes[head.Method].SequenceEqual("HEAD"u8);
        if (framing.Rejection != HeadRejection.None)
        {
            Reject(request, framing.Rejection);
            return;
        }

        if (!request.IsConnect)
        {
            // No body is read here, so only a request without one leaves the connection where another can follow.
            request.MayKeepAlive = framing.KeepAlive && framing.Body == BodyKind.None;
            KeepRest(rest);
            return;
        }

        if (!Authority.TryParseConnect(bytes[head.Target], out Authority destination, out HeadRejection rejection))
        {
            // The message itself is complete and well framed; it is what it asks for that cannot be.
            Reject(request, rejection);
            request.MayKeepAlive = framing.KeepAlive && rest.IsEmpty;
            Forget();
            return;
        }

        request.Destination = destination;
        request.Timeline.Host = destination.Host;
        request.Timeline.Port = destination.Port;

        // Bytes behind a CONNECT are for the origin. If there will be none, they must not be taken for a request of the client's (RFC 9931, "Guidance
        // for HTTP CONNECT"): so the connection stays usable after a refusal only if no such bytes have come until then.
        request.MayKeepAlive = framing.KeepAlive && rest.IsEmpty;
        request.SetEarlyBytes(rest);
        Forget();
    }

    private void Reject(ProxyRequest request, HeadRejection rejection)
    {
        request.Outcome = ProxyOutcome.HeadRejected;
        request.Rejection = rejection;
        request.Timeline.Detail = rejection.ToString();
        Forget();
        if (rejection == HeadRejection.TlsOnPlainPort && _isFirst && services.TlsWarning.MaySay())
        {
            ProxyLog.TlsOnPlainPort(services.Logger, client.Peer.ToIPAddress(), client.LocalEndPoint);
        }
    }

    // The client has gone, or was too slow, in the middle of a head.
    private ProxyRequest Ended(RequestTimeline timeline, IoResult received)
    {
        bool tooSlow = received.Error == SocketError.OperationAborted && client.InterruptedBy == InterruptReason.TimedOut;
        Forget();
        if (tooSlow && !services.IsStopping)
        {
            client.Resume();
        }

        return new ProxyRequest(timeline) { Outcome = tooSlow ? ProxyOutcome.HeadTimedOut : ProxyOutcome.ClientGone };
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_count == 0)
        {
            Grow(Math.Max(FirstBufferBytes, bytes.Length));
            bytes.CopyTo(_held);
            _count = bytes.Length;
        }
    }

    // What follows a complete request is the next one.
    private void KeepRest(ReadOnlySpan<byte> rest)
    {
        byte[] next = rest.ToArray();
        Forget();
        if (next.Length > 0)
        {
            Keep(next);
        }
    }

    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(length);
        _held.AsSpan(0, _count).CopyTo(larger);
        int count = _count;
        Forget();
        _held = larger;
        _count = count;
    }

    private void Forget()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
        }

        _held = [];
        _count = 0;
    }
}
