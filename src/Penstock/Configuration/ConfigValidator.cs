using System.Net;
using System.Text;
using Penstock.Http;
using Penstock.Observability;
using Penstock.Transport;

namespace Penstock;

/// <summary>Finds everything that is wrong with a configuration before anything is started.</summary>
public static class ConfigValidator
{
    /// <summary>All problems, as sentences that say what to do; none if the configuration can be used.</summary>
    public static IReadOnlyList<string> Validate(ProxyConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return [.. Find(config).Select(fault => fault.Name is null ? fault.Text : $"{fault.Name}: {fault.Text}")];
    }

    /// <summary>All problems, each with the key that it has in a configuration file, and the name that it has in a sentence.</summary>
    internal static IReadOnlyList<ConfigFault> Find(ProxyConfig config)
    {
        var problems = new List<ConfigFault>();
        if (config.Listeners.Count == 0)
        {
            problems.Add(new("listen", null, "there is no address to listen on (try 127.0.0.1:8088)"));
        }

        foreach (ListenerConfig open in config.Listeners.Where(listener => !listener.IsLocal && (listener.Clients ?? config.Clients) is null))
        {
            problems.Add(new("listen", null, $"""
                {open} can be reached from other machines, so say who may use it, for example
                    --allow {ExampleNetwork(open)}
                """));
        }

        if (config.RecentRequests is < 0 or > 1_000_000)
        {
            problems.Add(new("admin.recent", "admin.recent", $"{config.RecentRequests} is not from 0 to 1,000,000"));
        }

        for (int i = 0; i < config.Listeners.Count; i++)
        {
            ListenerConfig listener = config.Listeners[i];
            if (config.Listeners.Take(i).FirstOrDefault(other => ListenerOverlap.Of(other.EndPoint, listener.EndPoint)) is { } other)
            {
                problems.Add(new("listen", null, $"{listener} and {other} are the same address, at least in part (keep one of them)"));
            }
        }

        if (config.Loops is < 0 or > IoLoop.Most)
        {
            problems.Add(new("loops", "loops", $"{config.Loops} is not from 1 to 256 (leave it out for one a processor)"));
        }

        CheckTimeouts(config.Timeouts, problems);
        CheckLimits(config.Limits, problems);
        CheckResolver(config.Resolver, problems);
        CheckLogs(config.AccessLogs, problems);
        CheckSite(config.Site, problems);
        if (config.ViaPseudonym is { } name && (name.Length is 0 or > 64 || Encoding.UTF8.GetBytes(name).AsSpan().ContainsAnyExcept(HttpCharacters.Token)))
        {
            problems.Add(new("via-name", "the name in Via", $"\"{name}\" is not 1 to 64 letters, digits and -._~ (leave it out for one by chance)"));
        }

        if (config.Transport == TransportKind.Epoll && !OperatingSystem.IsLinux())
        {
            problems.Add(new(null, null, "the epoll transport needs Linux (leave the transport out, or say sockets)"));
        }

        if (config.Transport == TransportKind.Automatic && !TransportChoice.IsKnown(Environment.GetEnvironmentVariable(TransportChoice.Variable)))
        {
            problems.Add(new(null, null, $"{TransportChoice.Variable} \"{Environment.GetEnvironmentVariable(TransportChoice.Variable)}\" is not a transport (say epoll or sockets, or leave it out)"));
        }

        return problems;
    }

    private static string ExampleNetwork(ListenerConfig listener) =>
        ((IPEndPoint)listener.EndPoint).Address is { } address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? "192.168.0.0/16"
            : listener.EndPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "fd00::/8" : "192.168.0.0/16";

