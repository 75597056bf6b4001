using System.Net;
using Penstock.Http;
using Penstock.Transport;

namespace Penstock.Policy;

/// <summary>What rules see of one request. A tunnel keeps it, to be judged again when the rules change.</summary>
internal sealed class RequestFacts(PeerAddress client, int listenerPort, string method, Authority destination, TimeProvider time)
{
    private readonly RequestUrl? _url;
    private IPAddress? _clientAddress;

    public PeerAddress Client => client;

    /// <summary>A client on a Unix socket is on this machine.</summary>
    public IPAddress ClientAddress => _clientAddress ??= client.ToIPAddress() ?? IPAddress.Loopback;

    /// <summary>The port of the listener that the client came by; 0 for a Unix socket.</summary>
    public int ListenerPort => listenerPort;

    public string Method => method;

    /// <summary>In lower case, without a last dot; an address in its canonical text.</summary>
    public string Host => destination.Host;

    public int Port => destination.Port;

    /// <summary>The address that was asked for, if no name was.</summary>
    public IPAddress? Literal => destination.Address;

    public bool IsTunnel => method == "CONNECT";

    /// <summary>As <see cref="RuleCondition.Url"/> sees it; null for a plain request that no rule has to look at so.</summary>
    public RequestUrl? Url
    {
        get => IsTunnel ? RequestUrl.OfTunnel(destination) : _url;
        init => _url = value;
    }

    /// <summary>Who the client has shown to be; null as long as that is not known.</summary>
    public string? User { get; set; }

    /// <summary>Whether a user who may not is asked for other credentials, as one who might be somebody else.</summary>
    public bool AsksUsersAgain { get; init; }

    /// <summary>Whether a user is in a group; null for no groups.</summary>
    public Func<string, string, bool>? IsMember { get; set; }

    /// <summary>The names of the client's address that were confirmed; null as long as nobody has looked.</summary>
    public IReadOnlyList<string>? ClientNames { get; set; }

    /// <summary>By the clock of this machine.</summary>
    public DateTimeOffset LocalTime => time.GetLocalNow();
}
