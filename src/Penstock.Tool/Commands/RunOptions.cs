using System.CommandLine;
using System.Net;
using Penstock.Policy;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Commands;

/// <summary>The options of <c>run</c>, and what they make of a <see cref="ProxyConfig"/>. A value that cannot be read is a problem with a sentence; all are found at once.</summary>
internal sealed class RunOptions
{
    private readonly Option<string[]> _listen = new("--listen");
    private readonly Option<string[]> _allow = new("--allow");
    private readonly Option<string?> _connectTimeout = new("--connect-timeout");
    private readonly Option<string?> _idleTimeout = new("--idle-timeout");
    private readonly Option<string?> _headTimeout = new("--head-timeout");
    private readonly Option<string?> _keepAliveTimeout = new("--keep-alive-timeout");
    private readonly Option<string?> _responseTimeout = new("--response-timeout");
    private readonly Option<string?> _bodyTimeout = new("--body-timeout");
    private readonly Option<string?> _originIdle = new("--origin-idle");
    private readonly Option<string?> _drain = new("--drain");
    private readonly Option<string?> _resolver = new("--resolver");
    private readonly Option<string?> _resolveTimeout = new("--resolve-timeout");
    private readonly Option<string?> _resolutionDelay = new("--resolution-delay");
    private readonly Option<string?> _attemptDelay = new("--attempt-delay");
    private readonly Option<string?> _accessLog = new("--access-log");
    private readonly Option<string?> _loops = new("--loops");
    private readonly Option<string?> _maxHead = new("--max-head");
    private readonly Option<string?> _maxTarget = new("--max-target");
    private readonly Option<string?> _maxConnections = new("--max-connections-per-client");
    private readonly Option<string?> _via = new("--via");
    private readonly Option<string?> _viaName = new("--via-name");
    private readonly Option<string?> _forwarded = new("--forwarded");
    private readonly Option<string?> _admin = new("--admin");
    private readonly Option<string?> _otlp = new("--otlp");
    private readonly Option<string?> _adminTokenFile = new("--admin-token-file");

    /// <summary>The configuration file.</summary>
    public Option<string?> Config { get; } = new("--config");

    /// <summary>Look for none.</summary>
    public Option<bool> NoConfig { get; } = new("--no-config");

    /// <summary>Apache's configuration, to run by in place of our own.</summary>
    public Option<string?> Apache { get; } = new("--apache");

    /// <summary>As for <c>apache2 -D</c>.</summary>
    public Option<string[]> Define { get; } = new("--define", "-D");

    public Option<string?> ErrorLog { get; } = new("--error-log");

    public Option<bool> Verbose { get; } = new("--verbose", "-v");

    public Option<bool> Debug { get; } = new("--debug");

    public IEnumerable<Option> All =>
    [
        Config, NoConfig, Apache, Define, _listen, _allow, _connectTimeout, _idleTimeout, _headTimeout, _keepAliveTimeout, _responseTimeout, _bodyTimeout, _originIdle, _drain, _resolver, _resolveTimeout, _resolutionDelay, _attemptDelay,
        _accessLog, ErrorLog, Verbose, Debug, _loops, _maxHead, _maxTarget, _maxConnections, _via, _viaName, _forwarded, _admin, _adminTokenFile, _otlp,
    ];

