namespace Penstock.Bench.Peers;

/// <summary>Apache Traffic Server without its cache. It is started as root and goes on as the user that its package made.</summary>
internal static class TrafficServer
{
    private const string Program = "/usr/bin/traffic_server";
    private const string Settings = "/etc/trafficserver";
    private static readonly string[] s_ours = ["records.config", "ip_allow.yaml", "storage.config"];

    public static Peer Peer { get; } = new("ats", "Traffic Server", Program, "trafficserver", Prepare) { Module = Settings };

    private static string[] Prepare(PeerPlace place)
    {
        foreach (string folder in (string[])["etc", "log", "run", "cache"])
        {
            WorkFolder.CreateForAll(place.Path(folder));
        }

        foreach (string file in Directory.EnumerateFiles(Settings).Where(file => !s_ours.Contains(Path.GetFileName(file))))
        {
            File.Copy(file, place.Path($"etc/{Path.GetFileName(file)}"), overwrite: true);
        }

        place.Write("etc/storage.config", $"{place.Path("cache")} 32M\n");
        place.Write("etc/ip_allow.yaml", "ip_allow:\n  - apply: in\n    ip_addrs: 127.0.0.1\n    action: allow\n    methods: ALL\n");
        place.Write("etc/records.config", $"""
            CONFIG proxy.config.http.server_ports STRING {place.Port}:ip-in=127.0.0.1
            CONFIG proxy.config.http.connect_ports STRING *
            CONFIG proxy.config.url_remap.remap_required INT 0
            CONFIG proxy.config.reverse_proxy.enabled INT 0
            CONFIG proxy.config.http.cache.http INT 0
            CONFIG proxy.config.exec_thread.autoconfig INT 0
            CONFIG proxy.config.exec_thread.limit INT {Environment.ProcessorCount}
            CONFIG proxy.config.net.connections_throttle INT 19000
            CONFIG proxy.config.log.logging_enabled INT 3
            CONFIG proxy.config.http.insert_response_via_str INT 0
            CONFIG proxy.config.http.insert_request_via_str INT 0
            CONFIG proxy.config.bin_path STRING /usr/bin
            CONFIG proxy.config.admin.user_id STRING trafficserver

            """);
        string runRoot = place.Write("runroot.yaml", $"""
            prefix: {place.Folder}
            exec_prefix: /usr
            bindir: /usr/bin
            sbindir: /usr/sbin
            sysconfdir: {place.Path("etc")}
            datadir: {place.Path("cache")}
            includedir: /usr/include
            libdir: /usr/lib
            libexecdir: /usr/lib/trafficserver/modules
            localstatedir: {place.Path("run")}
            runtimedir: {place.Path("run")}
            logdir: {place.Path("log")}
            mandir: /usr/share/man
            infodir: /usr/share/info
            cachedir: {place.Path("cache")}

            """);
        WorkFolder.OpenForAll(place.Folder);
        return [Program, $"--run-root={runRoot}"];
    }
}
