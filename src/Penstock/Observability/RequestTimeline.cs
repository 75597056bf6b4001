using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Recognition;
using Penstock.Transport;

namespace Penstock;

/// <summary>One request, as the proxy saw it: filled while it runs, and the one source of its access log line and of whatever else is told about it.</summary>
/// <remarks>Handed out when it has ended (<see cref="ProxyServer.RequestEnded"/>); it does not change after that.</remarks>
public sealed class RequestTimeline
{
    private static readonly bool s_isInNanoseconds = TimeProvider.System.TimestampFrequency == 1_000_000_000;

    private TimelineState _state;

    internal RequestTimeline(PeerAddress client, TimeProvider time)
        : this(client, time, time.GetUtcNow(), time.GetTimestamp())
    {
    }

    internal RequestTimeline(PeerAddress client, TimeProvider time, DateTimeOffset startedAt, long startedTicks)
    {
        // One by one: a whole state would be made elsewhere first, and copied.
        _state.Client = client;
        _state.Time = time;
        _state.StartedAt = startedAt;
        _state.StartedTicks = startedTicks;
        _state.Method = "";
        _state.RequestLine = [];
    }

    /// <summary>One that was kept.</summary>
    internal RequestTimeline(in TimelineState state) => _state = state;

    /// <summary>All that it knows, to be kept.</summary>
    internal ref TimelineState State => ref _state;

    /// <summary>A number that no other request of this server has.</summary>
    public long Id
    {
        get => _state.Id;
        internal set => _state.Id = value;
    }

    /// <summary>Whether it has not ended yet (<see cref="ProxyServer.GetOpenRequestsAsync"/>): then its byte counts and its duration are those of the last look.</summary>
    public bool IsOpen => Outcome == ProxyOutcome.None;

    /// <summary>The client's address; null for a client on a Unix socket.</summary>
    public IPAddress? ClientAddress => _state.Client.ToIPAddress();

    /// <summary>The client's port; 0 for a client on a Unix socket.</summary>
    public int ClientPort => _state.Client.Port;

    /// <summary>When the first byte of the request came.</summary>
    public DateTimeOffset StartedAt => _state.StartedAt;

    /// <summary>From the first byte of the request to the end of its tunnel, or of its answer.</summary>
    public TimeSpan Duration
    {
        get => _state.Duration;
        internal set => _state.Duration = value;
    }

    /// <summary>The method; empty if the head was not understood.</summary>
    public string Method
    {
        get => _state.Method;
        internal set => _state.Method = value;
    }

    /// <summary>When a stage was reached, from <see cref="StartedAt"/>; negative for what came before it; null if it was not reached.</summary>
    public TimeSpan? At(TimelineStage stage) => _state.Stamps[(int)stage] is not 0 and var stamp ? Since(stamp) : null;

    /// <summary>How the name became addresses; null for a request that needed none, or went over a connection that had been kept.</summary>
    public NameLookUpFacts? LookUp => _state.Trace.Exists ? HowConnected.LookUp : null;

    /// <summary>The addresses that were dialled, in the order of their attempts.</summary>
    public IReadOnlyList<ConnectionAttempt> Attempts => _state.Trace.Exists ? HowConnected.Attempts : [];

    /// <summary>Whether it went over a connection to the origin that an earlier request had opened.</summary>
    public bool ReusedOrigin
    {
        get => _state.ReusedOrigin;
        internal set => _state.ReusedOrigin = value;
    }

    /// <summary>Of a tunnel: the longest time in which nothing passed, by a clock that goes in steps of some milliseconds; never more than the tunnel has lived.</summary>
    public TimeSpan LongestPause
    {
        // Within a life that is shorter than a step, that clock may have made one.
        get => At(TimelineStage.Connected) is { } opened && _state.LongestPause > Duration - opened ? TimeSpan.FromTicks(Math.Max(0, (Duration - opened).Ticks)) : _state.LongestPause;
        internal set => _state.LongestPause = value;
    }

    /// <summary>What a tunnel carries, as its first bytes told: <c>tls</c>, <c>ssh</c>, <c>http</c>, <c>smtp</c>, <c>redis</c>, …; <c>http</c> for a plain request; null if nothing was recognised.</summary>
    public string? Protocol => Recognized is { } seen ? ProtocolWords.Of(seen.Protocol) : Method is "CONNECT" or "" ? null : "http";

    /// <summary><see cref="Protocol"/> for people: <c>TLS 1.2 · h2</c>, <c>TLS 1.3 · offers h2, http/1.1</c> where the choice is encrypted, <c>SSH</c>; null if nothing was recognised.</summary>
    public string? Summary => Recognized is { } seen ? ProtocolWords.Summarize(seen) : Protocol is null ? null : "HTTP";

