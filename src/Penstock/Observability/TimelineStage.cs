using System.Runtime.CompilerServices;

namespace Penstock;

/// <summary>The moments of a request that its timeline knows, in the order they usually come. Not every request reaches each.</summary>
public enum TimelineStage
{
    /// <summary>The client's connection was accepted: before the start of the timeline, for later requests of a connection long before.</summary>
    Accepted,

    /// <summary>The head of the request was complete.</summary>
    HeadRead,

    /// <summary>The client's credentials were found to be right.</summary>
    Identified,

    /// <summary>The rules had said what they can say before the addresses are known.</summary>
    Decided,

    /// <summary>The name had its addresses, or was known to have none.</summary>
    LookedUp,

    /// <summary>There was a connection to the origin: a new one, or one that had been kept.</summary>
    Connected,

    /// <summary>The client was sent the head of its answer: the proxy's own 200 for a tunnel, the origin's response for a plain request.</summary>
    ReplySent,

    /// <summary>The origin was sent the first byte: of the tunnel, or the head of the plain request.</summary>
    FirstByteUp,

    /// <summary>The client's TLS ClientHello had passed as a whole.</summary>
    ClientHello,

    /// <summary>The first byte from the origin came.</summary>
    FirstByteDown,

    /// <summary>The origin's TLS ServerHello had passed as a whole.</summary>
    ServerHello,

    /// <summary>The client's FIN was passed on: it has no more to say. Of a request that never became complete, in its head or its body: its FIN came.</summary>
    ClientFinished,

    /// <summary>The origin's FIN was passed on. Of a response that never became complete: its FIN came.</summary>
    OriginFinished,
}

/// <summary>A stamp for each <see cref="TimelineStage"/>; 0 for one that was not reached.</summary>
[InlineArray(Count)]
internal struct StageStamps
{
    public const int Count = (int)TimelineStage.OriginFinished + 1;

    private long _first;
}
