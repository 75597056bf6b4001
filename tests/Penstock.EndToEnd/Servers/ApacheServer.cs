using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>Apache itself, serving a folder. It does not serve as root: where root runs it, its workers are www-data, as its package has it.</summary>
internal sealed class ApacheServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private ApacheServer(TempFolder folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
    }

    public int Port => _process.Port;

    public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    public static async Task<ApacheServer> StartAsync(string site)
    {
        var folder = new TempFolder();
        int port = FreePort.Take();
        folder.Write("apache2.conf", $"""
            ServerName localhost
            ServerRoot {folder.Path}
            DefaultRuntimeDir {folder.Path}
            PidFile {folder["apache2.pid"]}
            Listen 127.0.0.1:{port}
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            {(Environment.UserName == "root" ? "User www-data\nGroup www-data" : "")}
            ErrorLog /dev/stderr
            KeepAlive On
            MaxKeepAliveRequests 0
            DocumentRoot {site}
            <Directory />
                Require all granted
            </Directory>

            """);
        await Command.RunAsync("chmod", ["go+rx", folder.Path, site]);
        var server = new ApacheServer(folder, new ServerProcess(port, new ChildProcess(RealTool.Find("apache2"), ["-DFOREGROUND", "-f", folder["apache2.conf"]])));
        await server._process.StartedAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
