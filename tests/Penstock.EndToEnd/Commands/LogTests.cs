using System.Net.Sockets;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

public sealed partial class LogTests
{
    private static readonly string s_said = $"{SmtpServer.Greeting}\r\n221 bye\r\n";

    // Record and handshake heads as RFC 8446, 4 and 5.1, have them; the rest of a ClientHello does not matter to who does not speak TLS.
    private static readonly byte[] ClientHello = [0x16, 0x03, 0x01, 0x00, 0xC8, 0x01, 0x00, 0x00, 0xC4, 0x03, 0x03, .. new byte[194]];

    [Theory, BothTransports]
    public async Task AccessLog_HasOneLineForATunnel_InApachesCommonFormat(string transport)
    {
        await using var server = new SmtpServer();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        await TalkAsync(penstock, server);
        await penstock.StopAsync();

        Match line = CommonFormat().Match(Assert.Single(penstock.AccessLog()));
        Assert.True(line.Success, penstock.AccessLog()[0]);
        Assert.Equal($"CONNECT 127.0.0.1:{server.Port} HTTP/1.1", line.Groups["request"].Value);
        Assert.Equal(s_said.Length, int.Parse(line.Groups["bytes"].Value));
    }

    [Theory, BothTransports]
    public async Task AccessLog_OnStandardOutput_HasNothingBesideIt(string transport)
    {
        await using var server = new SmtpServer();
        await using ChildProcess penstock = PenstockCommand.Start(
            ["--admin", "off", "--listen", "127.0.0.1:0", "--access-log", "-"], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => Listening().IsMatch(penstock.Error), "the banner is on standard error");

        using (ClientTunnel tunnel = await ClientTunnel.OpenAsync(
            System.Net.IPEndPoint.Parse(Listening().Match(penstock.Error).Groups[1].Value), $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken))
        {
        }

        penstock.Send(Signal.Terminate);
        Assert.True(await penstock.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Matches(CommonFormat(), penstock.Output.TrimEnd('\n'));
    }

    [Theory, BothTransports]
    public async Task Usr1_AfterTheAccessLogWasRenamed_BeginsANewOne(string transport)
    {
        await using var server = new SmtpServer();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        await TalkAsync(penstock, server);
        await Eventually.TrueAsync(() => penstock.AccessLog().Length == 1, "the first tunnel is in the log");

        string rotated = penstock.AccessLogPath + ".1";
        File.Move(penstock.AccessLogPath, rotated);
        penstock.Send(Signal.User1);
        await Eventually.TrueAsync(() => File.Exists(penstock.AccessLogPath), "there is a new access log");
        await TalkAsync(penstock, server);
        await penstock.StopAsync();

        Assert.Single(penstock.AccessLog());
        Assert.Single(await File.ReadAllLinesAsync(rotated, TestContext.Current.CancellationToken));
    }

    [Theory, BothTransports]
    public async Task Verbose_ShowsATunnelInOneLine_AsItCloses(string transport)
    {
        await using var server = new SmtpServer();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["-v"]);

        await TalkAsync(penstock, server);
        await penstock.StopAsync();

        Assert.Matches($@"(?m)^[0-9:]{{8}}  CONNECT 127\.0\.0\.1:{server.Port} → 127\.0\.0\.1  ↑ 6 B  ↓ {s_said.Length} B  [0-9.]+ s  server closed$", penstock.Error);
    }

    [Theory, BothTransports]
    public async Task TlsOnThePlainPort_IsToldInASentence_AndClosedCleanly(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var client = new TcpClient();
        await client.ConnectAsync(penstock.EndPoint, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();

        await stream.WriteAsync(ClientHello, TestContext.Current.CancellationToken);

        // An end, with nothing before it, and not a reset, which would throw.
        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        client.Close();
        await penstock.StopAsync();
        Assert.Contains("TLS", penstock.Error, StringComparison.Ordinal);
        Assert.Contains("http://, not https://", penstock.Error, StringComparison.Ordinal);
        Assert.Contains(penstock.EndPoint.ToString(), penstock.Error, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Curl_ToldThatTheProxyIsHttps_FailsAtOnce_AndTheLogSaysWhy(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        // 35: the TLS handshake did not succeed (curl(1)).
        await Command.RunAsync("curl", ["-q", "-sS", "--max-time", "20", "--proxy", $"https://{penstock.EndPoint}", "https://localhost:1/"], exitCode: 35);

        await penstock.StopAsync();
        Assert.Contains("http://, not https://", penstock.Error, StringComparison.Ordinal);
    }

    private static async Task TalkAsync(PenstockProcess penstock, SmtpServer server)
    {
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tunnel.Stream);
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        await tunnel.Stream.WriteAsync("QUIT\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    // %h %l %u %t "%r" %>s %b
    [GeneratedRegex(@"^127\.0\.0\.1 - - \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}\] ""(?<request>[^""]*)"" 200 (?<bytes>[0-9]+|-)\z")]
    private static partial Regex CommonFormat();

    [GeneratedRegex(@"listening +http://(\S+)\s")]
    private static partial Regex Listening();
}
