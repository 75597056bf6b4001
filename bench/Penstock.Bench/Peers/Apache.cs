namespace Penstock.Bench.Peers;

/// <summary>Apache with its event MPM and room for all connections.</summary>
internal static class Apache
{
    private const string Program = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";
    private static readonly string[] s_modules = ["mpm_event", "proxy", "proxy_http", "proxy_connect", "authz_core", "authz_host"];

    public static Peer Peer { get; } = new("apache", "Apache", Program, "apache2-bin", Prepare) { Module = $"{Modules}/mod_proxy_connect.so" };

    private static string[] Prepare(PeerPlace place) =>
    [
        Program, "-d", place.Folder, "-DFOREGROUND", "-f", place.Write("httpd.conf", $"""
            ServerRoot {place.Folder}
            ServerName localhost
            PidFile {place.Path("httpd.pid")}
            Mutex posixsem
            User www-data
            Group www-data
            {string.Join('\n', s_modules.Select(module => $"LoadModule {module}_module {Modules}/mod_{module}.so"))}
            Listen 127.0.0.1:{place.Port}
            ThreadLimit 512
            ServerLimit 24
            ThreadsPerChild 512
            MaxRequestWorkers 12288
            ListenBacklog 4096
            KeepAlive On
            MaxKeepAliveRequests 0
            LogFormat "%h %l %u %t \"%r\" %>s %b" common
            CustomLog {place.Path("access.log")} common
            ErrorLog {place.Path("error.log")}
            ProxyRequests On
            ProxyVia Off
            ProxyTimeout 30
            AllowCONNECT 1-65535
            <Proxy "*">
              Require ip 127.0.0.1
            </Proxy>

            """),
    ];
}
