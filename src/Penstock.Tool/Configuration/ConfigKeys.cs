namespace Penstock.Tool.Configuration;

/// <summary>What the value of a key is.</summary>
internal enum KeyKind
{
    Text,
    Duration,
    Size,
    Number,
    Flag,
    Choice,
    Map,
    Texts,
    Values,
}

/// <summary>One key of a configuration file.</summary>
/// <param name="Path">Its place: <c>timeouts.connect</c>; <c>[]</c> stands for each item of a list, <c>*</c> for names that the user gives.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Default">What it is if it is not there, as it would be written.</param>
/// <param name="Help">What it means, for docs/configuration.md.</param>
/// <param name="Range">Its range, or its choices.</param>
internal sealed record ConfigKey(string Path, KeyKind Kind, string Default, string Help, string Range = "");

/// <summary>Every key that there is: what the reader takes, the schema allows, and the documentation describes.</summary>
internal static class ConfigKeys
{
    public static readonly IReadOnlyList<ConfigKey> All =
    [
        new("listen", KeyKind.Values, "127.0.0.1:8088", "Where to listen: `127.0.0.1:8088`, `[::1]:8088`, `:8088` for every address of this machine, `unix:/path`. One, or a list; an item may be a map with clients of its own."),
        new("listen[].address", KeyKind.Text, "", "The address."),
        new("listen[].clients", KeyKind.Texts, "those of `clients`", "Who may use the proxy by this address."),
        new("clients", KeyKind.Texts, "this machine", "Who may use it: networks, names of `groups`, or `any`."),
        new("groups", KeyKind.Map, "none", "Named lists of client networks; an item may be `include: FILE`."),
        new("groups.*", KeyKind.Values, "", "Networks and addresses, or `include: FILE` with one a line."),
        new("lists", KeyKind.Map, "none", "Named lists of destinations, which rules call `list:NAME`."),
        new("lists.*", KeyKind.Values, "", "Destinations, or `include: FILE` with one a line."),
        new("entry.include", KeyKind.Texts, "", "In an item of a list: a file of entries, one a line, `#` for comments."),
        new("rules", KeyKind.Values, "none", "The first rule that matches decides."),
        new("rules[].allow", KeyKind.Values, "", "Requests to these destinations are carried out: `example.com`, `*.example.com` (what is below it), `.example.com` (both), addresses, networks, `list:NAME`, `any`."),
        new("rules[].deny", KeyKind.Values, "", "They are refused."),
        new("rules[].report", KeyKind.Values, "", "They pass, and the log says that they would have been refused."),
        new("rules[].ports", KeyKind.Texts, "all", "Ports and ranges of ports: `443`, `8000-8999`."),
        new("rules[].because", KeyKind.Text, "none", "Why, for whoever is refused."),
        .. Conditions("rules[]"),
        new("rules[].when", KeyKind.Map, "none", "Conditions that are put together by `all`, `any` and `not`."),
        .. Conditions("when"),
        new("when.all", KeyKind.Values, "", "Every one of these conditions holds."),
        new("when.any", KeyKind.Values, "", "One of them does."),
        new("when.not", KeyKind.Values, "", "None of them does."),
        new("default", KeyKind.Choice, "allow", "For requests that no rule matches.", "allow, deny"),
        new("connect-ports", KeyKind.Texts, "any while only this machine can use the proxy, else 443 and 563", "The ports that CONNECT may reach, unless the rule that allows it names ports; `[]` for none, or `any`."),
        new("on-reload", KeyKind.Choice, "keep", "Open tunnels that the rules of a reload deny.", "keep, close"),
        new("watch", KeyKind.Flag, "false", "Reload when this file, or one that it includes, changes.", "true, false"),
        new("users", KeyKind.Map, "none", "Basic authentication of clients."),
        new("users.file", KeyKind.Text, "", "An htpasswd file with bcrypt, apr1 or {SHA} hashes."),
        new("users.groups", KeyKind.Text, "none", "A file of lines `group: user user`."),
        new("users.realm", KeyKind.Text, "penstock", "What the user is asked for."),
        new("users.required", KeyKind.Flag, "true", "Whether every request needs credentials, or only those that a rule about users decides.", "true, false"),
        new("replies", KeyKind.Choice, "rfc", "Whose manner the proxy's own replies have.", "rfc, apache, squid"),
        new("refusals", KeyKind.Choice, "full", "How much a refused client is told about rules.", "full, brief"),
        new("via", KeyKind.Choice, "on", "The Via field of plain HTTP.", "on, full, off, block"),
        new("via-name", KeyKind.Text, "penstock- and eight random digits", "The name in Via.", "1 to 64 token characters"),
        new("forwarded", KeyKind.Choice, "off", "Whether origins are told the client's address.", "off, forwarded, x-forwarded-for"),
        new("timeouts", KeyKind.Map, "as below", "How long each phase may take."),
        new("timeouts.connect", KeyKind.Duration, "10s", "To connect to an origin.", "100ms to 1h"),
        new("timeouts.idle", KeyKind.Duration, "10m", "A tunnel that passes nothing.", "100ms to 7d"),
        new("timeouts.head", KeyKind.Duration, "30s", "For a client to send its request head.", "100ms to 1h"),
        new("timeouts.keep-alive", KeyKind.Duration, "60s", "For a client's next request.", "100ms to 1d"),
        new("timeouts.response", KeyKind.Duration, "5m", "For an origin to begin its response.", "100ms to 1d"),
        new("timeouts.body", KeyKind.Duration, "60s", "A plain body that passes nothing.", "100ms to 1d"),
        new("timeouts.origin-idle", KeyKind.Duration, "15s", "How long a connection to an origin is kept; 0 keeps none.", "0 to 1h"),
        new("timeouts.drain", KeyKind.Duration, "10s", "For open tunnels to finish when stopping.", "0 to 1h"),
        new("timeouts.resolution-delay", KeyKind.Duration, "50ms", "For IPv6 addresses to come after IPv4 ones.", "0 to 10s"),
        new("timeouts.attempt-delay", KeyKind.Duration, "250ms", "Before the next address is tried beside the last.", "10ms to 1m"),
        new("limits", KeyKind.Map, "as below", "What one client may ask for."),
        new("limits.head", KeyKind.Size, "32KiB", "The largest head.", "1KiB to 1MiB"),
        new("limits.target", KeyKind.Size, "8KiB", "The longest request target; as long as the head, if that is less and this is left out.", "256 to limits.head"),
        new("limits.fields", KeyKind.Number, "100", "The most field lines of a head.", "1 to 1000"),
        new("limits.connections-per-client", KeyKind.Number, "0", "The most connections of one client address; 0 for no limit.", "0 to 1000000"),
        new("limits.idle-per-origin", KeyKind.Number, "128", "The most connections a loop keeps for one origin.", "0 to 10000"),
        new("limits.idle-origins", KeyKind.Number, "512", "The most connections a loop keeps for all origins.", "0 to 100000"),
        new("resolver", KeyKind.Map, "as below", "How names become addresses."),
        new("resolver.servers", KeyKind.Texts, "those of resolv.conf", "Name servers, or `system` to ask the operating system."),
        new("resolver.timeout", KeyKind.Duration, "10s", "For one look-up.", "100ms to 5m"),
        new("resolver.try-timeout", KeyKind.Duration, "resolv.conf's, or 2s", "For one server to answer.", "100ms to 30s"),
        new("resolver.tries", KeyKind.Number, "resolv.conf's, or 2", "How many times the servers are gone through.", "1 to 5"),
        new("resolver.cache", KeyKind.Number, "10000", "The most names that are kept.", "16 to 1000000"),
        new("resolver.hosts", KeyKind.Text, "/etc/hosts", "The hosts file."),
        new("resolver.resolv-conf", KeyKind.Text, "/etc/resolv.conf", "Where name servers are found."),
        new("loops", KeyKind.Number, "one a processor", "Event loops. Not changed by a reload.", "1 to 256"),
        new("logs", KeyKind.Map, "none", "Where it is written what passed and what went wrong."),
        new("logs.access", KeyKind.Values, "none", "The access log: a path, `-` for standard output, or a map; one or a list."),
        new("logs.access[].path", KeyKind.Text, "", "The file."),
        new("logs.access[].format", KeyKind.Text, "common", "`common`, `combined`, `squid`, `json`, or a LogFormat string of Apache's."),
        new("logs.access[].start", KeyKind.Flag, "false", "A record of each tunnel when it opens too; `json` only.", "true, false"),
        new("logs.access[].interval", KeyKind.Duration, "none", "How often an open tunnel has a record; `json` only.", "1s to 1d"),
        new("logs.access[].rotate", KeyKind.Size, "0", "Moved aside at this size; 0 for never.", "0, or 64KiB to 1TiB"),
        new("logs.access[].keep", KeyKind.Number, "5", "Old files to keep.", "1 to 1000"),
        new("logs.error", KeyKind.Values, "standard error", "What went wrong: a path, `-` for standard output, or a map."),
        new("logs.error.path", KeyKind.Text, "", "The file."),
        new("logs.error.level", KeyKind.Choice, "info", "`debug` logs the clients' own mistakes too.", "info, debug"),
        new("logs.error.rotate", KeyKind.Size, "0", "As for the access log.", "0, or 64KiB to 1TiB"),
        new("logs.error.keep", KeyKind.Number, "5", "As for the access log.", "1 to 1000"),
        new("logs.redact-queries", KeyKind.Flag, "false", "Leave the query of plain requests' targets out of every log and view.", "true, false"),
        new("logs.requests", KeyKind.Flag, "false", "Show each tunnel and request on standard error as it ends.", "true, false"),
        new("admin", KeyKind.Values, "as below", "The endpoint for whoever runs the proxy: a page, and an API (docs/admin-api.md). `off` for none. Not changed by a reload."),
        new("admin.listen", KeyKind.Text, "127.0.0.1:8089", "Its address; `unix:/path` too. One that other machines can reach needs a token."),
        new("admin.token", KeyKind.Text, "none", "What its clients have to know: `${PENSTOCK_ADMIN_TOKEN}`.", "16 to 1024 visible ASCII characters"),
        new("admin.token-file", KeyKind.Text, "none", "A file with the token, in place of `admin.token`."),
        new("admin.recent", KeyKind.Number, "10000", "How many requests that have ended it can tell of, some 250 bytes each, and what its hellos said of one with TLS.", "0 to 1000000"),
        new("admin.names", KeyKind.Texts, "none", "Names that it goes by, beside `localhost` and addresses."),
        new("otlp", KeyKind.Map, "none", "Where metrics and traces (docs/metrics.md) are sent by OTLP. Not changed by a reload."),
        new("otlp.endpoint", KeyKind.Text, "", "The collector, by HTTP and protobuf: `http://127.0.0.1:4318`."),
        new("otlp.headers", KeyKind.Map, "none", "Fields of each request to it."),
        new("otlp.headers.*", KeyKind.Text, "", "The value of the field of that name: `Bearer ${COLLECTOR_TOKEN}`."),
        new("otlp.metrics", KeyKind.Flag, "true", "Whether metrics are sent.", "true, false"),
        new("otlp.traces", KeyKind.Flag, "true", "Whether traces are sent, a span for each request.", "true, false"),
        new("otlp.interval", KeyKind.Duration, "60s", "How often metrics are sent.", "1s to 1h"),
        new("site", KeyKind.Map, "none", "Files for requests to the proxy itself."),
        new("site.root", KeyKind.Text, "", "The folder."),
        new("site.index", KeyKind.Texts, "index.html", "What is served for a folder."),
        new("site.names", KeyKind.Texts, "all", "The names that the site goes by."),
        new("site.clients", KeyKind.Texts, "those of `clients`", "Who may read it."),
    ];

