namespace Penstock.Bench.Peers;

/// <summary>The peers whose configuration is a few lines.</summary>
internal static class OtherPeers
{
    private const string TinyproxyProgram = "/usr/bin/tinyproxy";
    private const string PrivoxyProgram = "/usr/sbin/privoxy";
    private const string HAProxyProgram = "/usr/sbin/haproxy";
    private const string NginxProgram = "/usr/sbin/nginx";
    private const string NginxStream = "/usr/lib/nginx/modules/ngx_stream_module.so";

    public static Peer Tinyproxy { get; } = new("tinyproxy", "tinyproxy", TinyproxyProgram, "tinyproxy", place =>
    [
        TinyproxyProgram, "-d", "-c", place.Write("tinyproxy.conf", $"""
            Port {place.Port}
            Listen 127.0.0.1
            Timeout 600
            MaxClients 20000
            Allow 127.0.0.1
            LogFile "{place.Path("access.log")}"
            LogLevel Connect
            DisableViaHeader Yes

            """),
    ]);

    public static Peer Privoxy { get; } = new("privoxy", "Privoxy", PrivoxyProgram, "privoxy", place =>
    [
        PrivoxyProgram, "--no-daemon", place.Write("config", $"""
            listen-address 127.0.0.1:{place.Port}
            toggle 0
            max-client-connections 9000
            listen-backlog 4096
            keep-alive-timeout 60
            debug 512
            logdir {place.Folder}
            logfile access.log

            """),
    ]);

    /// <summary>Relays to the origin without a CONNECT: a second floor, not a peer.</summary>
    public static Peer HAProxy { get; } = new("haproxy", "HAProxy, layer 4", HAProxyProgram, "haproxy", place =>
    [
        HAProxyProgram, "-db", "-f", place.Write("haproxy.cfg", $"""
            global
              maxconn 6000
              maxpipes 2000
              nbthread {Environment.ProcessorCount}
            defaults
              mode tcp
              timeout connect 5s
              timeout client 600s
              timeout server 600s
              option splice-auto
            listen relay
              bind 127.0.0.1:{place.Port}
              server origin 127.0.0.1:{place.OriginPort}

            """),
    ])
    { IsLayer4 = true, CarriesHttp = false };

    /// <summary>As HAProxy.</summary>
    public static Peer Nginx { get; } = new("nginx", "nginx, layer 4", NginxProgram, "nginx libnginx-mod-stream", place =>
    [
        NginxProgram, "-c", place.Write("nginx.conf", $$"""
            daemon off;
            worker_processes {{Environment.ProcessorCount}};
            pid {{place.Path("nginx.pid")}};
            error_log {{place.Path("error.log")}};
            load_module {{NginxStream}};
            events { worker_connections 19000; }
            stream {
              log_format line '$remote_addr $time_local $bytes_sent';
              access_log {{place.Path("access.log")}} line;
              server {
                listen 127.0.0.1:{{place.Port}} backlog=4096;
                proxy_pass 127.0.0.1:{{place.OriginPort}};
                proxy_timeout 600s;
                tcp_nodelay on;
              }
            }

            """),
    ])
    { IsLayer4 = true, CarriesHttp = false, Module = NginxStream };
}
