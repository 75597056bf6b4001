
namespace Penstock.EndToEnd.Behaviour;

/// <summary>The proxies that the rows are played against: one for each transport and each configuration that a row asks for.</summary>
public sealed class ConformanceProxies : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private readonly Dictionary<(TransportKind Transport, string Settings), (ProxyFixture Proxy, CasePlayer Player)> _all = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach ((ProxyFixture proxy, CasePlayer player) in _all.Values)
        {
            player.Dispose();
            await proxy.DisposeAsync();
        }
    }

    internal async Task<(ProxyFixture Proxy, CasePlayer Player)> GetAsync(TransportKind transport, string settings)
    {
        if (!_all.TryGetValue((transport, settings), out (ProxyFixture Proxy, CasePlayer Player) found))
        {
            ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => Configure(config, settings));
            found = (proxy, new CasePlayer(proxy.EndPoint, s_limit));
            _all.Add((transport, settings), found);
        }

        return found;
    }

    /// <summary>One loop, so that whatever it was sent first, on whichever connection, it has seen first.</summary>
    private static ProxyConfig Configure(ProxyConfig config, string settings)
    {
        config = config with { Loops = 1, ViaPseudonym = "test", Timeouts = config.Timeouts with { Drain = TimeSpan.Zero } };
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            config = setting.Split('=') switch
            {
                ["via", var mode] => config with { Via = Enum.Parse<ViaMode>(mode, ignoreCase: true) },
                [var limit, "200ms"] => config with { Timeouts = WithLimit(config.Timeouts, limit) },
                _ => throw new FormatException($"'config: {setting}' is not known"),
            };
        }

        return config;
    }

    private static TimeoutConfig WithLimit(TimeoutConfig timeouts, string limit)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(200);
        return limit switch
        {
            "head" => timeouts with { Head = time },
            "keep-alive" => timeouts with { KeepAlive = time },
            "response-head" => timeouts with { ResponseHead = time },
            "body-idle" => timeouts with { BodyIdle = time },
            _ => throw new FormatException($"'config: {limit}=200ms' is not known"),
        };
    }
}