    private static readonly Dictionary<string, string[]> s_under = All.GroupBy(key => Parent(key.Path)).ToDictionary(group => group.Key, group => group.Select(key => Name(key.Path)).ToArray());

    /// <summary>The keys of a map.</summary>
    public static IReadOnlyList<string> Under(string path) =>
        s_under.GetValueOrDefault(path) ?? [];

    private static IEnumerable<ConfigKey> Conditions(string path) =>
    [
        new($"{path}.from", KeyKind.Texts, "all", "Clients: networks and names of groups."),
        new($"{path}.from-names", KeyKind.Texts, "all", "Names of clients, confirmed by looking them up; what is below one counts too."),
        new($"{path}.user", KeyKind.Texts, "all", "Users, or `any` who has authenticated."),
        new($"{path}.group", KeyKind.Texts, "all", "Groups of users."),
        new($"{path}.methods", KeyKind.Texts, "all", "Methods: `CONNECT`, `GET`."),
        new($"{path}.urls", KeyKind.Texts, "all", "URLs with shell wildcards; for CONNECT they are `host:port`."),
        new($"{path}.listener", KeyKind.Texts, "all", "Ports by which the client came."),
        new($"{path}.hours", KeyKind.Texts, "always", "Local time: `mon-fri 08:00-18:00`, `22:00-06:00`."),
    ];

    private static string Parent(string path) => path.LastIndexOf('.') is >= 0 and var dot ? path[..dot] : "";

    private static string Name(string path) => path[(path.LastIndexOf('.') + 1)..];
}
