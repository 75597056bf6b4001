using System.Collections.Frozen;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Site;

namespace Penstock;

/// <summary>A configuration made ready: what a request is served by, from its head to its end, whatever is reloaded meanwhile. Checked, and never changed.</summary>
internal sealed class ProxySnapshot
{
    private readonly ClientAccess _clients;
    private readonly ClientAccess _siteClients;
    private readonly FrozenDictionary<string, ClientAccess?> _ownClients;

    /// <param name="config">What is made ready.</param>
    /// <param name="before">What was in force until now; null at the start.</param>
    public ProxySnapshot(ProxyConfig config, ProxySnapshot? before = null)
    {
        Config = config;
        Policy = new PolicyEvaluator(config.Policy, before?.Policy);
        Site = config.Site is { } site ? new StaticSite(site) : null;
        _clients = new ClientAccess(config.Clients);
        _siteClients = config.Site?.Clients is { } readers ? new ClientAccess(readers) : _clients;
        _ownClients = config.Listeners.DistinctBy(listener => listener.ToString()).ToFrozenDictionary(listener => listener.ToString(), OpenListener.ClientsOf);
    }

    public ProxyConfig Config { get; }

    public PolicyEvaluator Policy { get; }

    /// <summary>Who knows the users; null if nobody is asked who he is.</summary>
    public Authenticator? Users { get; init; }

    /// <summary>What is served to requests for the proxy itself; null for its own page.</summary>
    public StaticSite? Site { get; }

    public required ForwardingRules Forwarding { get; init; }

    public required NameResolver Resolver { get; init; }

    public required AccessLogs AccessLogs { get; init; }

    /// <summary>Who may use the proxy by a listener. The connections of one that is gone go on, and by them nobody may who could not before.</summary>
    public ClientAccess ClientsOf(OpenListener listener) =>
        (_ownClients.TryGetValue(listener.Name, out ClientAccess? own) ? own : listener.LastClients) ?? _clients;

    /// <summary>Who may read the site, or the page in place of it, by a listener.</summary>
    public ClientAccess ReadersOf(OpenListener listener) => Config.Site?.Clients is null ? ClientsOf(listener) : _siteClients;
}
