using Penstock.EndToEnd.Support;
using static Penstock.EndToEnd.Behaviour.OriginExchange;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>How many connections an origin is asked to hold: no idle one keeps it from a request, and none is kept that it did not serve beside the others.</summary>
public sealed class OriginRoomTests
{
    // It serves one connection after the other, as simple servers do: one that is kept idle keeps it from the next.
    [Theory, BothTransports]
    public async Task OriginThatServesOneConnectionAtATime_ServesRequestsThatMayNotBeRepeated(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal("", await origin.ReadToEndAsync());
            origin.Dispose();
            origin = await listener.AcceptAsync();
            await AnswerAsync(origin, client);
        }

        origin.Dispose();
    }

    [Theory, BothTransports]
    public async Task OriginThatServesOneConnectionAtATime_ServesTheClientsOfEachLoop(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport, config => config with { Loops = 2 });
        using var listener = new RawOrigin();
        _ = ServeOneAtATimeAsync(listener);

        // Which loop a client comes to is chance.
        for (int i = 0; i < 12; i++)
        {
            using RawPeer client = await proxy.ConnectAsync();
            await client.SendAsync(Get(listener));
            Assert.EndsWith("\r\n\r\nok", await client.ReadResponseAsync(), StringComparison.Ordinal);
        }
    }

    // What keeps it from the new connection is idle only later than that was first found silent; the body of the request comes by itself.
    [Theory, BothTransports]
    public async Task OriginThatServesOneConnectionAtATime_ComesToTheNextOnceTheFirstIsIdle(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer first = await listener.AcceptAsync();
        using RawPeer other = await proxy.ConnectAsync();
        await other.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        using RawPeer second = await listener.AcceptAsync();
        await second.ReadHeadAsync();
        await other.SendAsync("hi");
        await second.ReadAsync(2);
        await AnswerAsync(first, client);

        Assert.Equal("", await first.ReadToEndAsync());
        await second.SendAsync(Ok);
        Assert.EndsWith("\r\n\r\nok", await other.ReadResponseAsync(), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task RequestThatMayNotBeRepeated_GetsAConnectionOfItsOwn(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer origin = await listener.AcceptAsync();
        await AnswerAsync(origin, client);
        await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        using RawPeer second = await listener.AcceptAsync();
        await AnswerAsync(second, client);
        Assert.Equal("hi", await second.ReadAsync(2));

        // It takes the place of the one that was idle.
        Assert.Equal("", await origin.ReadToEndAsync());
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.OriginConnectionsIdle == 1, "it is kept");
    }

    [Theory, BothTransports]
    public async Task OriginThatServesSeveralConnections_KeepsAsManyAsItServedAtOnce(TransportKind transport)
    {
        await using ProxyFixture proxy = await StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(Get(listener));
        using RawPeer first = await listener.AcceptAsync();
        using RawPeer other = await proxy.ConnectAsync();
        await other.SendAsync(Get(listener));
        using RawPeer second = await listener.AcceptAsync();
        await AnswerInOneTurnAsync(proxy, (first, client), (second, other));
        var others = new List<RawPeer>();
        for (int i = 0; i < 3; i++)
        {
            // It has a connection of its own, and the two are kept beside it; then it takes the place of one.
            await client.SendAsync($"POST http://{listener.EndPoint}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            RawPeer third = await listener.AcceptAsync();
            others.Add(third);
            await third.ReadHeadAsync();
            Assert.Equal(2, proxy.Proxy.Statistics.OriginConnectionsIdle);
            await third.SendAsync(Ok);
            await client.ReadResponseAsync();
            while ((await proxy.EndedAsync()).Method != "POST")
            {
            }

            Assert.Equal(2, proxy.Proxy.Statistics.OriginConnectionsIdle);
        }

        others.ForEach(connection => connection.Dispose());
    }

    private static async Task ServeOneAtATimeAsync(RawOrigin listener)
    {
        while (true)
        {
            using RawPeer origin = await listener.AcceptAsync();
            var buffer = new byte[4096];
            while (await origin.Socket.ReceiveAsync(buffer) > 0)
            {
                await origin.SendAsync(Ok);
            }
        }
    }
}
