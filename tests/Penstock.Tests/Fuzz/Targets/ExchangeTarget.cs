using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Observability.Recent;
using Penstock.Observability.Formats;
using Penstock.Policy;
using Penstock.Tests.Conformance;
using Penstock.Tests.Observability;
using Penstock.Tests.Recognition;
using Penstock.Tool.Configuration;
using Penstock.Transport;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>
/// Bytes of a client and of its origins, through a whole connection of the proxy, in memory: it ends, without a fault and with nothing held; each request has an outcome and a line in each log; the
/// client is answered with a response, and an origin gets one head that can be read in one way.
/// </summary>
internal sealed class ExchangeTarget : FuzzTarget
{
    private const string Hosts = "127.0.0.1 a example.com origin localhost b.example\n::1 a six\n";

    private const string Config = """
        rules:
          - allow: [a, b.example, example.com, origin, six, 127.0.0.0/8, "::1"]
          - deny: any
            when: { urls: "*secret*" }
            because: no
        default: deny
        """;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("penstock").FullName;
    private readonly MemoryLoop _loop = new();
    private readonly ProxyServer _server;
    private readonly ProxyServices _services;
    private readonly ConnectionTable _table;
    private readonly OpenListener _listener = new(new ListenerConfig("127.0.0.1:8088"), new NoSocket());
    private readonly FaultLog _log = new();
    private readonly AccessLogFormat[] _formats;
    private readonly List<RequestTimeline> _ended = [];
    private readonly List<MemoryConnection> _connections = [];

    public ExchangeTarget()
    {
        File.WriteAllText(Path.Combine(_folder, "hosts"), Hosts);
        AccessLogConfig[] logs = [.. ((string[])["json", "squid", "combined", "%h \"%r\" \"%{User-Agent}i\" \"%{Set-Cookie}o\" %>s %b %U%q"]).Select(format => new AccessLogConfig { Path = "/dev/null", Format = format })];
        ProxyConfig config = ConfigReader.Read(Config, "penstock.yaml", _folder, _ => null, null).Config with
        {
            AccessLogs = logs,
            Resolver = new ResolverConfig { HostsPath = Path.Combine(_folder, "hosts"), Servers = [new(IPAddress.Loopback, 1)], Timeout = TimeSpan.FromMilliseconds(100), Tries = 1 },
            Limits = new LimitConfig { MaxHeadBytes = 2048, MaxTargetBytes = 1024, MaxFields = 20 },
        };
        _formats = [.. logs.Select(log => LogLines.Compile(log.Format))];
        _server = new ProxyServer(config with { AccessLogs = [] });
        var snapshot = new ProxySnapshot(config)
        {
            Forwarding = new ForwardingRules(config, "penstock-test"),
            Resolver = new NameResolver(config.Resolver, TimeProvider.System),
            AccessLogs = new AccessLogs(config, new LogFiles(_log), TimeZoneInfo.Utc),
        };
        _services = TestServices.Of(snapshot, _server, _log);
        _services.RequestEnded = _ended.Add;
        _table = new ConnectionTable(_loop, _services);
        _loop.Faulted = e => _log.Fault ??= e.ToString();
        _loop.Idle = () => _connections.ForEach(connection => connection.Finish());
        _loop.Start();
    }

    public override string Name => "exchange";

    public override int QuickRuns => 500;

    public override IReadOnlyList<string> Tokens { get; } = [Flights.Up, Flights.Down, "CONNECT a:443 HTTP/1.1\r\n\r\n", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a/secret HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "\u0016\u0003\u0001", .. HttpTokens.All];

