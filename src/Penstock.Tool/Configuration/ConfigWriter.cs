using System.Globalization;
using Penstock.Tool.Import;

namespace Penstock.Tool.Configuration;

/// <summary>
/// Writes a configuration in the terms of <c>penstock.yaml</c>: what differs from the defaults, and where each rule came from. Reading it back gives the same, but for what is kept elsewhere: the entries
/// of long lists, which are counted, and secrets, which are nobody's to read.
/// </summary>
internal static class ConfigWriter
{
    private static readonly ProxyConfig s_defaults = new();

    public static string Write(ProxyConfig config, ToolConfig tool)
    {
        var root = new ImportedMap();
        root.Add("listen", new ImportedList([.. config.Listeners.Select(Listener)]));
        AddClients(root, config.Clients);
        AddMap(root, "groups", map =>
        {
            foreach (ClientGroup group in config.ClientGroups)
            {
                map.AddTexts(group.Name, ImportedRule.Texts(group.Networks), group.Place is null ? null : new Origin(null, $"{group.Place}"));
            }
        });
        PolicyWriter.Add(root, config);
        Add(root, "watch", tool.Watch ? "true" : "false", "false");
        AddUsers(root, config.Users);
        Add(root, "replies", Word(config.Replies), Word(s_defaults.Replies));
        Add(root, "refusals", Word(config.Refusals), Word(s_defaults.Refusals));
        Add(root, "via", Word(config.Via), Word(s_defaults.Via));
        AddText(root, "via-name", config.ViaPseudonym, null);
        Add(root, "forwarded", config.Forwarded == ForwardedMode.XForwardedFor ? "x-forwarded-for" : Word(config.Forwarded), Word(s_defaults.Forwarded));
        AddMap(root, "timeouts", map => AddTimeouts(map, config.Timeouts, s_defaults.Timeouts));
        AddMap(root, "limits", map => AddLimits(map, config.Limits, s_defaults.Limits));
        AddMap(root, "resolver", map => AddResolver(map, config.Resolver, s_defaults.Resolver));
        Add(root, "loops", Text(config.Loops), Text(s_defaults.Loops));
        AddMap(root, "logs", map => AddLogs(map, config, tool));
        AddAdmin(root, tool.Admin);
        AddOtlp(root, tool.Otlp);
        AddSite(root, config.Site);
        return YamlWriter.Write("in force now; what is not here is as by default", root).Text;
    }

    private static ImportedNode Listener(ListenerConfig listener)
    {
        var address = new ImportedScalar(listener.ToString(), isWord: false);
        if (listener.Clients is null)
        {
            return address;
        }

        var map = new ImportedMap(isShort: true);
        map.Add("address", address);
        AddClients(map, listener.Clients);
        return map;
    }

    private static void AddClients(ImportedMap map, IReadOnlyList<System.Net.IPNetwork>? clients)
    {
        if (clients is not null)
        {
            map.AddTexts("clients", ImportedRule.Texts(clients));
        }
    }

    private static void AddUsers(ImportedMap root, UsersConfig? users)
    {
        if (users is not null)
        {
            AddMap(root, "users", map =>
            {
                map.AddText("file", users.File);
                AddText(map, "groups", users.GroupFile, null);
                AddText(map, "realm", users.Realm, new UsersConfig { File = "" }.Realm);
                Add(map, "required", users.Required ? "true" : "false", "true");
            });
        }
    }

    private static void AddTimeouts(ImportedMap map, TimeoutConfig times, TimeoutConfig defaults)
    {
        AddTime(map, "connect", times.Connect, defaults.Connect);
        AddTime(map, "idle", times.TunnelIdle, defaults.TunnelIdle);
        AddTime(map, "head", times.Head, defaults.Head);
        AddTime(map, "keep-alive", times.KeepAlive, defaults.KeepAlive);
        AddTime(map, "response", times.ResponseHead, defaults.ResponseHead);
        AddTime(map, "body", times.BodyIdle, defaults.BodyIdle);
        AddTime(map, "origin-idle", times.OriginIdle, defaults.OriginIdle);
        AddTime(map, "drain", times.Drain, defaults.Drain);
        AddTime(map, "resolution-delay", times.ResolutionDelay, defaults.ResolutionDelay);
        AddTime(map, "attempt-delay", times.AttemptDelay, defaults.AttemptDelay);
    }

    private static void AddLimits(ImportedMap map, LimitConfig limits, LimitConfig defaults)
    {
        Add(map, "head", Text(limits.MaxHeadBytes), Text(defaults.MaxHeadBytes));
        Add(map, "target", Text(limits.MaxTargetBytes), Text(defaults.MaxTargetBytes));
        Add(map, "fields", Text(limits.MaxFields), Text(defaults.MaxFields));
        Add(map, "connections-per-client", Text(limits.MaxConnectionsPerClient), Text(defaults.MaxConnectionsPerClient));
        Add(map, "idle-per-origin", Text(limits.MaxIdlePerOrigin), Text(defaults.MaxIdlePerOrigin));
        Add(map, "idle-origins", Text(limits.MaxIdleOrigins), Text(defaults.MaxIdleOrigins));
    }

