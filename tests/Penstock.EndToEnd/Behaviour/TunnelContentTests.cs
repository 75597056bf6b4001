using System.Net.Security;
using System.Security.Authentication;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What a timeline says of what a tunnel carries.</summary>
public sealed class TunnelContentTests
{
    [Theory, BothTransports]
    public async Task Https_ShowsBothHellos_AndHidesTheRest(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var origin = new HttpsOrigin();
        origin.Add("/secret-path", "hello"u8.ToArray(), "text/plain");
        await Command.RunAsync("curl", ["-sS", "--cacert", origin.AuthorityFile, "-x", $"http://{proxy.EndPoint}", origin.Url("/secret-path")]);

        RequestTimeline ended = await proxy.EndedAsync();
        TlsFacts tls = Assert.IsType<TlsFacts>(ended.Tls);
        Assert.Equal(("tls", "localhost", "TLS 1.3"), (ended.Protocol, tls.ServerName, tls.Version));
        Assert.Equal("TLS 1.3 · offers h2, http/1.1", ended.Summary);
        Assert.Equal(["h2", "http/1.1"], tls.AlpnOffered);
        Assert.StartsWith("t13d", tls.Ja4, StringComparison.Ordinal);
        Assert.True(tls.Certificate is null && tls.Group is not null && tls.Problem is null);
        Assert.InRange(ended.At(TimelineStage.ClientHello)!.Value, ended.At(TimelineStage.FirstByteUp)!.Value, ended.At(TimelineStage.ServerHello)!.Value);
        Assert.True(ended.TlsRecordsAreExact && ended.TlsRecordsUp > 2 && ended.TlsRecordsDown > 2, $"{ended.TlsRecordsUp} {ended.TlsRecordsDown}");
        Assert.Contains(ended.Saw, sentence => sentence.Contains("it wants localhost, offers h2 or http/1.1", StringComparison.Ordinal));
        Assert.Contains(ended.CouldNotSee, sentence => sentence.StartsWith("The server's certificate", StringComparison.Ordinal));
        Assert.DoesNotContain("secret-path", string.Join(' ', ended.Saw), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Tls12_ShowsTheCertificateToo(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var origin = new HttpsOrigin();
        origin.Add("/", "hello"u8.ToArray(), "text/plain");
        await Command.RunAsync("curl", ["-sS", "--tls-max", "1.2", "--cacert", origin.AuthorityFile, "-x", $"http://{proxy.EndPoint}", origin.Url("/")]);

        RequestTimeline ended = await proxy.EndedAsync();
        TlsFacts tls = Assert.IsType<TlsFacts>(ended.Tls);
        Assert.Equal(("TLS 1.2", false), (tls.Version, tls.IsResumed));
        Assert.Equal(["localhost", "127.0.0.1", "::1"], tls.Certificate!.Names);
        Assert.Contains(ended.Saw, sentence => sentence.StartsWith("The server's certificate, which TLS 1.2 sends in clear", StringComparison.Ordinal));
        Assert.DoesNotContain(ended.CouldNotSee, sentence => sentence.StartsWith("The server's certificate", StringComparison.Ordinal));
    }

    [Theory, BothTransports]
    public async Task AHelloInPieces_IsUnderstood_AndPassesUnchanged(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var origin = new HttpsOrigin();
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync((System.Net.IPEndPoint)proxy.EndPoint, $"localhost:{origin.Port}", TestContext.Current.CancellationToken);
        await using var pieces = new RecutStream(tunnel.Stream, bytes => bytes.Chunk(7));
        await using (var tls = new SslStream(pieces, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Issuer == origin.Authority.Subject))
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "pieces.test", EnabledSslProtocols = SslProtocols.Tls13, ApplicationProtocols = [new("x-test")] }, TestContext.Current.CancellationToken);
        }

