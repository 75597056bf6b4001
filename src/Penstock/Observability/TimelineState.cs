using System.Diagnostics;
using System.Runtime.CompilerServices;
using Penstock.Policy;
using Penstock.Recognition;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>What a <see cref="RequestTimeline"/> knows, as one value, so that it can be written and read as one (<see cref="Recent.TimelineFields"/>).</summary>
internal struct TimelineState
{
    public PeerAddress Client;
    public TimeProvider Time;
    public DateTimeOffset StartedAt;
    public long StartedTicks;
    public StageStamps Stamps;
    public long Id;
    public TimeSpan Duration;
    public string Method;
    public bool ReusedOrigin;
    public TimeSpan LongestPause;
    public long TlsRecordsUp;
    public long TlsRecordsDown;
    public bool TlsRecordsAreExact;
    public bool IsTunnel;
    public string? Host;
    public int Port;
    public string? User;
    public int Status;
    public long BytesUp;
    public long BytesDown;
    public bool IsOwnAnswer;
    public ProxyOutcome Outcome;
    public string? Detail;
    public byte[] RequestLine;
    public Decision? Decision;
    public PeerAddress Origin;
    public int RequestHeadBytes;
    public int ResponseHeadBytes;
    public int Before;
    public bool IsStarting;
    public bool KeepsConnection;
    public TunnelRecognizer? Recognized;
    public TraceState Trace;
    public StrongBox<ActivityContext>? TraceParent;
    public LoggedFields? Logged;
}
