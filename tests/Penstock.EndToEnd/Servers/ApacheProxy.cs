using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>Apache as a forward proxy with an access log, and beside it, on a port of its own, a site to ask for.</summary>
internal sealed class ApacheProxy : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private ApacheProxy(TempFolder folder, ServerProcess process, int originPort)
    {
        _folder = folder;
        _process = process;
        OriginPort = originPort;
    }

    public int ProxyPort => _process.Port;

    public int OriginPort { get; }

    public static async Task<ApacheProxy> StartAsync(string site, string logFormat)
    {
        var folder = new TempFolder();
        int port = FreePort.Take();
        int originPort = FreePort.Take();
        string modules = string.Concat(
            new[] { "mpm_event", "authz_core", "dir", "proxy", "proxy_http", "proxy_connect" }.Select(name => $"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
        folder.Write("apache2.conf", $"""
            ServerName localhost
            ServerRoot {folder.Path}
            DefaultRuntimeDir {folder.Path}
            PidFile {folder["apache2.pid"]}
            Listen 127.0.0.1:{port}
            Listen 127.0.0.1:{originPort}
            {modules}
            {(Environment.UserName == "root" ? "User www-data\nGroup www-data" : "")}
            ErrorLog /dev/stderr
            DocumentRoot {site}
            <Directory />
                Require all granted
            </Directory>
            <VirtualHost 127.0.0.1:{port}>
                ProxyRequests On
                AllowCONNECT {originPort}
                LogFormat "{logFormat.Replace("\"", "\\\"", StringComparison.Ordinal)}" compared
                CustomLog {folder["access.log"]} compared
            </VirtualHost>

            """);
        await Command.RunAsync("chmod", ["go+rx", folder.Path, Path.GetDirectoryName(site)!, site]);
        var server = new ApacheProxy(folder, new ServerProcess(port, new ChildProcess(RealTool.Find("apache2"), ["-DFOREGROUND", "-f", folder["apache2.conf"]])), originPort);
        await server._process.StartedAsync();
        return server;
    }

    /// <summary>Its log, once it has so many lines.</summary>
    public async Task<string[]> ReadLogAsync(int count)
    {
        string[] lines = [];
        await Eventually.TrueAsync(() => (lines = File.ReadAllLines(_folder["access.log"])).Length >= count, $"Apache's log has {count} lines");
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
