namespace Penstock.Bench.Peers;

/// <summary>Squid without its cache.</summary>
internal static class Squid
{
    private const string Program = "/usr/sbin/squid";

    public static Peer Peer { get; } = new("squid", "Squid", Program, "squid", Prepare);

    private static string[] Prepare(PeerPlace place) =>
    [
        Program, "-N", "-f", place.Write("squid.conf", $"""
            http_port 127.0.0.1:{place.Port}
            acl local src 127.0.0.1
            http_access allow local
            http_access deny all
            cache deny all
            cache_mem 8 MB
            access_log stdio:{place.Path("access.log")}
            cache_log {place.Path("cache.log")}
            pid_filename {place.Path("squid.pid")}
            coredump_dir {place.Folder}
            max_filedescriptors 20000
            shutdown_lifetime 0 seconds
            via off
            forwarded_for delete

            """),
    ];
}
