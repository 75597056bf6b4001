namespace Penstock.Http;

/// <summary>A request whose head has been read, or refused: what the later steps need of it, and nothing of its bytes.</summary>
internal sealed class ProxyRequest(RequestTimeline timeline)
{
    private byte[] _earlyBytes = [];

    public RequestTimeline Timeline { get; } = timeline;

    /// <summary>How it ends, as far as is known.</summary>
    public ProxyOutcome Outcome { get; set; }

    /// <summary>The rule that the head broke.</summary>
    public HeadRejection Rejection { get; set; }

    public bool IsConnect { get; set; }

    /// <summary>Whether it is HEAD, whose answer has no body, not even a refusal's (RFC 9110, section 9.3.2).</summary>
    public bool IsHead { get; set; }

    /// <summary>Where it wants to go, if it is CONNECT.</summary>
    public Authority Destination { get; set; }

    /// <summary>Whether the connection may have another request after this one was refused.</summary>
    public bool MayKeepAlive { get; set; }

    /// <summary>What the client sent right behind the head of a CONNECT: the beginning of what it has to say to the origin.</summary>
    public void SetEarlyBytes(ReadOnlySpan<byte> bytes) => _earlyBytes = bytes.IsEmpty ? [] : bytes.ToArray();

    /// <summary>The early bytes, which this forgets.</summary>
    public byte[] TakeEarlyBytes()
    {
        byte[] bytes = _earlyBytes;
        _earlyBytes = [];
        return bytes;
    }
}
