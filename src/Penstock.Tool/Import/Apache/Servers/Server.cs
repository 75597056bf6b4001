using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Servers;

/// <summary>A server of Apache's: the main one, or a <c>&lt;VirtualHost&gt;</c>, which takes what it does not say itself from the main one.</summary>
/// <param name="section">The section; null for the main server.</param>
/// <param name="main">The main server; null for itself.</param>
/// <param name="directives">What is in it.</param>
internal sealed class Server(Directive? section, Server? main, IReadOnlyList<Directive> directives)
{
    public Directive? Section => section;

    public Server? Main => main;

    /// <summary>Its own directives and sections.</summary>
    public IReadOnlyList<Directive> Own { get; } = directives;

    /// <summary>Those of the main server first.</summary>
    public IEnumerable<Directive> All => main is null ? Own : main.Own.Concat(Own);

    /// <summary>What names it in messages.</summary>
    public string Title => section is null ? "the main server" : section.Text;

    /// <summary>The directive that counts of those that say one thing: its own last, or else the main server's last.</summary>
    public Directive? Find(string name) => Own.LastOrDefault(directive => !directive.IsSection && directive.Is(name)) ?? main?.Find(name);

    /// <summary>All of a name, for those that add up.</summary>
    public IEnumerable<Directive> Each(string name) => All.Where(directive => !directive.IsSection && directive.Is(name));

    public IEnumerable<Directive> Sections(params string[] names) => All.Where(directive => directive.IsSection && names.Any(directive.Is));

    /// <summary>Whether it takes proxy requests.</summary>
    public bool IsProxy => Find("ProxyRequests") is { } requests && requests.Value.Equals("on", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names that a request's host is compared with.</summary>
    public IEnumerable<string> Names =>
        Own.Where(directive => directive.Is("ServerName")).TakeLast(1).Select(name => HostOf(name.Value)).Concat(Own.Where(directive => directive.Is("ServerAlias")).SelectMany(alias => alias.Words))
            .Select(name => name.ToLowerInvariant()).Where(name => name.Length > 0).Distinct();

    /// <summary>The host of a ServerName, which is <c>[scheme://]host[:port]</c>.</summary>
    public static string HostOf(string name)
    {
        string host = name.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? name[(at + 3)..] : name;
        int colon = host.LastIndexOf(':');
        return colon > 0 && !host.EndsWith(']') && host.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9') == false ? host[..colon] : host;
    }
}
