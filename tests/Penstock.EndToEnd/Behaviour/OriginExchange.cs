namespace Penstock.EndToEnd.Behaviour;

/// <summary>Requests for an origin that the test plays, and its answers, on a proxy that keeps idle connections for longer than any test waits.</summary>
internal static class OriginExchange
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    // While one is silent for too long, what is idle is let go of: so neither is before the other.
    public static async Task AnswerInOneTurnAsync(ProxyFixture proxy, params (RawPeer Origin, RawPeer Client)[] requests)
    {
        foreach ((RawPeer origin, _) in requests)
        {
            await origin.ReadHeadAsync();
        }

        using (var hold = new LoopHold(proxy))
        {
            await hold.HeldAsync();
            foreach ((RawPeer origin, _) in requests)
            {
                await origin.SendAsync(Ok);
            }
        }

        foreach ((_, RawPeer client) in requests)
        {
            await client.ReadResponseAsync();
        }
    }

    // Idle connections are kept for longer than a test waits: what closes one is what the test is about.
    public static Task<ProxyFixture> StartAsync(TransportKind transport, Func<ProxyConfig, ProxyConfig>? configure = null) =>
        ProxyFixture.StartAsync(transport, config =>
        {
            config = config with { Loops = 1, Timeouts = new() { OriginIdle = TimeSpan.FromMinutes(5) } };
            return configure?.Invoke(config) ?? config;
        });

    public static string Get(RawOrigin origin) => $"GET http://{origin.EndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n";

    public static async Task AnswerAsync(RawPeer origin, RawPeer client)
    {
        await origin.ReadHeadAsync();
        await origin.SendAsync(Ok);
        string answer = await client.ReadResponseAsync();
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }
}
