using System.Net;
using System.Text;
using Penstock.Http;
using Penstock.Transport;

namespace Penstock;

/// <summary>Finds everything that is wrong with a configuration before anything is started.</summary>
public static class ConfigValidator
{
    /// <summary>All problems, as sentences that say what to do; none if the configuration can be used.</summary>
    public static IReadOnlyList<string> Validate(ProxyConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var problems = new List<string>();
        if (config.Listeners.Count == 0)
        {
            problems.Add("there is no address to listen on (try 127.0.0.1:8088)");
        }

        foreach (ListenerConfig open in config.Listeners.Where(listener => !listener.IsLocal && config.Clients is null))
        {
            problems.Add($"""
                {open} can be reached from other machines, so say who may use it, for example
                    --allow {ExampleNetwork(open)}
                """);
        }

        if (config.Loops is < 0 or > 256)
        {
            problems.Add($"loops: {config.Loops} is not from 1 to 256 (leave it out for one a processor)");
        }

        CheckTimeouts(config.Timeouts, problems);
        CheckLimits(config.Limits, problems);
        CheckResolver(config.Resolver, problems);
        if (config.ViaPseudonym is { } name && (name.Length is 0 or > 64 || Encoding.UTF8.GetBytes(name).AsSpan().ContainsAnyExcept(HttpCharacters.Token)))
        {
            problems.Add($"the name in Via: \"{name}\" is not 1 to 64 letters, digits and -._~ (leave it out for one by chance)");
        }

        if (config.Transport == TransportKind.Epoll && !OperatingSystem.IsLinux())
        {
            problems.Add("the epoll transport needs Linux (leave the transport out, or say sockets)");
        }

        if (config.Transport == TransportKind.Automatic && !TransportChoice.IsKnown(Environment.GetEnvironmentVariable(TransportChoice.Variable)))
        {
            problems.Add($"{TransportChoice.Variable} \"{Environment.GetEnvironmentVariable(TransportChoice.Variable)}\" is not a transport (say epoll or sockets, or leave it out)");
        }

        return problems;
    }

    private static string ExampleNetwork(ListenerConfig listener) =>
        ((IPEndPoint)listener.EndPoint).Address is { } address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? "192.168.0.0/16"
            : listener.EndPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "fd00::/8" : "192.168.0.0/16";

    private static void CheckTimeouts(TimeoutConfig timeouts, List<string> problems)
    {
        var tenth = TimeSpan.FromMilliseconds(100);
        Check(problems, "head timeout", timeouts.Head, tenth, TimeSpan.FromHours(1));
        Check(problems, "keep-alive timeout", timeouts.KeepAlive, tenth, TimeSpan.FromDays(1));
        Check(problems, "connect timeout", timeouts.Connect, tenth, TimeSpan.FromHours(1));
        Check(problems, "resolution delay", timeouts.ResolutionDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Check(problems, "attempt delay", timeouts.AttemptDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Check(problems, "idle timeout", timeouts.TunnelIdle, tenth, TimeSpan.FromDays(7));
        Check(problems, "response timeout", timeouts.ResponseHead, tenth, TimeSpan.FromDays(1));
        Check(problems, "body idle timeout", timeouts.BodyIdle, tenth, TimeSpan.FromDays(1));
        Check(problems, "origin idle time", timeouts.OriginIdle, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(problems, "drain time", timeouts.Drain, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static void CheckResolver(ResolverConfig resolver, List<string> problems)
    {
        var tenth = TimeSpan.FromMilliseconds(100);
        Check(problems, "resolver timeout", resolver.Timeout, tenth, TimeSpan.FromMinutes(5));
        Check(problems, "resolver try timeout", resolver.TryTimeout ?? tenth, tenth, TimeSpan.FromSeconds(30));
        Check(problems, "resolver tries", resolver.Tries ?? 1, 1, 5);
        Check(problems, "resolver cache size", resolver.CacheSize, 16, 1_000_000);
    }

    private static void CheckLimits(LimitConfig limits, List<string> problems)
    {
        Check(problems, "largest head", limits.MaxHeadBytes, 1024, 1024 * 1024);
        Check(problems, "longest target", limits.MaxTargetBytes, 256, limits.MaxHeadBytes);
        Check(problems, "most fields", limits.MaxFields, 1, 1000);
        Check(problems, "most connections of a client", limits.MaxConnectionsPerClient, 0, 1_000_000);
        Check(problems, "most idle connections to an origin", limits.MaxIdlePerOrigin, 0, 10_000);
        Check(problems, "most idle connections to origins", limits.MaxIdleOrigins, 0, 100_000);
    }

    private static void Check(List<string> problems, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add($"{what}: {Duration.Format(value)} is not from {Duration.Format(least)} to {Duration.Format(most)}");
        }
    }

    private static void Check(List<string> problems, string what, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            problems.Add($"{what}: {value} is not from {least} to {most}");
        }
    }
}
