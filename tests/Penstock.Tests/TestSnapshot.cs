using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Observability;

namespace Penstock.Tests;

/// <summary>A snapshot of a configuration, without a server.</summary>
internal static class TestSnapshot
{
    public static ProxySnapshot Of(ProxyConfig config, AccessLogs? logs = null) => new(config)
    {
        Forwarding = new ForwardingRules(config, "penstock-test"),
        Resolver = new NameResolver(config.Resolver, TimeProvider.System),
        AccessLogs = logs ?? AccessLogs.None,
    };
}