    /// <summary>What the server said of itself in its first line, if it is an SSH, SMTP, FTP, POP3, IMAP or MySQL server: printable, at most 128 characters; of an SSH client's line only if the server has sent none.</summary>
    public string? Banner => Recognized?.ServerBanner ?? Recognized?.ClientBanner;

    /// <summary>What the hellos of a TLS handshake said; null if there were none.</summary>
    public TlsFacts? Tls => Recognized is { } seen && (seen.ClientHello is not null || seen.ServerHello is not null || seen.HelloProblem != HelloProblem.None || seen.Alert is not null) ? new TlsFacts(seen) : null;

    /// <summary>What the proxy saw of it, in sentences.</summary>
    public IReadOnlyList<string> Saw => Sight.Saw(this);

    /// <summary>What the proxy could not see of it, in sentences.</summary>
    public IReadOnlyList<string> CouldNotSee => Sight.CouldNotSee(this);

    /// <summary>TLS records that passed from the client, as far as they were counted.</summary>
    public long TlsRecordsUp
    {
        get => _state.TlsRecordsUp;
        internal set => _state.TlsRecordsUp = value;
    }

    /// <summary>TLS records that passed from the origin, as far as they were counted.</summary>
    public long TlsRecordsDown
    {
        get => _state.TlsRecordsDown;
        internal set => _state.TlsRecordsDown = value;
    }

    /// <summary>Whether all records were counted: false once some were spliced inside the kernel.</summary>
    public bool TlsRecordsAreExact
    {
        get => _state.TlsRecordsAreExact;
        internal set => _state.TlsRecordsAreExact = value;
    }

    /// <summary>What the rules said, or the proxy itself where it keeps clients from an address or a port that no rule opens; null if the rules were not asked.</summary>
    public RuleVerdict? Verdict => Decision?.Verdict;

    /// <summary>Whether it became a tunnel: by CONNECT, or by an upgrade.</summary>
    public bool IsTunnel
    {
        get => _state.IsTunnel;
        internal set => _state.IsTunnel = value;
    }

    /// <summary>Where the rule that decided stands; null if there is none, or it stands nowhere.</summary>
    public ConfigPlace? DecidedAt => Decision?.Place;

    /// <summary>What decided, as a sentence has it: <c>penstock.yaml:31 (deny *.example.net, "no advertising networks")</c>, <c>private, and no rule names it</c>; null if the rules were not asked.</summary>
    public string? DecidedBy => Decision?.ToString();

    /// <summary>The host that was asked for, as rules see it (lower case, no trailing dot); null if the head was not understood.</summary>
    public string? Host
    {
        get => _state.Host;
        internal set => _state.Host = value;
    }

    /// <summary>The port that was asked for; 0 if the head was not understood.</summary>
    public int Port
    {
        get => _state.Port;
        internal set => _state.Port = value;
    }

    /// <summary>Who the client has authenticated as; null if it has not.</summary>
    public string? User
    {
        get => _state.User;
        internal set => _state.User = value;
    }

    /// <summary>The address that was connected to; null if none was.</summary>
    public IPEndPoint? OriginEndPoint => Origin.ToIPEndPoint();

    /// <summary>The status of the answer; 0 if none could be given.</summary>
    public int Status
    {
        get => _state.Status;
        internal set => _state.Status = value;
    }

    /// <summary>Bytes from the client to the origin, inside the tunnel.</summary>
    public long BytesUp
    {
        get => _state.BytesUp;
        internal set => _state.BytesUp = value;
    }

    /// <summary>Bytes from the origin to the client: inside the tunnel, or of the response's body. What the proxy itself has answered is none of them: <see cref="AnswerBytes"/>.</summary>
    public long BytesDown
    {
        get => IsOwnAnswer ? 0 : _state.BytesDown;
        internal set => _state.BytesDown = value;
    }

    /// <summary>Bytes of the body of an answer of the proxy's own: a refusal, one of its pages, a file of its site; 0 if there was none.</summary>
    public long AnswerBytes => IsOwnAnswer ? _state.BytesDown : 0;

    /// <summary>How it ended.</summary>
    public ProxyOutcome Outcome
    {
        get => _state.Outcome;
        internal set => _state.Outcome = value;
    }

    /// <summary>What more is to be said of the outcome: the rule of HTTP that was broken, the answer of the name server, the addresses tried.</summary>
    public string? Detail
    {
        get => _state.Detail;
        internal set => _state.Detail = value;
    }