    private static void CheckTimeouts(TimeoutConfig timeouts, List<ConfigFault> problems)
    {
        var tenth = TimeSpan.FromMilliseconds(100);
        Check(problems, "timeouts.head", "head timeout", timeouts.Head, tenth, TimeSpan.FromHours(1));
        Check(problems, "timeouts.keep-alive", "keep-alive timeout", timeouts.KeepAlive, tenth, TimeSpan.FromDays(1));
        Check(problems, "timeouts.connect", "connect timeout", timeouts.Connect, tenth, TimeSpan.FromHours(1));
        Check(problems, "timeouts.resolution-delay", "resolution delay", timeouts.ResolutionDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Check(problems, "timeouts.attempt-delay", "attempt delay", timeouts.AttemptDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Check(problems, "timeouts.idle", "idle timeout", timeouts.TunnelIdle, tenth, TimeSpan.FromDays(7));
        Check(problems, "timeouts.response", "response timeout", timeouts.ResponseHead, tenth, TimeSpan.FromDays(1));
        Check(problems, "timeouts.body", "body idle timeout", timeouts.BodyIdle, tenth, TimeSpan.FromDays(1));
        Check(problems, "timeouts.origin-idle", "origin idle time", timeouts.OriginIdle, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(problems, "timeouts.drain", "drain time", timeouts.Drain, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static void CheckResolver(ResolverConfig resolver, List<ConfigFault> problems)
    {
        var tenth = TimeSpan.FromMilliseconds(100);
        Check(problems, "resolver.timeout", "resolver timeout", resolver.Timeout, tenth, TimeSpan.FromMinutes(5));
        Check(problems, "resolver.try-timeout", "resolver try timeout", resolver.TryTimeout ?? tenth, tenth, TimeSpan.FromSeconds(30));
        Check(problems, "resolver.tries", "resolver tries", resolver.Tries ?? 1, 1, 5);
        Check(problems, "resolver.cache", "resolver cache size", resolver.CacheSize, 16, 1_000_000);
    }

    private static void CheckLogs(IReadOnlyList<AccessLogConfig> logs, List<ConfigFault> problems)
    {
        foreach (AccessLogConfig log in logs)
        {
            string name = $"access log {log.Path}";
            if (!AccessLogFormat.TryParse(log.Format, out _, out string? problem))
            {
                problems.Add(new("logs.access.format", name, problem));
            }

            if ((log.Start || log.Interval is not null) && log.Format != "json")
            {
                problems.Add(new(log.Start ? "logs.access.start" : "logs.access.interval", name, "records of tunnels that are still open need the format json: in every other they would look like ends"));
            }

            if (log.Interval is { } interval)
            {
                Check(problems, "logs.access.interval", $"{name}'s interval", interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
            }

            problems.AddRange(log.Rotation.Problems().Select(rotation => new ConfigFault("logs.access.rotate", name, rotation)));
        }
    }

    // A root that is not there is no fault: a folder can come later, and until then every page is 404.
    private static void CheckSite(SiteConfig? site, List<ConfigFault> problems)
    {
        if (site is null)
        {
            return;
        }

        if (site.Root.Length == 0 || site.Root.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add(new("site.root", "site", "its root is no folder (try www)"));
        }

        foreach (string name in site.Index.Where(name => name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '\0')))
        {
            problems.Add(new("site.index", "site", $"the index \"{name}\" is not the name of a file (try index.html)"));
        }

        foreach (string name in site.Names.Where(name => !HostName.IsName(name.TrimEnd('.'))))
        {
            problems.Add(new("site.names", "site", $"\"{name}\" is not the name of a host (try www.example.com, without a port)"));
        }
    }

    private static void CheckLimits(LimitConfig limits, List<ConfigFault> problems)
    {
        Check(problems, "limits.head", "largest head", limits.MaxHeadBytes, LimitConfig.LeastHeadBytes, 1024 * 1024);
        Check(problems, "limits.target", "longest target", limits.MaxTargetBytes, 256, Math.Max(limits.MaxHeadBytes, LimitConfig.LeastHeadBytes));
        Check(problems, "limits.fields", "most fields", limits.MaxFields, 1, 1000);
        Check(problems, "limits.connections-per-client", "most connections of a client", limits.MaxConnectionsPerClient, 0, 1_000_000);
        Check(problems, "limits.idle-per-origin", "most idle connections to an origin", limits.MaxIdlePerOrigin, 0, 10_000);
        Check(problems, "limits.idle-origins", "most idle connections to origins", limits.MaxIdleOrigins, 0, 100_000);
    }

    private static void Check(List<ConfigFault> problems, string key, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add(new(key, what, $"{Duration.Format(value)} is not from {Duration.Format(least)} to {Duration.Format(most)}"));
        }
    }

    private static void Check(List<ConfigFault> problems, string key, string what, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            problems.Add(new(key, what, $"{value} is not from {least} to {most}"));
        }
    }
}