    /// <summary>Puts what the command line says over a configuration; what is wrong with it is added to <paramref name="problems"/>.</summary>
    public ProxyConfig Read(ParseResult parsed, ProxyConfig defaults, List<string> problems)
    {
        TimeoutConfig times = defaults.Timeouts;
        LimitConfig limits = defaults.Limits;
        int head = Number(parsed, _maxHead, limits.MaxHeadBytes, problems);
        return defaults with
        {
            Listeners = Each<ListenerConfig>(parsed, _listen, Listener, problems) is { Count: > 0 } listeners ? listeners : defaults.Listeners,
            Clients = Value(parsed, _allow) is { Length: > 0 } ? Each<IPNetwork>(parsed, _allow, Network, problems) : defaults.Clients,
            Loops = Number(parsed, _loops, defaults.Loops, problems, least: 1),
            AccessLogs = LogFile(parsed, _accessLog, problems) is { } path ? [new AccessLogConfig { Path = path }] : defaults.AccessLogs,
            Via = Choice(parsed, _via, defaults.Via, problems, [("on", ViaMode.On), ("full", ViaMode.Full), ("off", ViaMode.Off), ("block", ViaMode.Block)]),
            ViaPseudonym = Value(parsed, _viaName) ?? defaults.ViaPseudonym,
            Forwarded = Choice(
                parsed, _forwarded, defaults.Forwarded, problems, [("off", ForwardedMode.Off), ("forwarded", ForwardedMode.Forwarded), ("x-forwarded-for", ForwardedMode.XForwardedFor)]),
            Timeouts = times with
            {
                Connect = Time(parsed, _connectTimeout, times.Connect, problems),
                TunnelIdle = Time(parsed, _idleTimeout, times.TunnelIdle, problems),
                Head = Time(parsed, _headTimeout, times.Head, problems),
                KeepAlive = Time(parsed, _keepAliveTimeout, times.KeepAlive, problems),
                ResponseHead = Time(parsed, _responseTimeout, times.ResponseHead, problems),
                BodyIdle = Time(parsed, _bodyTimeout, times.BodyIdle, problems),
                OriginIdle = Time(parsed, _originIdle, times.OriginIdle, problems),
                Drain = Time(parsed, _drain, times.Drain, problems),
                ResolutionDelay = Time(parsed, _resolutionDelay, times.ResolutionDelay, problems),
                AttemptDelay = Time(parsed, _attemptDelay, times.AttemptDelay, problems),
            },
            Limits = limits with
            {
                MaxHeadBytes = head,
                MaxTargetBytes = Value(parsed, _maxTarget) is null ? limits.TargetBytesOf(head) : Number(parsed, _maxTarget, limits.MaxTargetBytes, problems),
                MaxConnectionsPerClient = Number(parsed, _maxConnections, limits.MaxConnectionsPerClient, problems, least: 1),
            },
            Resolver = Resolver(parsed, defaults.Resolver, problems),
        };
    }

    /// <summary>What the command itself is told, by a file and by the command line, which wins.</summary>
    public ToolConfig ReadTool(ParseResult parsed, ToolConfig file, List<string> problems) => file with
    {
        Admin = ReadAdmin(parsed, file.Admin, problems),
        Otlp = ReadOtlp(parsed, file.Otlp, problems),
        ErrorLog = LogFile(parsed, ErrorLog, problems) ?? file.ErrorLog,
        Debug = Value(parsed, Debug) || file.Debug,
        ShowRequests = Value(parsed, Verbose) || file.ShowRequests,
    };

    /// <summary>The configuration file: the one that is named, or the first of the usual places; null for none.</summary>
    public string? ConfigPath(ParseResult parsed) => Value(parsed, Config) ?? ApachePath(parsed) ?? (Value(parsed, NoConfig) ? null : ConfigPlaces.Find());

    /// <summary>Apache's configuration, if it is to be run by that.</summary>
    public string? ApachePath(ParseResult parsed) => Value(parsed, Apache);

    private AdminConfig ReadAdmin(ParseResult parsed, AdminConfig admin, List<string> problems)
    {
        if (Value(parsed, _adminTokenFile) is { } path)
        {
            admin = admin with { TokenFile = path, Token = AdminToken.Read(path, out string? problem) };
            problems.AddRange(problem is null ? [] : [$"{_adminTokenFile.Name}: {problem}"]);
        }

        if (Value(parsed, _admin) is not { } text)
        {
            return admin;
        }

        if (text == "off")
        {
            return admin with { Listen = null };
        }

        if (ListenerConfig.TryParse(text, out ListenerConfig? listener, out string? wrong))
        {
            return admin with { Listen = listener, IsAskedFor = true };
        }

        problems.Add($"{_admin.Name}: {wrong}");
        return admin;
    }

