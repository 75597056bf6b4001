using System.Globalization;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Clients;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Tls;

/// <summary>What a timeline says of TLS is what tshark says of the same bytes.</summary>
public sealed class TsharkTests
{
    [Theory, BothTransports]
    public async Task Clients_OfManyKinds_AreDescribedAsByTshark(TransportKind transport)
    {
        using var certificates = new TestCertificates();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        nginx.AddRandom("/file", 5000);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using Tshark tshark = await Tshark.StartAsync(nginx.Port);
        var clients = new TlsClients(proxy.EndPoint, nginx.Port, certificates);

        await clients.CurlAsync("-H", "Connection: close", "--http1.1");
        await clients.CurlAsync("--tls-max", "1.2");
        await clients.CurlAsync("--tls-max", "1.2", "--no-alpn");
        await clients.NodeAsync("TLSv1.3");
        await clients.NodeAsync("TLSv1.2");
        await clients.PythonAsync();
        await clients.OpenSslAsync("-noservername");
        await clients.OpenSslAsync("-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305", "-curves", "P-384:P-256");
        await clients.OpenSslAsync("-groups", "P-256:P-384");
        await clients.SslStreamAsync(stream => stream);
        IReadOnlyList<TlsAccount> accounts = await AgreedAsync(proxy, tshark, 10);

        // Agreement of two readers could be that of two that see nothing: these are facts.
        Assert.Equal(["http/1.1", "h2 http/1.1", "", "http/1.1 x-other", "http/1.1 x-other", "", "", "", "", "http/1.1"], accounts.Select(account => account.Alpn));
        Assert.Equal(["TLS 1.3", "TLS 1.2", "TLS 1.2", "TLS 1.3", "TLS 1.2", "TLS 1.3", "TLS 1.3", "TLS 1.2", "TLS 1.3", "TLS 1.3"], accounts.Select(account => account.Version));
        Assert.Equal([null, "h2", null, null, "http/1.1", null, null, null, null, null], accounts.Select(account => account.ChosenAlpn));
        Assert.All(accounts, account => Assert.Equal(account.Version == "TLS 1.2" ? "localhost" : null, account.Subject));
        Assert.All(accounts, account => Assert.Equal(account.Version == "TLS 1.2" ? "localhost 127.0.0.1 ::1" : "", account.Names));
        Assert.Null(accounts[6].ServerName);
        Assert.Equal(("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "secp384r1"), (accounts[7].CipherSuite, accounts[7].Group));
        Assert.Equal((true, "secp384r1"), (accounts[8].IsRetried, accounts[8].Group));
    }

    [Theory, BothTransports]
    public async Task Sessions_ThatGoOn_AreKnown_ByKeyByTicketAndByNumber(TransportKind transport)
    {
        using var certificates = new TestCertificates();
        using var folder = new TempFolder();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        nginx.AddRandom("/file", 500);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using Tshark tshark = await Tshark.StartAsync(nginx.Port);
        var clients = new TlsClients(proxy.EndPoint, nginx.Port, certificates);

        foreach (string[] how in (string[][])[["-tls1_3"], ["-tls1_2"], ["-tls1_2", "-no_ticket"]])
        {
            string session = folder[string.Concat(how)];
            Assert.Contains("\nNew, TLSv1.", (await clients.OpenSslAsync([.. how, "-sess_out", session])).Output, StringComparison.Ordinal);
            Assert.Contains("\nReused, TLSv1.", (await clients.OpenSslAsync([.. how, "-sess_in", session])).Output, StringComparison.Ordinal);
        }

        IReadOnlyList<TlsAccount> accounts = await AgreedAsync(proxy, tshark, 6);
        Assert.Equal([false, true, false, true, false, true], accounts.Select(account => account.IsResumed));
        Assert.Equal([false, true, false, false, false, false], accounts.Select(account => account.HasPsk));
        Assert.Equal([false, false, false, true, false, false], accounts.Select(account => account.HasTicket));
        Assert.Equal([null, null, "localhost", null, "localhost", null], accounts.Select(account => account.Subject));
    }

    [Theory, BothTransports]
    public async Task Refusals_InClear_AreTold(TransportKind transport)
    {
        using var certificates = new TestCertificates();
        using var strangers = new TestCertificates();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using Tshark tshark = await Tshark.StartAsync(nginx.Port);

        // No suite in common: the server says so. An authority that the client does not know: the client does.
        await Command.RunAsync("curl", ["-sS", "--tls-max", "1.2", "--ciphers", "AES128-SHA", "-x", $"http://{proxy.EndPoint}", nginx.Url("/file")], exitCode: 35);
        await Command.RunAsync("curl", ["-sS", "--tls-max", "1.2", "--cacert", strangers.AuthorityFile, "-x", $"http://{proxy.EndPoint}", nginx.Url("/file")], exitCode: 60);

        IReadOnlyList<TlsAccount> accounts = await AgreedAsync(proxy, tshark, 2);
        Assert.Equal(["origin handshake_failure", "client unknown_ca"], accounts.Select(account => account.Alert));
    }

    [Theory, BothTransports]
    public async Task AHello_InManyPacketsAndInManyRecords_IsTheSameHello(TransportKind transport)
    {
        using var certificates = new TestCertificates();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        nginx.AddRandom("/file", 500);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using Tshark tshark = await Tshark.StartAsync(nginx.Port);
        var clients = new TlsClients(proxy.EndPoint, nginx.Port, certificates);

        await clients.SslStreamAsync(stream => stream);
        await clients.SslStreamAsync(stream => HelloCutter.Over(stream, hello => hello.Chunk(7)));
        await clients.SslStreamAsync(stream => HelloCutter.Over(stream, hello => [HelloCutter.InRecords(hello, 1)]));
        await clients.SslStreamAsync(stream => HelloCutter.Over(stream, hello => [HelloCutter.InRecords(hello, 3)]));
        await clients.SslStreamAsync(stream => HelloCutter.Over(stream, hello => [HelloCutter.InRecords(hello, 200)]));

        // Both at once: records of a few bytes, in packets of a few others.
        await clients.SslStreamAsync(stream => HelloCutter.Over(stream, hello => HelloCutter.InRecords(hello, 5).Chunk(7)));

        IReadOnlyList<TlsAccount> accounts = await AgreedAsync(proxy, tshark, 6);
        Assert.NotNull(accounts[0].Ja4);
        Assert.All(accounts, account => Assert.Equal(accounts[0] with { Records = null }, account with { Records = null }));
        int[] records = [.. accounts.Select(account => int.Parse(account.Records!.Split(' ')[0], CultureInfo.InvariantCulture))];
        Assert.True(records[1] == records[0] && records[2] > 150 && records[3] > 50 && records[4] > records[0] && records[5] > 30, string.Join(' ', records));
    }

    [Theory, BothTransports]
    public async Task Chromium_SendsGreaseAndAPostQuantumKey_AndIsDescribedAsByTshark(TransportKind transport)
    {
        using var certificates = new TestCertificates();
        using var home = new TempFolder();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        await File.WriteAllTextAsync(nginx.File("/page.html"), "<!doctype html><p>served</p>", TestContext.Current.CancellationToken);
        await Chromium.TrustAsync(home, certificates.AuthorityFile);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using Tshark tshark = await Tshark.StartAsync(nginx.Port);

        CommandResult shown = await Chromium.LoadAsync($"http://{proxy.EndPoint}", home, nginx.Url("/page.html"));
        Assert.Contains("<p>served</p>", shown.Output, StringComparison.Ordinal);

        // It opens as many connections as it likes, and to whom it likes; it does not wait for the last bytes of any.
        IReadOnlyList<TsharkConnection> connections = await tshark.StopAsync();
        List<TlsAccount> told = [];
        while (told.Count < connections.Count)
        {
            if (await proxy.EndedAsync() is { Host: "localhost" } ended && ended.Port == nginx.Port)
            {
                told.Add(TlsAccount.Of(ended, withRecords: false));
            }
        }

        Assert.NotEmpty(told);
        Assert.Equal(
            connections.Select(connection => connection.Account(withRecords: false).ToString()).Order(StringComparer.Ordinal), told.Select(account => account.ToString()).Order(StringComparer.Ordinal));
        Assert.All(told, account => Assert.Equal(("localhost", "h2 http/1.1", true, true, "TLS 1.3"), (account.ServerName, account.Alpn, account.HasEch, account.HasPostQuantum, account.Version)));
    }

    [Theory, BothTransports]
    public async Task Smtp_ThatTurnsToTls_IsSeenAsBoth(TransportKind transport)
    {
        using var certificates = new TestCertificates();
        await using var smtp = new SmtpServer(certificates.Server);
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport);
        await using Tshark tshark = await Tshark.StartAsync(smtp.Port, "smtp");

        await Command.RunAsync(
            "curl",
            [
                "-sS", "--ssl-reqd", "--cacert", certificates.AuthorityFile, "-p", "-x", $"http://{proxy.EndPoint}", "--mail-from", "a@one.test", "--mail-rcpt", "b@two.test", "-T", "-",
                $"smtp://localhost:{smtp.Port}/client.test",
            ],
            input: "Subject: hidden\r\n\r\nthe text\r\n");
        Assert.Contains("the text", smtp.Message, StringComparison.Ordinal);

        RequestTimeline ended = await proxy.EndedAsync();
        TlsAccount told = TlsAccount.Of(ended, withRecords: false);
        Assert.Equal(Assert.Single(await tshark.StopAsync()).Account(withRecords: false), told);
        Assert.Equal(("localhost", "TLS 1.3"), (told.ServerName, told.Version));
        Assert.Equal(("smtp", "SMTP · TLS 1.3", SmtpServer.Greeting), (ended.Protocol, ended.Summary, ended.Banner));
        Assert.DoesNotContain("two.test", string.Join(' ', [.. ended.Saw, .. ended.CouldNotSee]), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<TlsAccount>> AgreedAsync(ProxyFixture proxy, Tshark tshark, int count)
    {
        var ended = new List<RequestTimeline>();
        while (ended.Count < count)
        {
            ended.Add(await proxy.EndedAsync());
        }

        // As tshark has them, by their beginnings: one that has ended may be accounted for when the next has, too.
        List<TlsAccount> told = [.. ended.OrderBy(request => request.StartedAt).Select(request => TlsAccount.Of(request, withRecords: true))];
        Assert.Equal((await tshark.StopAsync()).Select(connection => connection.Account(withRecords: true)), told);
        return told;
    }
}
