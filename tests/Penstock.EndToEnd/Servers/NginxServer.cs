using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>nginx itself, serving a folder of its own: ranges, compression, uploads by PUT; or over TLS, with HTTP/2.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;
    private readonly bool _isTls;

    private NginxServer(TempFolder folder, ServerProcess process, bool isTls)
    {
        _folder = folder;
        _process = process;
        _isTls = isTls;
    }

    public int Port => _process.Port;

    public string Url(string path) => _isTls ? $"https://localhost:{Port}{path}" : $"http://127.0.0.1:{Port}{path}";

    /// <summary>The file that stands behind a path.</summary>
    public string File(string path) => _folder[$"site{path}"];

    /// <summary>Makes a file of random bytes and returns its hash.</summary>
    public string AddRandom(string path, int length) => _folder.WriteRandom($"site{path}", length);

    /// <param name="certificates">With whose it speaks TLS; null for none.</param>
    public static async Task<NginxServer> StartAsync(TestCertificates? certificates = null)
    {
        var folder = new TempFolder();
        int port = FreePort.Take();
        Directory.CreateDirectory(folder["site"]);
        string options = certificates is null ? "" : " ssl http2";
        folder.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            pid {{folder["nginx.pid"]}};
            error_log stderr;
            events { }
            http {
                access_log off;
                default_type application/octet-stream;
                types { text/html html; text/plain txt; }
                client_body_temp_path {{folder["body"]}};
                proxy_temp_path {{folder["proxy"]}};
                fastcgi_temp_path {{folder["fastcgi"]}};
                uwsgi_temp_path {{folder["uwsgi"]}};
                scgi_temp_path {{folder["scgi"]}};
                client_max_body_size 0;
                sendfile on;
                # Compressed as it is sent, so chunked; and for requests with a Via too, which it does not do by itself.
                gzip on;
                gzip_types text/plain;
                gzip_proxied any;
                server {
                    listen 127.0.0.1:{{port}}{{options}};
                    {{(Socket.OSSupportsIPv6 ? $"listen [::1]:{port}{options};" : "")}}
                    {{TlsSettings(certificates)}}
                    root {{folder["site"]}};
                    dav_methods PUT;
                    location /at-most-1k {
                        client_max_body_size 1k;
                    }
                }
            }

            """);
        // -e: where it writes before it has read what its configuration says.
        string[] arguments = ["-p", folder.Path, "-e", "stderr", "-c", folder["nginx.conf"]];
        var server = new NginxServer(folder, new ServerProcess(port, new ChildProcess(RealTool.Find("nginx"), arguments)), certificates is not null);
        await server._process.StartedAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    // A cache, so that sessions go on by their number as well as by tickets; two groups, so that a client that begins with a third one is asked again.
    private static string TlsSettings(TestCertificates? certificates) => certificates is null ? "" : $"""
        ssl_certificate {certificates.ServerFile};
                    ssl_certificate_key {certificates.ServerKeyFile};
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache shared:tls:1m;
                    ssl_ecdh_curve X25519:secp384r1;
        """;
}
