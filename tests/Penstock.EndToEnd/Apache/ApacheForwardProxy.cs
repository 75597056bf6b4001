using System.Globalization;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Apache;

/// <summary>Apache as a forward proxy for clients from 127.0.0.1, as the configurations have it that are met most; with sections for some URLs.</summary>
internal sealed class ApacheForwardProxy : IAsyncDisposable
{
    private static readonly string[] s_modules = ["mpm_event", "authn_core", "authz_core", "authz_host", "access_compat", "proxy", "proxy_http", "proxy_connect", "reqtimeout", "dir", "autoindex"];

    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private ApacheForwardProxy(TempFolder folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
    }

    public int Port => _process.Port;

    /// <summary>The configuration that it runs by.</summary>
    public string ConfigPath => _folder["apache2.conf"];

    /// <param name="connectPorts">AllowCONNECT.</param>
    /// <param name="via">ProxyVia.</param>
    public static async Task<ApacheForwardProxy> StartAsync(IReadOnlyList<int> connectPorts, string via)
    {
        var folder = new TempFolder();
        int port = FreePort.Take();
        string ports = string.Join(' ', connectPorts.Select(p => p.ToString(CultureInfo.InvariantCulture)));
        Directory.CreateDirectory(folder["site/folder"]);
        folder.Write("site/index.html", "hello");
        folder.Write("site/.htpasswd", "secret");
        folder.Write("apache2.conf", $"""
            ServerName localhost
            ServerRoot {folder.Path}
            DefaultRuntimeDir {folder.Path}
            PidFile {folder["apache2.pid"]}
            Listen 127.0.0.1:{port}
            {string.Concat(s_modules.Select(name => $"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))}
            {(Environment.UserName == "root" ? "User www-data\nGroup www-data" : "")}
            ErrorLog /dev/stderr
            DocumentRoot {folder["site"]}
            <Files ".ht*">
                Require all denied
            </Files>
            RequestReadTimeout header=1 body=1
            <VirtualHost *:{port}>
                ProxyRequests On
                ProxyVia {via}
                ProxyTimeout 1
                AllowCONNECT {ports}
                ProxyBlock 127.0.0.9
                <Proxy *>
                    Order deny,allow
                    Deny from all
                    Allow from 127.0.0.1
                </Proxy>
                <Proxy "http://localhost:*/shut/*">
                    Deny from all
                </Proxy>
                <Proxy "http://*/closed/*">
                    Deny from all
                </Proxy>
                <Proxy "http://localhost:*/closed/open">
                    Order deny,allow
                    Deny from all
                    Allow from 127.0.0.1
                </Proxy>
            </VirtualHost>

            """);
        await Command.RunAsync("chmod", ["go+rx", folder.Path]);
        var server = new ApacheForwardProxy(folder, new ServerProcess(port, new ChildProcess(RealTool.Find("apache2"), ["-DFOREGROUND", "-f", folder["apache2.conf"]])));
        await server._process.StartedAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
