using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Replies;
using Penstock.Site;

namespace Penstock.Http;

/// <summary>What is done for a request.</summary>
internal enum RequestKind
{
    /// <summary>A URI: it is passed on to the server that the URI names, and the response back.</summary>
    Forward,

    /// <summary>CONNECT: a tunnel.</summary>
    Tunnel,

    /// <summary>It is for the proxy itself, which answers.</summary>
    Own,
}

/// <summary>A request whose head has been read, or refused: what the later steps need of it, and nothing of its bytes.</summary>
internal sealed class ProxyRequest(RequestTimeline timeline, ProxySnapshot snapshot)
{
    private byte[] _head = [];
    private int _headLength;

    public RequestTimeline Timeline { get; } = timeline;

    /// <summary>The configuration that it is served by.</summary>
    public ProxySnapshot Snapshot { get; } = snapshot;

    /// <summary>What each of its addresses is judged by.</summary>
    public DestinationCheck Check { get; set; }

    /// <summary>As <see cref="RuleCondition.Url"/> sees it; null if no rule looks at it.</summary>
    public RequestUrl? Url { get; set; }

    /// <summary>The value of Proxy-Authorization; null if there is none, or nobody is asked who he is.</summary>
    public byte[]? Credentials { get; set; }

    /// <summary>How it ends, as far as is known.</summary>
    public ProxyOutcome Outcome { get; set; }

    /// <summary>The rule that the request broke, or its response.</summary>
    public HeadRejection Rejection { get; set; }

    public RequestKind Kind { get; set; }

    /// <summary>Whether it is HEAD, whose answer has no body, not even a refusal's (RFC 9110, section 9.3.2).</summary>
    public bool IsHead { get; set; }

    /// <summary>Whether it came as HTTP/1.0: no chunks and no interim responses to it, and it has to be told that its connection goes on.</summary>
    public bool IsHttp10 { get; set; }

    /// <summary>Where it wants to go, if it is not for the proxy itself.</summary>
    public Authority Destination { get; set; }

    /// <summary>Whether the connection may have another request after this one was refused.</summary>
    public bool MayKeepAlive { get; set; }

    /// <summary>Whether the client keeps its connection for another request.</summary>
    public bool KeepAlive { get; set; }

    /// <summary>How its body ends.</summary>
    public BodyKind Body { get; set; }

    /// <summary>The bytes of its body, if Content-Length says so.</summary>
    public long ContentLength { get; set; }

    /// <summary>What its Connection lines named, if it is chunked and may have trailers.</summary>
    public byte[] ConnectionNames { get; set; } = [];

    /// <summary>Whether it may be sent a second time if its connection breaks before there is an answer (RFC 9110, section 9.2.2), and has nothing that would have to be kept for that.</summary>
    public bool IsRepeatable { get; set; }

    /// <summary>Whether its credentials are for the connection to the origin, and so for whatever else is sent on it (RFC 4559, section 6).</summary>
    public bool AuthenticatesConnection { get; set; }

    /// <summary>Whether the client waits for 100 before it sends its body.</summary>
    public bool ExpectsContinue { get; set; }

    /// <summary>The format that a refusal would have.</summary>
    public RefusalFormat RefusalFormat { get; set; }

    /// <summary>What the client offers to change the connection to.</summary>
    public UpgradeOffer Upgrade { get; set; }

    /// <summary>What a request asks of the site; null if it is none for the site.</summary>
    public SiteRequest? Asked { get; set; }

    /// <summary>The answer to a request that is for the proxy itself.</summary>
    public OwnAnswer? Answer { get; set; }

    /// <summary>The head as the origin gets it, until <see cref="ReleaseHead"/>.</summary>
    public ReadOnlyMemory<byte> Head => _head.AsMemory(0, _headLength);

    /// <summary>A buffer for the <see cref="Head"/>, now this request's.</summary>
    public byte[] RentHead(int length) => _head = HeadBuffers.Rent(length);

    public void SetHeadLength(int length) => _headLength = length;

    /// <summary>Gives the buffer of the head back, once it will not be sent again.</summary>
    public void ReleaseHead()
    {
        if (_head.Length > 0)
        {
            HeadBuffers.Return(_head);
            _head = [];
            _headLength = 0;
        }
    }
}
