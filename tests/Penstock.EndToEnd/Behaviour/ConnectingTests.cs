using System.Net;
using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What a client sees and may do while its origin is being connected to.</summary>
public sealed class ConnectingTests
{
    [Theory, BothTransports]
    public async Task NothingIsAnswered_BeforeTheConnectionIsUp(TransportKind transport)
    {
        BlackHole hole = await BlackHole.OpenAsync();
        int port = hole.EndPoint.Port;
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"127.0.0.1:{port}") + "early");
        Assert.False(client.Socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead), "nothing is said while nobody knows how it will end");

        // The SYN that is sent again after a second finds a server.
        hole.Dispose();
        using var listener = new RawOrigin(IPAddress.Loopback, port);
        using RawPeer origin = await listener.AcceptAsync();
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("early", await origin.ReadAsync(5));
    }

    [Theory, BothTransports]
    public async Task ClientThatResetsMeanwhile_IsForgotten(TransportKind transport)
    {
        using BlackHole hole = await BlackHole.OpenAsync();
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, WithTimeouts(t => t with { Connect = TimeSpan.FromSeconds(2) }));
        RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect(hole.EndPoint.ToString()));
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.ConnectionsOpen == 1, "it was accepted");
        Assert.False(client.Socket.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));
        client.Reset();

        // Managed sockets tell of a reset only to who reads or writes: there the attempt takes its time first.
        ProxyOutcome outcome = (await proxy.EndedAsync()).Outcome;
        Assert.Equal(transport == TransportKind.Epoll ? ProxyOutcome.ClientGone : ProxyOutcome.ConnectTimedOut, outcome);
        await Eventually.TrueAsync(() => proxy.Proxy.Statistics.ConnectionsOpen == 0, "nothing is held for it any more");
    }

    [Theory, BothTransports]
    public async Task ClientThatSaysAllAtOnce_GetsItsAnswer(TransportKind transport)
    {
        // As "printf ... | nc proxy 8088" does: head, data and FIN before anything was connected.
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()) + "question");
        client.FinishSending();
        using RawPeer origin = await listener.AcceptAsync();
        Assert.Equal("question", await origin.ReadToEndAsync());
        await origin.SendAsync("answer");
        origin.FinishSending();

        Assert.EndsWith("\r\n\r\nanswer", await client.ReadToEndAsync(), StringComparison.Ordinal);
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal((ProxyOutcome.ClientClosedTunnel, 8L, 6L), (ended.Outcome, ended.BytesUp, ended.BytesDown));
    }

    [Theory]
    [InlineData("224.0.0.1:443")] // connect(2) knows no way to a group, whatever the routes of a machine
    [InlineData("255.255.255.255:443")]
    [InlineData("[ff02::1]:443")]
    public async Task AddressThatNoConnectionCanReach_Is502(string target)
    {
        foreach (TransportKind transport in Enum.GetValues<TransportKind>().Skip(1))
        {
            await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
            string answer = await proxy.AskAsync(ProxyFixture.Connect(target));

            Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nProxy-Status: penstock; error=destination_ip_unroutable; ", answer, StringComparison.Ordinal);
            RequestTimeline ended = await proxy.EndedAsync();
            Assert.Equal(ProxyOutcome.ConnectUnreachable, ended.Outcome);
            Assert.StartsWith($"tried {target} E", ended.Detail, StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task SeveralAddressesThatDoNotAnswer_ShareOneTimeLimit(TransportKind transport)
    {
        using BlackHole first = await BlackHole.OpenAsync(IPAddress.Loopback);
        int port = first.EndPoint.Port;
        using BlackHole second = await BlackHole.OpenAsync(IPAddress.Parse("127.0.0.2"), port);
        using BlackHole third = await BlackHole.OpenAsync(IPAddress.Parse("127.0.0.3"), port);
        using var files = new TempFolder();
        string hosts = files.Write("hosts", "127.0.0.1 dark.example\n127.0.0.2 dark.example\n127.0.0.3 dark.example\n");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(
            transport, config => WithTimeouts(t => t with { Connect = TimeSpan.FromMilliseconds(700) })(config) with { Resolver = new() { HostsPath = hosts } });
        string answer = await proxy.AskAsync(ProxyFixture.Connect($"dark.example:{port}"));

        Assert.Contains("error=connection_timeout", answer, StringComparison.Ordinal);
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal(3, ended.Detail!.Split("127.0.0.").Length - 1);
        Assert.InRange(ended.Duration, TimeSpan.FromMilliseconds(690), TimeSpan.FromMilliseconds(2000));
    }

    [Theory, BothTransports]
    public async Task AttemptThatLostItsRace_IsClosedWithoutAByte(TransportKind transport)
    {
        BlackHole hole = await BlackHole.OpenAsync(IPAddress.Parse("127.0.0.2"));
        int port = hole.EndPoint.Port;
        using var winner = new RawOrigin(IPAddress.Loopback, port);
        using var files = new TempFolder();
        string hosts = files.Write("hosts", "127.0.0.2 race.example\n127.0.0.1 race.example\n");
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => config with { Resolver = new() { HostsPath = hosts } });
        using RawPeer client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyFixture.Connect($"race.example:{port}") + "mine");
        using RawPeer origin = await winner.AcceptAsync();
        Assert.Equal("mine", await origin.ReadAsync(4));

        // No SYN is sent again: whoever listens there now has no caller when the next one would have come, a second after the first.
        hole.Dispose();
        using var loser = new RawOrigin(IPAddress.Parse("127.0.0.2"), port);
        using (var time = new PeriodicTimer(TimeSpan.FromMilliseconds(1500)))
        {
            await time.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(loser.HasCaller);
    }

    private static Func<ProxyConfig, ProxyConfig> WithTimeouts(Func<TimeoutConfig, TimeoutConfig> change) => config => config with { Timeouts = change(config.Timeouts) };
}
