using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Penstock.Connecting;
using Penstock.Observability;
using Penstock.Observability.Formats;
using Penstock.Observability.Recent;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.MicroBench;

/// <summary>What it costs to account for a request: its timeline, the line of an access log, a place among the last requests.</summary>
[MemoryDiagnoser]
public class AccountBenchmark
{
    private static readonly PeerAddress s_client = PeerAddress.From(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 50_000));
    private static readonly IPEndPoint s_endPoint = new(IPAddress.Parse("203.0.113.9"), 443);
    private static readonly PeerAddress s_origin = PeerAddress.From(s_endPoint);
    private static readonly LookUpResult s_found = new(FamilyAnswer.Unknown(TimeSpan.FromMinutes(5), null), FamilyAnswer.Found([s_endPoint.Address], TimeSpan.FromMinutes(5)));
    private static readonly byte[] s_line = "CONNECT example.com:443 HTTP/1.1"u8.ToArray();

    private readonly RequestTimeline _ended = Fill();
    private readonly RecentRequests _recent = new(10_000, loops: 1);
    private AccessLogFormat _common = Compile("common");
    private AccessLogFormat _json = Compile("json");
    private byte[] _buffer = new byte[4096];

    /// <summary>A timeline, filled as a tunnel fills it.</summary>
    [Benchmark]
    public object Timeline() => Fill();

    /// <summary>One more of the last 10,000 requests.</summary>
    [Benchmark]
    public void KeptAmongTheLast() => _recent.Add(0, _ended);

    /// <summary>A line in the common format.</summary>
    [Benchmark]
    public int CommonLine() => Write(_common);

    /// <summary>A line of JSON.</summary>
    [Benchmark]
    public int JsonLine() => Write(_json);

    private int Write(AccessLogFormat format)
    {
        var line = new LogLine(_buffer);
        format.Write(ref line, _ended);
        _buffer = line.Buffer;
        return line.Written.Length;
    }

    private static RequestTimeline Fill()
    {
        var timeline = new RequestTimeline(s_client, TimeProvider.System) { Id = 1, RequestLine = s_line, RequestHeadBytes = 110, Method = "CONNECT", Host = "example.com", Port = 443 };
        timeline.Stamp(TimelineStage.HeadRead);
        timeline.Stamp(TimelineStage.Decided);
        ConnectTrace trace = timeline.Connecting;
        trace.Begin();
        trace.FoundInCache(s_found);
        trace.Judge(s_endPoint.Address, new AddressVerdict(AddressRuling.Allowed, AddressClass.Global));
        trace.AttemptEnded(trace.AttemptStarted(s_endPoint), SocketError.IsConnected);
        timeline.Origin = s_origin;
        timeline.Stamp(TimelineStage.Connected);
        timeline.IsTunnel = true;
        timeline.Status = 200;
        timeline.Stamp(TimelineStage.ReplySent);
        timeline.Stamp(TimelineStage.FirstByteUp);
        timeline.Stamp(TimelineStage.FirstByteDown);
        timeline.Stamp(TimelineStage.ClientFinished);
        timeline.Stamp(TimelineStage.OriginFinished);
        timeline.BytesUp = 1_234;
        timeline.BytesDown = 56_789;
        timeline.Duration = TimeSpan.FromMilliseconds(12.3);
        timeline.Outcome = ProxyOutcome.ClientClosedTunnel;
        return timeline;
    }

    private static AccessLogFormat Compile(string name) =>
        AccessLogFormat.TryParse(name, out AccessLogFormat? format, out string? problem) ? format : throw new InvalidOperationException(problem);
}
