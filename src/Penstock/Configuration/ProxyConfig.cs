using System.Net;

namespace Penstock;

/// <summary>All that a <see cref="ProxyServer"/> can be told. The defaults make a proxy for this machine alone.</summary>
public sealed record ProxyConfig
{
    /// <summary>Where to listen. Default 127.0.0.1:8088.</summary>
    public IReadOnlyList<ListenerConfig> Listeners { get; init; } = [new("127.0.0.1:8088")];

    /// <summary>
    /// Who may use the proxy. Default null: clients of this machine (127.0.0.0/8, ::1, Unix sockets), and then every listener must be one that only they can
    /// reach. A list replaces that: it holds all who may, so this machine has to be in it to be let in by TCP.
    /// </summary>
    public IReadOnlyList<IPNetwork>? Clients { get; init; }

    /// <summary>The clients that have names, for explanations. Default none.</summary>
    public IReadOnlyList<ClientGroup> ClientGroups { get; init; } = [];

    /// <summary>How long each phase may take.</summary>
    public TimeoutConfig Timeouts { get; init; } = new();

    /// <summary>What one client may ask for.</summary>
    public LimitConfig Limits { get; init; } = new();

    /// <summary>How names become addresses.</summary>
    public ResolverConfig Resolver { get; init; } = new();

    /// <summary>Event loops, each a thread with its share of the connections. Default 0: one a processor; range 1 to 256.</summary>
    public int Loops { get; init; }

    /// <summary>What carries the connections. Default <see cref="TransportKind.Automatic"/>.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>The access logs. Default none.</summary>
    public IReadOnlyList<AccessLogConfig> AccessLogs { get; init; } = [];

    /// <summary>Addresses of this program's own that are not for the clients of the proxy, whatever the rules say: those of an endpoint for whoever runs it. A request to one is
    /// <see cref="ProxyOutcome.ProxyLoop"/>, as one to a listener is; 0.0.0.0 and [::] stand for every address of this machine. Default none.</summary>
    public IReadOnlyList<IPEndPoint> OwnEndpoints { get; init; } = [];

    /// <summary>How many requests that have ended are kept for <see cref="ProxyServer.RecentRequests"/>. Default 0; range 0 to 1,000,000; some 250 bytes each, and what its hellos said of one with TLS. What it is at the start it stays.</summary>
    public int RecentRequests { get; init; }

    /// <summary>Whether the query of a plain request's target is left out of its timeline, and so of every log and view: <c>?***</c> stands for it. Default false: people put secrets there, but a log
    /// without queries tells less.</summary>
    public bool RedactQueries { get; init; }

    /// <summary>Which requests are carried out. Default: all that the clients and the addresses allow.</summary>
    public PolicyConfig Policy { get; init; } = new();

    /// <summary>Who the clients are. Default null: nobody is asked.</summary>
    public UsersConfig? Users { get; init; }

    /// <summary>What is served to requests for the proxy itself. Default null: one page that says what it is.</summary>
    public SiteConfig? Site { get; init; }

    /// <summary>Whose manner the proxy's own replies have. Default <see cref="ReplyProfile.Rfc"/>.</summary>
    public ReplyProfile Replies { get; init; }

    /// <summary>How much a refused client is told about rules. Default <see cref="RefusalDetail.Full"/>.</summary>
    public RefusalDetail Refusals { get; init; }

    /// <summary>What is done with the Via field of plain HTTP messages. Default <see cref="ViaMode.On"/>.</summary>
    public ViaMode Via { get; init; }

    /// <summary>The name that the proxy has in Via (RFC 9110, section 7.6.3): a token of at most 64 characters that no other proxy on the way has. Default null: <c>penstock-</c> and
    /// eight random digits, new at each start.</summary>
    public string? ViaPseudonym { get; init; }

    /// <summary>Whether origins are told the address of the client. Default <see cref="ForwardedMode.Off"/>.</summary>
    public ForwardedMode Forwarded { get; init; }
}