        tunnel.Dispose();
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal(("pieces.test", "TLS 1.3"), (ended.Tls!.ServerName, ended.Tls.Version));
        Assert.Equal(["x-test"], ended.Tls.AlpnOffered);
    }

    [Theory, BothTransports]
    public async Task ALargeTransfer_IsSplicedAllTheSame_AndItsRecordsAreTheLeastThereWere(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var origin = new HttpsOrigin();
        origin.Add("/big", Content.Random(32 * 1024 * 1024), "application/octet-stream");
        await Command.RunAsync("curl", ["-sS", "-o", "/dev/null", "--cacert", origin.AuthorityFile, "-x", $"http://{proxy.EndPoint}", origin.Url("/big")]);

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal("localhost", ended.Tls!.ServerName);
        bool isSpliced = proxy.Proxy.Statistics.BytesSpliced > 0;
        Assert.Equal((transport == TransportKind.Epoll, !isSpliced), (isSpliced, ended.TlsRecordsAreExact));
    }

    [Theory, BothTransports]
    public async Task Redis_IsRecognised(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using ServerProcess redis = await RedisServer.StartAsync();
        await using var local = new TunnelForwarder((System.Net.IPEndPoint)proxy.EndPoint, $"127.0.0.1:{redis.Port}");
        await Command.RunAsync("redis-cli", ["-p", $"{local.Port}", "PING"]);

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.True(ended is { Protocol: "redis", Summary: "Redis" }, string.Join(" / ", ended.Saw));
    }

    [Theory, BothTransports]
    public async Task Ssh_IsRecognised_AndItsUserIsNot(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using SshServer server = await SshServer.StartAsync();
        await Command.RunAsync(
            "ssh", ["-q", .. server.ClientOptions, "-o", $"ProxyCommand={RealTool.Find("nc")} -X connect -x {proxy.EndPoint} %h %p", "-p", $"{server.Port}", $"{Environment.UserName}@127.0.0.1", "true"]);

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal(("ssh", "SSH", null), (ended.Protocol, ended.Summary, ended.Tls));
        Assert.StartsWith("SSH-2.0-OpenSSH_", ended.Banner, StringComparison.Ordinal);
        Assert.Contains(ended.Saw, sentence => sentence.StartsWith("The client's first line, in clear: SSH-2.0-OpenSSH_", StringComparison.Ordinal));
        Assert.StartsWith("The user, the commands, the files: SSH encrypts them", ended.CouldNotSee[0], StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task SmtpInClear_IsRecognised_AndItsMailIsNotKept(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using var server = new SmtpServer();
        await Command.RunAsync(
            "curl",
            ["-sS", "-p", "-x", $"http://{proxy.EndPoint}", "--mail-from", "a@one.test", "--mail-rcpt", "b@two.test", "-T", "-", $"smtp://localhost:{server.Port}/client.test"],
            input: "Subject: greeting\r\n\r\nthe text\r\n");

        RequestTimeline ended = await proxy.EndedAsync();
        Assert.Equal(("smtp", "SMTP", SmtpServer.Greeting, null), (ended.Protocol, ended.Summary, ended.Banner, ended.Tls));
        Assert.DoesNotContain("one.test", string.Join(' ', ended.Saw), StringComparison.Ordinal);
        Assert.StartsWith("The rest: it began in clear", Assert.Single(ended.CouldNotSee), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task AServerThatSpeaksFirst_IsKnownByItsGreeting(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        await origin.SendAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        await client.ReadAsync(20);
        client.Reset();
        await origin.ReadEndingAsync();

        Assert.Equal(("ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2"), await proxy.EndedAsync() is var ended ? (ended.Protocol, ended.Banner) : default);
    }

    [Theory, BothTransports]
    public async Task Garbage_IsNothing_AndPassesAsItIs(TransportKind transport)
    {
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        using var listener = new RawOrigin();
        (RawPeer client, RawPeer origin) = await proxy.OpenTunnelAsync(listener);
        byte[] garbage = Content.Random(100_000);
        garbage[0] = 0;
        Task<byte[]> received = origin.ReadBytesAsync(garbage.Length);
        await client.SendAsync(garbage);

        Assert.Equal(garbage, await received);
        client.Reset();
        await origin.ReadEndingAsync();
        RequestTimeline ended = await proxy.EndedAsync();
        Assert.True(ended.Protocol is null && ended.Tls is null && ended.Summary is null && ended.Banner is null);
        Assert.StartsWith("What it was: I did not know", Assert.Single(ended.CouldNotSee), StringComparison.Ordinal);
    }
}