    /// <summary>The first line of the request as it came, at most its first 8 KiB, without credentials; it can hold any bytes.</summary>
    internal byte[] RequestLine
    {
        get => _state.RequestLine;
        set => _state.RequestLine = value;
    }

    /// <summary>The start on the clock that <see cref="Duration"/> is measured by.</summary>
    internal long StartedTicks => _state.StartedTicks;

    internal PeerAddress Client => _state.Client;

    internal Decision? Decision
    {
        get => _state.Decision;
        set => _state.Decision = value;
    }

    /// <summary>The default value stands for none.</summary>
    internal PeerAddress Origin
    {
        get => _state.Origin;
        set => _state.Origin = value;
    }

    /// <summary>The bytes of the body that the client was sent, or of its tunnel, whoever they are from.</summary>
    internal long BodyBytes => _state.BytesDown;

    /// <summary>Whether the body is of the proxy's own making.</summary>
    internal bool IsOwnAnswer
    {
        get => _state.IsOwnAnswer || Outcome == ProxyOutcome.Answered;
        set => _state.IsOwnAnswer = value;
    }

    /// <summary>The bytes of the request's head; of one that was not understood or did not become complete, all that came.</summary>
    internal int RequestHeadBytes
    {
        get => _state.RequestHeadBytes;
        set => _state.RequestHeadBytes = value;
    }

    /// <summary>The bytes of the head that the client was sent.</summary>
    internal int ResponseHeadBytes
    {
        get => _state.ResponseHeadBytes;
        set => _state.ResponseHeadBytes = value;
    }

    /// <summary>How many requests the connection had before this one.</summary>
    internal int Before
    {
        get => _state.Before;
        set => _state.Before = value;
    }

    /// <summary>Whether it is just being logged as one that begins.</summary>
    internal bool IsStarting
    {
        get => _state.IsStarting;
        set => _state.IsStarting = value;
    }

    /// <summary>Whether the connection may have another request.</summary>
    internal bool KeepsConnection
    {
        get => _state.KeepsConnection;
        set => _state.KeepsConnection = value;
    }

    /// <summary>What was recognised of a tunnel's bytes; null if nothing has passed, or nothing was known.</summary>
    internal TunnelRecognizer? Recognized
    {
        get => _state.Recognized;
        set => _state.Recognized = value;
    }

    /// <summary>For whoever looks for the origin, to note how.</summary>
    internal ConnectTrace Connecting => new(this);

    /// <summary>How the origin was looked for.</summary>
    internal TraceReading HowConnected => new(this);

    internal ref TraceState Trace => ref _state.Trace;

    /// <summary>The span of the client's that it is part of; null if it named none, or nobody wants spans.</summary>
    internal StrongBox<ActivityContext>? TraceParent
    {
        get => _state.TraceParent;
        set => _state.TraceParent = value;
    }

    /// <summary>Now, on the clock of its stamps.</summary>
    internal long Now => _state.Time.GetTimestamp();

    /// <summary>From its start to a stamp.</summary>
    internal TimeSpan Since(long stamp) =>
        // What it does for any clock is a division of doubles, ten times for a line of JSON; the system's own counts nanoseconds.
        s_isInNanoseconds && ReferenceEquals(_state.Time, TimeProvider.System) ? new(ticks: (stamp - StartedTicks) / TimeSpan.NanosecondsPerTick) : _state.Time.GetElapsedTime(StartedTicks, stamp);

    /// <summary>Marks a stage as reached now; the stamp.</summary>
    internal long Stamp(TimelineStage stage) => _state.Stamps[(int)stage] = Now;

    /// <summary>Marks a stage as reached at some other time.</summary>
    internal void Stamp(TimelineStage stage, long stamp) => _state.Stamps[(int)stage] = stamp;

    /// <summary>When a stage was reached; now, if it was not yet.</summary>
    internal long StampOnce(TimelineStage stage) => _state.Stamps[(int)stage] is not 0 and var stamp ? stamp : Stamp(stage);

    /// <summary>Whether a stage was reached.</summary>
    internal bool Has(TimelineStage stage) => _state.Stamps[(int)stage] != 0;

    /// <summary>Counts the request for the rule that decided, if one did. Once in its life, on its loop.</summary>
    internal void CountHit(int loop) => Decision?.Hits.Count(loop, StartedAt.UtcTicks + (IsTunnel ? Since(_state.Stamps[(int)TimelineStage.Connected]) : Duration).Ticks);

    /// <summary>What the access logs name of its fields; null if they name none.</summary>
    internal LoggedFields? Logged
    {
        get => _state.Logged;
        set => _state.Logged = value;
    }
}