    public override IEnumerable<byte[]> Seeds =>
    [
        .. RequestCase.All.Select(row => Bytes(CaseText.Expand(row.Client, CasePlaces.Anywhere) + Flights.Down + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")).Where(bytes => bytes.Length <= MostBytes),
        .. OriginCase.All.Select(row => Flights.Join(row.Script.Where(step => step.Key is "client" or "sends").Select(step => (step.Key == "client", Bytes(CaseText.Expand(step.Value, CasePlaces.Anywhere)))))).Where(bytes => bytes.Length <= MostBytes),
        .. Capture.Names.Select(row => (byte[])[.. Bytes("CONNECT a:443 HTTP/1.1\r\n\r\n"), .. Flights.Join(Capture.Read(row.Data).Flights.Select(flight => (flight.IsUp, flight.Bytes)))]).Where(bytes => bytes.Length <= MostBytes),
    ];

    public override void Run(byte[] input)
    {
        (bool IsUp, byte[] Bytes)[] flights = [.. Flights.Of(input)];
        var downs = new Queue<byte[]>(flights.Where(flight => !flight.IsUp).Select(flight => flight.Bytes));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        MemoryConnection? client = null;
        _loop.Connecting = endPoint => Open(endPoint, downs);
        _loop.Post(_ => _ = RunAsync(), null);
        FuzzFinding.Unless(ended.Task.Wait(s_limit), "the connection does not end");
        FuzzFinding.Unless(_log.Fault is null, $"a fault was told of: {_log.Fault}");
        Check(client!, flights);

        // All of it on the loop, as in the proxy.
        async Task RunAsync()
        {
            _ended.Clear();
            _connections.Clear();
            client = new MemoryConnection(_loop, new(IPAddress.Loopback, 50_000), flights.Where(flight => flight.IsUp).SelectMany(flight => Cuts.Pieces(flight.Bytes)));
            _connections.Add(client);
            await new ProxyConnection(client, _listener, _services, _table).RunAsync();
            _table.Origins.Clear();
            _table.Ended.Account();
            ended.SetResult();
        }
    }

    public override void Dispose()
    {
        _loop.StopAsync().Wait();
        _services.Current.AccessLogs.Dispose();
        _services.Metrics.Dispose();
        _server.DisposeAsync().AsTask().Wait();
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    // An origin sends what is next; one that would have nothing to send refuses.
    private MemoryConnection? Open(IPEndPoint endPoint, Queue<byte[]> downs)
    {
        if (!downs.TryDequeue(out byte[]? down) || down.Length == 0)
        {
            return null;
        }

        var origin = new MemoryConnection(_loop, endPoint, Cuts.Pieces(down));
        _connections.Add(origin);
        return origin;
    }

    private void Check(MemoryConnection client, (bool IsUp, byte[] Bytes)[] flights)
    {
        FuzzFinding.Unless(_connections.TrueForAll(connection => connection.IsClosed), "a connection is left open");
        FuzzFinding.UnlessSame((0L, 0L, 0L), (_loop.Counters.ConnectionsOpen, _loop.Counters.TunnelsOpen, _loop.Counters.BuffersHeld), "something is counted as open beyond the end");
        foreach (RequestTimeline timeline in _ended)
        {
            FuzzFinding.Unless(Enum.IsDefined(timeline.Outcome) && timeline.Outcome is not (ProxyOutcome.None or ProxyOutcome.InternalError), $"an outcome is {timeline.Outcome}");
            CheckLines(timeline);
        }

        byte[] answer = [.. client.Sent];
        var fields = new FieldLine[4096];
        if (answer.Length > 0)
        {
            ResponseHead head = ResponseHeadParser.Parse(answer, new LimitConfig { MaxHeadBytes = 1 << 20, MaxFields = 4096 }, fields);
            FuzzFinding.Unless(head.Status == HeadStatus.Complete, $"the client is not answered with a response: {head.Rejection}\n{Text(answer)}");
        }

        bool mayTunnel = flights.Any(flight => flight.IsUp && Text(flight.Bytes).Contains("CONNECT", StringComparison.Ordinal));
        foreach (byte[] sent in _connections.Skip(1).Select(origin => (byte[])[.. origin.Sent]).Where(sent => sent.Length > 0 && !mayTunnel))
        {
            HeadResult head = HeadParser.ParseRequest(sent, new LimitConfig { MaxHeadBytes = 1 << 20, MaxTargetBytes = 1 << 20, MaxFields = 4096 }, fields);
            FuzzFinding.Unless(head.Status == HeadStatus.Complete && RequestFraming.Of(sent, head, fields).Rejection == HeadRejection.None, $"an origin gets no head: {head.Rejection}\n{Text(sent)}");
        }
    }

    private void CheckLines(RequestTimeline timeline)
    {
        foreach (AccessLogFormat format in _formats)
        {
            var line = new LogLine([]);
            format.Write(ref line, timeline);
            FuzzFinding.Unless(
                System.Text.Unicode.Utf8.IsValid(line.Written) && System.Text.Encoding.UTF8.GetString(line.Written) is [.. var text, '\n'] && !text.Any(char.IsControl),
                $"a line of a log is none: {Text(line.Written)}");
        }

        var json = new LogLine([]);
        JsonLine.WriteWithSight(ref json, timeline);
        using JsonDocument _ = JsonDocument.Parse(json.Written.ToArray());
    }

    /// <summary>Keeps the first thing that should never be told of.</summary>
    private sealed class FaultLog : ILogger
    {
        public string? Fault { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string text = formatter(state, exception);
            if (logLevel >= LogLevel.Error || exception is not null)
            {
                Fault ??= $"{text} {exception}";
            }
        }
    }
}
