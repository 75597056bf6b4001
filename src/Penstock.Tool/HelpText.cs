namespace Penstock.Tool;

/// <summary>What <c>penstock --help</c> prints.</summary>
internal static class HelpText
{
    public static readonly string Full = $"""
        penstock {ProductInfo.Version} · forward proxy

        Takes CONNECT from its clients and relays what passes, byte for byte: it never decrypts.
        Plain http:// requests are read strictly and passed on.

        Usage:
          penstock [run] [options]
          penstock check [FILE] [--strict]
          penstock import apache httpd.conf [-o penstock.yaml]
          penstock hash-password [USER] [--cost N] < password
          penstock explain [--client IP] CONNECT host:443 | GET http://host/
          penstock watch [URL | unix:/path] [--token-file FILE] [--plain]
                                    what a running proxy does, live, by its admin endpoint (default http://127.0.0.1:8089)
          penstock teach https://host/ | http://host/ | host:port
                        [--insecure] [--cacert FILE] [--method METHOD] [--http1.1] [--config FILE] [--json]
                                    make one request through a proxy, and be told what happens on the way

        Configuration:
          --config FILE             what it is told by; options on the command line win over it
                                    (default: penstock.yaml here, in ~/.config/penstock or in /etc/penstock, if there is one)
          --no-config               look for no file
          --apache FILE             run by Apache's httpd.conf, as it is
          -D, --define NAME[=VALUE] for its IfDefine and variables; may be given several times

        Who and where:
          --listen ADDR:PORT        where to listen; may be given several times (default 127.0.0.1:8088)
                                    also [::1]:8088, :8088 for every address of this machine, unix:/path
          --allow CIDR              who may use it; may be given several times (default: this machine only)
                                    needed to listen where other machines can reach it

        Time limits (as 250ms, 10s, 5m, 2h; a number alone is seconds):
          --connect-timeout TIME    to connect to an origin (default 10s)
          --idle-timeout TIME       for a tunnel that passes nothing (default 10m)
          --head-timeout TIME       for a client to send its request (default 30s)
          --keep-alive-timeout TIME for a client's next request (default 60s)
          --response-timeout TIME   for an origin to begin its response to a plain request (default 5m)
          --body-timeout TIME       for a plain body that passes nothing (default 60s)
          --origin-idle TIME        to keep a connection to an origin for the next request (default 15s; 0 keeps none)
          --drain TIME              for open tunnels to finish when stopping (default 10s)

        Names:
          --resolver ADDR[,ADDR]    the name servers to ask (default: those of /etc/resolv.conf)
                                    or "system", to ask the operating system
          --resolve-timeout TIME    for one look-up (default 10s)
          --resolution-delay TIME   for IPv6 addresses to come after IPv4 ones (default 50ms)
          --attempt-delay TIME      before the next address is tried beside the last (default 250ms)

        Plain HTTP:
          --via on|full|off|block   name this proxy in Via, with its version, not at all, or remove the field (default on)
          --via-name NAME           the name in Via (default: penstock- and eight random digits)
          --forwarded off|forwarded|x-forwarded-for
                                    tell origins the client's address in that field (default off)

        Logs:
          --access-log PATH|-       one line a request, when it ends, in Apache's common format (- is standard output)
          --error-log PATH|-        what went wrong (default: standard error)
          -v, --verbose             show each tunnel and request on standard error as it ends
          --debug                   log the clients' own mistakes too

        To look inside:
          --admin ADDR:PORT|off     the page and the API for whoever runs it (default 127.0.0.1:8089); also unix:/path
          --admin-token-file FILE   what its clients have to know; needed where other machines can reach it
          --otlp URL                send metrics and traces to this collector, as http://127.0.0.1:4318

        Limits:
          --loops N                 event loops (default: one a processor)
          --max-head BYTES          the largest request head (default 32768)
          --max-target BYTES        the longest request target (default 8192)
          --max-connections-per-client N
                                    for each client address (default: no limit)

          -h, --help                show this
          --version                 show the version

        Signals: TERM and INT stop it, a second one at once; HUP reloads the configuration; USR1 opens the logs anew.
        PENSTOCK_TRANSPORT=sockets runs it on managed sockets in place of epoll.
        Exit codes: 0, 64 for a mistake on the command line or in a configuration, and 1:
          run                       if it could not start
          check                     if there are warnings (--strict)
          explain                   for DENY
          import                    if the file cannot be written
          teach                     if the client had no answer
          watch                     if the proxy could not be asked, or ended
          all of them               if what was asked for could not be said

        """;
}
