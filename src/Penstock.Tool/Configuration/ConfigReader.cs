using System.Buffers;
using System.Net;
using System.Text.Unicode;
using Penstock.Policy;

namespace Penstock.Tool.Configuration;

/// <summary>Reads <c>penstock.yaml</c>: text to <see cref="ProxyConfig"/>, with a place for every problem, and all of them at once. Whatever is in the file, nothing is thrown.</summary>
internal sealed class ConfigReader
{
    /// <summary>A configuration of ten thousand rules is some 1 MiB; lists of hosts have files of their own.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly ConfigSource _source;
    private readonly MapReader _root;
    private readonly NamedLists _lists;
    private UserFiles? _userFiles;

    private ConfigReader(ConfigSource source, MapNode? root)
    {
        _source = source;
        _root = new MapReader(source, root, "");
        _lists = new NamedLists(source, _root);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static ConfigFile Read(string path)
    {
        string full = Path.GetFullPath(path);
        using var stream = new FileStream(full, new FileStreamOptions { BufferSize = 0 });
        byte[] bytes = new byte[MostBytes + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
        {
            return new(new(), new(), [new ConfigProblem(new(path, 1, 1), $"this file is larger than {MostBytes / 1024 / 1024} MiB (put lists of hosts in files of their own, and include them)")], [full]);
        }

        char[] text = new char[length];
        if (Utf8.ToUtf16(bytes.AsSpan(0, length), text, out int good, out int characters, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            ReadOnlySpan<byte> before = bytes.AsSpan(0, good);
            var place = new ConfigPlace(path, 1 + before.Count((byte)'\n'), good - before.LastIndexOf((byte)'\n'));
            return new(new(), new(), [new ConfigProblem(place, $"this is not UTF-8 (a byte 0x{bytes[good]:X2})")], [full]);
        }

        return Read(new string(text, 0, characters).TrimStart('\uFEFF'), path, Path.GetDirectoryName(full)!, Environment.GetEnvironmentVariable, null) is var file ? file with { Files = [full, .. file.Files] } : file;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="baseFolder">Where its relative paths begin.</param>
    /// <param name="environment">The variables that its values may refer to.</param>
    /// <param name="placeOfLine">Where a line was translated from; null if it was not.</param>
    public static ConfigFile Read(string text, string name, string baseFolder, Func<string, string?> environment, Func<int, ConfigPlace?>? placeOfLine)
    {
        var source = new ConfigSource(name, baseFolder, environment, placeOfLine);
        ConfigNode? node = YamlText.Parse(text, (line, column, problem) => source.Problem(new ConfigPlace(name, line, column), problem));
        bool isEmpty = node is null or ScalarNode { Text: "" } && source.Problems.Count == 0;
        if (isEmpty)
        {
            source.Warning(new ConfigPlace(name, 1, 1), "there is nothing in this file: all is as it is without one");
        }
        else if (node is not (null or MapNode))
        {
            source.Problem(node, "", "keys and values are expected here, as in listen: 127.0.0.1:8088");
        }

        var reader = new ConfigReader(source, node as MapNode);
        ProxyConfig config = reader.ReadConfig();
        ToolConfig tool = reader.ReadTool();
        reader.Validate(config);
        reader.RefuseClash(tool.Admin, config.Listeners);
        reader._lists.TellOfUnused();
        return new(config, tool, [.. source.Problems.OrderBy(problem => problem.Place?.File != name).ThenBy(problem => problem.Place?.Line).ThenBy(problem => problem.Place?.Column)], [.. source.Files])
        {
            UserWarnings = [.. reader._userFiles?.Warnings ?? []],
            IsEmpty = isEmpty,
        };
    }

    private ProxyConfig ReadConfig()
    {
        var defaults = new ProxyConfig();
        IReadOnlyList<IPNetwork>? clients = _lists.Clients(_root, "clients");
        IReadOnlyList<ListenerConfig> listeners = ReadListeners() is { Count: > 0 } own ? own : defaults.Listeners;
        bool isForOthers = listeners.Any(listener => IsBeyondThisMachine(listener.Clients ?? clients));
        UsersConfig? users = ReadUsers();
        return defaults with
        {
            Listeners = listeners,
            Clients = clients,
            ClientGroups = _lists.Groups,
            Policy = new PolicyReader(_source, _root, new ConditionReader(_source, _lists, _userFiles, _root.Has("listen") ? ListenerPorts(listeners) : []), _lists).Read(isForOthers),
            Users = users,
            Site = ReadSite(),
            AccessLogs = new LogReader(_root).ReadAccessLogs(),
            RedactQueries = new LogReader(_root).ReadRedactQueries(),
            Replies = _root.Choice("replies", defaults.Replies, [("rfc", ReplyProfile.Rfc), ("apache", ReplyProfile.Apache), ("squid", ReplyProfile.Squid)]),
            Refusals = _root.Choice("refusals", defaults.Refusals, [("full", RefusalDetail.Full), ("brief", RefusalDetail.Brief)]),
            Via = _root.Choice("via", defaults.Via, [("on", ViaMode.On), ("full", ViaMode.Full), ("off", ViaMode.Off), ("block", ViaMode.Block)]),
            ViaPseudonym = _root.Text("via-name"),
            Forwarded = _root.Choice("forwarded", defaults.Forwarded, [("off", ForwardedMode.Off), ("forwarded", ForwardedMode.Forwarded), ("x-forwarded-for", ForwardedMode.XForwardedFor)]),
            Loops = ReadLoops(defaults.Loops),
            Timeouts = ReadTimeouts(defaults.Timeouts),
            Limits = ReadLimits(defaults.Limits),
            Resolver = ReadResolver(defaults.Resolver),
        };
    }

    private List<ListenerConfig> ReadListeners()
    {
        List<ListenerConfig> listeners = [];
        foreach (ConfigNode item in _root.Items("listen"))
        {
            MapReader? map = item is MapNode node ? new MapReader(_source, node, "listen", "listen[]") : null;
            ConfigNode? place = map is null ? item : map.Value("address");
            if (place is null)
            {
                _source.Problem(item, "listen", "an address is missing");
                continue;
            }

            if (_root.Scalar(place, "listen") is not { } text)
            {
                continue;
            }

            if (!ListenerConfig.TryParse(text, out ListenerConfig? listener, out string? problem))
            {
                _source.Problem(place, "listen", problem);
            }
            else if (listeners.Any(other => other.ToString() == listener.ToString()) && !text.EndsWith(":0", StringComparison.Ordinal))
            {
                _source.Problem(place, "listen", $"{text} is here a second time");
            }
            else
            {
                listeners.Add(listener with { Clients = map is null ? null : _lists.Clients(map, "clients") });
            }
        }

        return listeners;
    }

    private UsersConfig? ReadUsers()
    {
        if (!_root.Has("users"))
        {
            return null;
        }

        MapReader users = _root.Map("users");
        var defaults = new UsersConfig { File = "" };
        if (users.Node is not null && !users.Has("file"))
        {
            _source.Problem(users.Node, "users", "a file of users is missing (file: users.htpasswd; make it with penstock hash-password)");
        }

        UsersConfig config = defaults with
        {
            File = ExistingFile(users, "file") ?? "",
            GroupFile = ExistingFile(users, "groups"),
            Realm = users.Text("realm", defaults.Realm),
            Required = users.Flag("required", defaults.Required),
        };
        _userFiles = new UserFiles(config, users);
        return config;
    }

    // None if one of them is not known yet.
    private static int[] ListenerPorts(IReadOnlyList<ListenerConfig> listeners)
    {
        int[] ports = [.. listeners.Select(listener => listener.EndPoint).OfType<IPEndPoint>().Select(end => end.Port)];
        return ports.Contains(0) ? [] : ports;
    }

    private SiteConfig? ReadSite()
    {
        MapReader site = _root.Map("site");
        if (site.Node is null)
        {
            return null;
        }

        if (site.Text("root") is not { } root)
        {
            if (!site.Has("root"))
            {
                _source.Problem(site.Node, "site", "the folder is missing (root: www)");
            }

            return null;
        }

        string full = _source.Resolve(root);
        if (!Directory.Exists(full))
        {
            _source.Problem(site.Value("root")!, "site.root", $"there is no folder {MapReader.Shown(full)}{(IsWindowsPath(root) && !OperatingSystem.IsWindows() ? ", which is a path of Windows: write the folder's path on this machine" : "")}");
        }

        var defaults = new SiteConfig { Root = full };
        return defaults with
        {
            Index = site.Has("index") ? site.Texts("index") : defaults.Index,
            Names = [.. site.Texts("names").Select(name => name.ToLowerInvariant().TrimEnd('.'))],
            Clients = _lists.Clients(site, "clients"),
        };
    }

    // One a processor is what no number stands for: 0 in a file is a slip.
    private int ReadLoops(int otherwise)
    {
        int loops = _root.Has("loops") ? _root.Number("loops", 1) : otherwise;
        if (loops == 0 && _root.Has("loops"))
        {
            _source.Problem(_root.Value("loops")!, "loops", "0 is not from 1 to 256 (leave it out for one a processor)");
        }

        return loops;
    }

    private TimeoutConfig ReadTimeouts(TimeoutConfig defaults)
    {
        MapReader times = _root.Map("timeouts");
        return defaults with
        {
            Connect = times.Time("connect", defaults.Connect),
            TunnelIdle = times.Time("idle", defaults.TunnelIdle),
            Head = times.Time("head", defaults.Head),
            KeepAlive = times.Time("keep-alive", defaults.KeepAlive),
            ResponseHead = times.Time("response", defaults.ResponseHead),
            BodyIdle = times.Time("body", defaults.BodyIdle),
            OriginIdle = times.Time("origin-idle", defaults.OriginIdle),
            Drain = times.Time("drain", defaults.Drain),
            ResolutionDelay = times.Time("resolution-delay", defaults.ResolutionDelay),
            AttemptDelay = times.Time("attempt-delay", defaults.AttemptDelay),
        };
    }

    private LimitConfig ReadLimits(LimitConfig defaults)
    {
        MapReader limits = _root.Map("limits");
        int head = limits.SmallSize("head", defaults.MaxHeadBytes);
        return defaults with
        {
            MaxHeadBytes = head,
            MaxTargetBytes = limits.Has("target") ? limits.SmallSize("target", defaults.MaxTargetBytes) : defaults.TargetBytesOf(head),
            MaxFields = limits.Number("fields", defaults.MaxFields),
            MaxConnectionsPerClient = limits.Number("connections-per-client", defaults.MaxConnectionsPerClient),
            MaxIdlePerOrigin = limits.Number("idle-per-origin", defaults.MaxIdlePerOrigin),
            MaxIdleOrigins = limits.Number("idle-origins", defaults.MaxIdleOrigins),
        };
    }

    private ResolverConfig ReadResolver(ResolverConfig defaults)
    {
        MapReader resolver = _root.Map("resolver");
        bool isSystem = resolver.Is("servers", "system");
        return defaults with
        {
            System = isSystem,
            Servers = isSystem ? [] : resolver.Each<IPEndPoint>("servers", NameServer.TryParse),
            Timeout = resolver.Time("timeout", defaults.Timeout),
            TryTimeout = resolver.Has("try-timeout") ? resolver.Time("try-timeout", TimeSpan.FromSeconds(2)) : null,
            Tries = resolver.Has("tries") ? resolver.Number("tries", 2) : null,
            CacheSize = resolver.Number("cache", defaults.CacheSize),
            HostsPath = resolver.Text("hosts") is { } hosts ? _source.Resolve(hosts) : defaults.HostsPath,
            ResolvConfPath = resolver.Text("resolv-conf") is { } conf ? _source.Resolve(conf) : defaults.ResolvConfPath,
        };
    }

    private ToolConfig ReadTool() => new LogReader(_root).ReadErrorLog() with { Watch = _root.Flag("watch", false), Admin = new AdminReader(_root).Read(), Otlp = new OtlpReader(_root).Read() };

    private void Validate(ProxyConfig config)
    {
        foreach (ConfigFault fault in ConfigValidator.Find(config))
        {
            ConfigNode? node = Find(_root.Node, fault.Key) ?? Find(_root.Node, fault.Key?.Split('.')[0]) ?? _root.Node;
            // What the command line is told as --allow, a file is told as clients.
            string text = fault.Text.Replace("--allow ", "clients: [", StringComparison.Ordinal) is var said && said != fault.Text ? said.TrimEnd() + "]" : fault.Text;
            string sentence = fault.Key is null or "listen" ? text.Replace("\n                    ", " ", StringComparison.Ordinal).Replace("\n    ", " ", StringComparison.Ordinal) : $"{fault.Key}: {text}";
            _source.Problem(node is null ? _source.Place(new ScalarNode("", 1, 1)) : _source.Place(node), sentence);
        }
    }

    // What the command line says may yet settle it, where the file has no listeners of its own.
    private void RefuseClash(AdminConfig admin, IReadOnlyList<ListenerConfig> listeners)
    {
        if (_root.Has("listen") && admin.IsAskedFor && admin.ClashWith(listeners) is { } clash)
        {
            ConfigNode listen = Find(_root.Node, "admin.listen")!;
            _source.Problem(listen, "admin.listen", $"{clash}; choose another, or write admin: off");
        }
    }

    private static ConfigNode? Find(MapNode? map, string? path)
    {
        ConfigNode? node = map;
        foreach (string key in path?.Split('.') ?? [])
        {
            node = (node as MapNode)?.Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;
        }

        return path is null ? null : node;
    }

    private string? ExistingFile(MapReader map, string key)
    {
        if (map.Text(key) is not { } path)
        {
            return null;
        }

        string full = _source.Resolve(path);
        _source.NoteFile(full);
        if (!File.Exists(full))
        {
            _source.Problem(map.Value(key)!, map.PathOf(key), $"there is no file {MapReader.Shown(full)}");
        }

        return full;
    }

    private static bool IsBeyondThisMachine(IReadOnlyList<IPNetwork>? clients) =>
        clients is not null && clients.Any(network => !ClientNetworks.Loopback.Networks.Any(own => own.Contains(network.BaseAddress) && own.PrefixLength <= network.PrefixLength));

    private static bool IsWindowsPath(string path) => path is [_, ':', '/' or '\\', ..] && char.IsAsciiLetter(path[0]);
}
