using System.Net;
using System.Net.Sockets;

namespace Penstock.Tool.Configuration;

/// <summary>The second address of the command, for whoever runs it (docs/admin-api.md). What it is at the start it stays: a reload does not change it.</summary>
internal sealed record AdminConfig
{
    /// <summary>Where it is if nobody says otherwise.</summary>
    private static readonly ListenerConfig s_default = new("127.0.0.1:8089");

    /// <summary>What is kept of the past if nobody says otherwise.</summary>
    private const int DefaultRecent = 10_000;

    /// <summary>Where it is; null for nowhere.</summary>
    public ListenerConfig? Listen { get; init; } = s_default;

    /// <summary>Whether somebody asked for that address: then it is a mistake if it cannot be had, and else a pity.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>What a client has to know; null if whoever can reach it may use it.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>How many requests that have ended it keeps.</summary>
    public int Recent { get; init; } = DefaultRecent;

    /// <summary>Names that it goes by, beside localhost and addresses.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Sentences that say what is wrong with it as a whole; none if nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Listen is { IsLocal: false } && Token is null)
        {
            yield return $"the admin endpoint at {Listen} can be reached from other machines, so it needs a token: --admin-token-file FILE, or admin: {{ token-file: FILE }} (make one with: openssl rand -hex 16)";
        }
    }

    /// <summary>What else to say on the command line.</summary>
    public const string Advice = "; choose another with --admin, or --admin off";

    /// <summary>A sentence, without what to do, if the proxy is to listen at the same address; null if not. Whoever came second would be told that another program has it.</summary>
    public string? ClashWith(IEnumerable<ListenerConfig> listeners) =>
        Listen is { } own && listeners.FirstOrDefault(listener => IsSame(own.EndPoint, listener.EndPoint)) is { } other
            ? $"the admin endpoint cannot listen on {own}: the proxy itself is to listen {(own.ToString() == other.ToString() ? "there" : $"on {other}")}"
            : null;

    /// <summary>What the proxy may not connect anybody to, as far as it is known before the address is taken.</summary>
    public IReadOnlyList<IPEndPoint> OwnEndpoints(IEnumerable<ListenerConfig> listeners) =>
        Listen is { EndPoint: IPEndPoint { Port: > 0 } own } && ClashWith(listeners) is null ? [own] : [];

    private static bool IsSame(EndPoint one, EndPoint other) => (one, other) switch
    {
        // An address for all of them takes the port of each; port 0 is another one every time.
        (IPEndPoint a, IPEndPoint b) => a.Port == b.Port && a.Port > 0 && (a.Address.Equals(b.Address) || TakesAll(a.Address, b.Address) || TakesAll(b.Address, a.Address)),
        _ => one.ToString() == other.ToString(),
    };

    private static bool TakesAll(IPAddress all, IPAddress one) => all.Equals(IPAddress.IPv6Any) || (all.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);

    // A record writes all that it has; a token is not for that.
    public override string ToString() => Listen is null ? "off" : Listen.ToString();
}
