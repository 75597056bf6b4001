using System.Net;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Apache;

/// <summary>The configuration file of an Apache, run as it is.</summary>
public sealed class ApacheFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory, BothTransports]
    public async Task FileOfAnApache_RunsUnchanged(string transport)
    {
        await using var origin = new HttpsOrigin();
        origin.AddRandom("/x", 1000);
        int port = FreePort.Take();
        Write(port, _folder["site"], $"AllowCONNECT {origin.Port}");
        await using ChildProcess penstock = Start(transport);
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop  ", StringComparison.Ordinal), "it said that it runs");

        CommandResult curl = await Command.RunAsync("curl", ["-q", "-v", "-s", "-o", "/dev/null", "--cacert", origin.AuthorityFile, "-x", $"localhost:{port}", origin.Url("/x")]);
        string[] lines = [.. curl.Error.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith("> ", StringComparison.Ordinal) || line.StartsWith("< ", StringComparison.Ordinal))];
        Assert.Equal(
            [$"> CONNECT localhost:{origin.Port} HTTP/1.1", $"> Host: localhost:{origin.Port}", lines[2], "> Proxy-Connection: Keep-Alive", "> ", "< HTTP/1.0 200 Connection Established", $"< Proxy-agent: {ProductInfo.NameAndVersion}", "< "],
            lines[..8]);
        Assert.Contains("SSL certificate verify ok", curl.Error, StringComparison.Ordinal);

        string[] asked = ["-q", "-s", "-w", "%{http_code}", "-o", "/dev/null"];
        Assert.Equal("200", (await Command.RunAsync("curl", [.. asked, $"http://127.0.0.1:{port}/"])).Output);
        Assert.Equal("403", (await Command.RunAsync("curl", [.. asked, "--interface", "127.0.0.2", "-x", $"127.0.0.1:{port}", "http://127.0.0.1:1/"])).Output);
        Assert.Equal("503", (await Command.RunAsync("curl", [.. asked, "-x", $"127.0.0.1:{port}", "http://127.0.0.1:1/"])).Output);

        penstock.Send(Signal.Terminate);
        Assert.True(await penstock.WaitForExitAsync(RawLimit));
        string[] log = File.ReadAllLines(_folder["logs/test.com-access.log"]);
        Assert.Equal(4, log.Length);
        Assert.Matches($"""^127\.0\.0\.1 - - \[.*\] "CONNECT localhost:{origin.Port} HTTP/1\.1" 200 -$""", log[0]);
        Assert.Contains("[client 127.0.0.2] AH01797: client denied by server configuration: proxy:http://127.0.0.1:1/\n", File.ReadAllText(_folder["logs/test.com-error.log"]), StringComparison.Ordinal);
    }

    // localhost is in the hosts file, .invalid nowhere (RFC 6761, section 6.4).
    [Fact]
    public async Task AddressesOfWhatIsBlocked_AreRefusedToo_AndANameWithoutAnyIsAWarning()
    {
        int port = FreePort.Take();
        Write(port, _folder["site"], "ProxyBlock localhost nosuch.invalid");
        await using ChildProcess penstock = Start("sockets");
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop  ", StringComparison.Ordinal), "it said that it runs");

        string[] asked = ["-q", "-s", "-w", "%{http_code}", "-o", "/dev/null", "-x", $"127.0.0.1:{port}"];
        Assert.Equal("403", (await Command.RunAsync("curl", [.. asked, "http://127.0.0.1:1/"])).Output);
        Assert.Equal("503", (await Command.RunAsync("curl", [.. asked, "http://127.0.0.2:1/"])).Output);
        Assert.Contains("httpd.conf:22: warning: ProxyBlock localhost nosuch.invalid: nosuch.invalid has no address now, and is refused by name alone\n", penstock.Error, StringComparison.Ordinal);

        penstock.Send(Signal.Terminate);
        Assert.True(await penstock.WaitForExitAsync(RawLimit));
        Assert.Contains("[client 127.0.0.1] AH00898: Connect to remote machine blocked returned by http://127.0.0.1:1/\n", File.ReadAllText(_folder["logs/test.com-error.log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderOfWindows_ThatIsNotHere_IsAClearMistake()
    {
        Write(FreePort.Take(), "E:/test", "");
        CommandResult refused = await PenstockCommand.RunAsync(["run", "--apache", _folder["httpd.conf"]], exitCode: 64);

        Assert.Contains("httpd.conf:3: DocumentRoot \"E:/test\": there is no such folder here; it is a path of Windows", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Translation_IsAFileThatCanBeUsed()
    {
        Write(FreePort.Take(), _folder["site"], "");
        CommandResult imported = await PenstockCommand.RunAsync(["import", "apache", _folder["httpd.conf"], "-o", _folder["penstock.yaml"]]);

        Assert.Contains("httpd.conf:16: ProxyTimeout 10: translated: timeouts.connect", imported.Error, StringComparison.Ordinal);
        Assert.EndsWith("penstock.yaml: no problems.\n", (await PenstockCommand.RunAsync(["check", _folder["penstock.yaml"]])).Output, StringComparison.Ordinal);
        await PenstockCommand.RunAsync(["import", "apache", _folder["httpd.conf"], "-o", _folder["penstock.yaml"]], exitCode: 64);
    }

    public void Dispose() => _folder.Dispose();

    private static readonly TimeSpan RawLimit = TimeSpan.FromSeconds(20);

    private ChildProcess Start(string transport) =>
        PenstockCommand.Start(["run", "--admin", "off", "--apache", _folder["httpd.conf"]], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });

    private void Write(int port, string root, string more)
    {
        Directory.CreateDirectory(_folder["site"]);
        Directory.CreateDirectory(_folder["logs"]);
        File.WriteAllText(Path.Combine(_folder["site"], "index.html"), "hello");
        _folder.Write("httpd.conf", $"""
            <VirtualHost *:{port}>
                ServerAdmin admin@test.com
                DocumentRoot "{root}"
                ServerName www.test.com
                ServerAlias test.com
                ErrorLog "logs/test.com-error.log"
                CustomLog "logs/test.com-access.log" common
                <Directory "{root}">
                    Options FollowSymLinks
                    AllowOverride All
                    Order allow,deny
                    Allow from all
                </Directory>
                ProxyRequests On
                ProxyVia Off
                ProxyTimeout 10
                <Proxy *>
                    Order deny,allow
                    Deny from all
                    Allow from 127.0.0.1
                </Proxy>
                {more}
            </VirtualHost>

            """);
    }
}