    private OtlpConfig ReadOtlp(ParseResult parsed, OtlpConfig otlp, List<string> problems)
    {
        if (Value(parsed, _otlp) is not { } text)
        {
            return otlp;
        }

        bool read = OtlpConfig.TryParseEndpoint(text, out Uri? endpoint, out string? problem);
        problems.AddRange(read ? [] : [$"{_otlp.Name}: {problem}"]);
        return otlp with { Endpoint = endpoint };
    }

    // An option that could not even be parsed throws when it is asked for; its problem has been named already.
    private static T? Value<T>(ParseResult parsed, Option<T> option) =>
        parsed.GetResult(option) is { } result && result.Errors.Any() ? default : parsed.GetValue(option);

    private static string? LogFile(ParseResult parsed, Option<string?> option, List<string> problems)
    {
        string? path = Value(parsed, option);
        if (path is not null && Directory.Exists(path))
        {
            problems.Add($"{option.Name}: {path} is a directory (try {Path.Combine(path, "penstock.log")})");
        }

        return path;
    }

    private static bool Listener(string text, out ListenerConfig value, out string? problem)
    {
        bool read = ListenerConfig.TryParse(text, out ListenerConfig? listener, out problem);
        value = listener!;
        return read;
    }

    private static bool Network(string text, out IPNetwork value, out string? problem) => ClientNetworks.TryParse(text, out value, out problem);

    private static List<T> Each<T>(ParseResult parsed, Option<string[]> option, ValueReader<T> reader, List<string> problems) =>
        Each(option, Value(parsed, option) ?? [], reader, problems);

    private static List<T> Each<T>(Option option, IEnumerable<string> texts, ValueReader<T> reader, List<string> problems)
    {
        var values = new List<T>();
        foreach (string text in texts)
        {
            if (reader(text, out T value, out string? problem))
            {
                values.Add(value);
            }
            else
            {
                problems.Add($"{option.Name}: {problem}");
            }
        }

        return values;
    }

    private ResolverConfig Resolver(ParseResult parsed, ResolverConfig config, List<string> problems)
    {
        config = config with { Timeout = Time(parsed, _resolveTimeout, config.Timeout, problems) };
        return Value(parsed, _resolver) switch
        {
            null => config,
            "system" => config with { System = true },
            { } servers => config with { Servers = Each<IPEndPoint>(_resolver, servers.Split(','), NameServer.TryParse, problems), System = false },
        };
    }

    private static TimeSpan Time(ParseResult parsed, Option<string?> option, TimeSpan otherwise, List<string> problems)
    {
        if (Value(parsed, option) is not { } text)
        {
            return otherwise;
        }

        if (!Duration.TryParse(text, out TimeSpan value, out string? problem))
        {
            problems.Add($"{option.Name}: {problem}");
            return otherwise;
        }

        return value;
    }

    private static T Choice<T>(ParseResult parsed, Option<string?> option, T otherwise, List<string> problems, (string Word, T Value)[] choices)
    {
        if (Value(parsed, option) is not { } text)
        {
            return otherwise;
        }

        int index = Array.FindIndex(choices, choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            problems.Add($"{option.Name}: \"{text}\" is none of {string.Join(", ", choices.Select(choice => choice.Word))}");
        }

        return choices[Math.Max(index, 0)].Value;
    }

    private static int Number(ParseResult parsed, Option<string?> option, int otherwise, List<string> problems, int least = int.MinValue)
    {
        if (Value(parsed, option) is not { } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, out int value) || value < least)
        {
            problems.Add($"{option.Name}: \"{text}\" is not a number that can be used here (try {Math.Max(otherwise, least)})");
            return otherwise;
        }

        return value;
    }
}
