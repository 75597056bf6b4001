using System.Collections.Concurrent;

namespace Penstock.Connecting;

/// <summary>The hosts file and resolv.conf as read at one time, and all that was learned by them: a change of either file makes a new one of these, with
/// nothing in its cache. A look-up uses one from beginning to end.</summary>
internal sealed class NameSources
{
    /// <summary>When neither the config nor resolv.conf says; see <see cref="ResolverConfig.TryTimeout"/>.</summary>
    private static readonly TimeSpan s_defaultTryTimeout = TimeSpan.FromSeconds(2);

    private const int DefaultTries = 2;

    private readonly (FileStamp Hosts, FileStamp ResolvConf) _stamps;

    public NameSources(ResolverConfig config, DnsSockets sockets, TimeProvider time)
    {
        // Stamps first: what is written while we read will show as a change at the next check.
        _stamps = StampsOf(config);
        Hosts = HostsFile.Parse(FileStamp.ReadText(config.HostsPath) ?? "");
        Source = SourceOf(config, sockets, time);
        Cache = new NameCache(config.CacheSize, time);
    }

    public HostsFile Hosts { get; }

    public INameSource Source { get; }

    public NameCache Cache { get; }

    /// <summary>Look-ups under way, by name: who asks for the same name joins.</summary>
    public ConcurrentDictionary<string, NameLookUp> UnderWay { get; } = new(StringComparer.Ordinal);

    public bool IsCurrent(ResolverConfig config) => _stamps == StampsOf(config);

    private static (FileStamp Hosts, FileStamp ResolvConf) StampsOf(ResolverConfig config) =>
        (FileStamp.Of(config.HostsPath), FileStamp.Of(config.ResolvConfPath));

    private static INameSource SourceOf(ResolverConfig config, DnsSockets sockets, TimeProvider time)
    {
        ResolvConf? conf = !config.System && config.Servers.Count == 0 && FileStamp.ReadText(config.ResolvConfPath) is { } text
            ? ResolvConf.Parse(text)
            : null;
        if (config.System || (config.Servers.Count == 0 && conf is null))
        {
            return new SystemSource();
        }

        TimeSpan tryTimeout = config.TryTimeout ?? conf?.TryTimeout ?? s_defaultTryTimeout;
        int tries = config.Tries ?? conf?.Tries ?? DefaultTries;
        return new DnsSource(new DnsServers(conf?.Servers ?? config.Servers, tryTimeout, tries, sockets, time));
    }
}