    private static void AddResolver(ImportedMap map, ResolverConfig resolver, ResolverConfig defaults)
    {
        if (resolver.System)
        {
            map.AddWord("servers", "system");
        }
        else if (resolver.Servers.Count > 0)
        {
            map.AddTexts("servers", resolver.Servers.Select(server => server.ToString()));
        }

        AddTime(map, "timeout", resolver.Timeout, defaults.Timeout);
        if (resolver.TryTimeout is { } tryTimeout)
        {
            map.AddWord("try-timeout", Duration.Format(tryTimeout));
        }

        if (resolver.Tries is { } tries)
        {
            map.AddWord("tries", Text(tries));
        }

        Add(map, "cache", Text(resolver.CacheSize), Text(defaults.CacheSize));
        AddText(map, "hosts", resolver.HostsPath, defaults.HostsPath);
        AddText(map, "resolv-conf", resolver.ResolvConfPath, defaults.ResolvConfPath);
    }

    private static void AddLogs(ImportedMap map, ProxyConfig config, ToolConfig tool)
    {
        if (config.AccessLogs.Count > 0)
        {
            map.Add("access", new ImportedList([.. config.AccessLogs.Select(log =>
            {
                var node = new ImportedMap(isShort: true);
                node.AddText("path", log.Path);
                AddText(node, "format", log.Format, "common");
                Add(node, "start", log.Start ? "true" : "false", "false");
                if (log.Interval is { } interval)
                {
                    node.AddWord("interval", Duration.Format(interval));
                }

                AddRotation(node, log.Rotation);
                return node;
            })]));
        }

        AddMap(map, "error", error =>
        {
            AddText(error, "path", tool.ErrorLog, null);
            Add(error, "level", tool.Debug ? "debug" : "info", "info");
            AddRotation(error, tool.ErrorLogRotation);
        });
        Add(map, "requests", tool.ShowRequests ? "true" : "false", "false");
        Add(map, "redact-queries", config.RedactQueries ? "true" : "false", "false");
    }

    private static void AddRotation(ImportedMap map, LogRotation rotation)
    {
        var defaults = new LogRotation();
        Add(map, "rotate", Text(rotation.Bytes), Text(defaults.Bytes));
        Add(map, "keep", Text(rotation.Keep), Text(defaults.Keep));
    }

    private static void AddAdmin(ImportedMap root, AdminConfig admin)
    {
        if (admin.Listen is null)
        {
            root.AddWord("admin", "off");
            return;
        }

        var defaults = new AdminConfig();
        AddMap(root, "admin", map =>
        {
            if (admin.IsAskedFor || admin.Token is not null)
            {
                map.AddText("listen", admin.Listen.ToString(), admin.Token is null ? null : new Origin(null, "its token is not shown"));
            }

            AddText(map, "token-file", admin.TokenFile, null);
            Add(map, "recent", Text(admin.Recent), Text(defaults.Recent));
            if (admin.Names.Count > 0)
            {
                map.AddTexts("names", admin.Names);
            }
        });
    }

    private static void AddOtlp(ImportedMap root, OtlpConfig otlp)
    {
        if (otlp.Endpoint is { } endpoint)
        {
            var defaults = new OtlpConfig();
            AddMap(root, "otlp", map =>
            {
                map.AddText("endpoint", endpoint.AbsoluteUri, otlp.Headers.Count == 0 ? null : new Origin(null, "its headers are not shown"));
                Add(map, "metrics", otlp.Metrics ? "true" : "false", "true");
                Add(map, "traces", otlp.Traces ? "true" : "false", "true");
                AddTime(map, "interval", otlp.Interval, defaults.Interval);
            });
        }
    }

    private static void AddSite(ImportedMap root, SiteConfig? site)
    {
        if (site is not null)
        {
            AddMap(root, "site", map =>
            {
                map.AddText("root", site.Root);
                if (!site.Index.SequenceEqual(new SiteConfig { Root = "" }.Index))
                {
                    map.AddTexts("index", site.Index);
                }

                if (site.Names.Count > 0)
                {
                    map.AddTexts("names", site.Names);
                }

                AddClients(map, site.Clients);
            });
        }
    }

    private static void AddMap(ImportedMap to, string key, Action<ImportedMap> fill)
    {
        var map = new ImportedMap();
        fill(map);
        if (map.Entries.Count > 0)
        {
            to.Add(key, map);
        }
    }

    private static void Add(ImportedMap map, string key, string word, string otherwise)
    {
        if (word != otherwise)
        {
            map.AddWord(key, word);
        }
    }

    private static void AddText(ImportedMap map, string key, string? text, string? otherwise)
    {
        if (text is not null && text != otherwise)
        {
            map.AddText(key, text);
        }
    }

    private static void AddTime(ImportedMap map, string key, TimeSpan time, TimeSpan otherwise) => Add(map, key, Duration.Format(time), Duration.Format(otherwise));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
