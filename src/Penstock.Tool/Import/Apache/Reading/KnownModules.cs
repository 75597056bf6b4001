using System.Collections.Frozen;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>The modules that <c>&lt;IfModule&gt;</c> finds: those whose part Penstock plays, and those that the configuration loads.</summary>
internal sealed class KnownModules
{
    private static readonly FrozenSet<string> Played = FrozenSet.Create(
        StringComparer.Ordinal,
        "core", "so", "http", "http_core", "log_config", "logio", "unixd", "version", "watchdog", "access_compat", "authz_core", "authz_host", "authz_user", "authz_groupfile",
        "authn_core", "authn_file", "auth_basic", "dir", "mime", "proxy", "proxy_http", "proxy_connect", "reqtimeout", "event", "worker", "prefork", "mpm_event", "mpm_worker", "mpm_prefork",
        "mpm_winnt");

    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);

    /// <summary>Takes note of <c>LoadModule foo_module modules/mod_foo.so</c>.</summary>
    public void Load(string identifier) => _loaded.Add(Short(identifier));

    /// <summary>Whether there is a module, by either of its names: <c>mod_foo.c</c> or <c>foo_module</c>.</summary>
    public bool Has(string name) => Played.Contains(Short(name)) || _loaded.Contains(Short(name));

    private static string Short(string name)
    {
        name = name.EndsWith(".c", StringComparison.Ordinal) ? name[..^2] : name.EndsWith("_module", StringComparison.Ordinal) ? name[..^7] : name;
        return name.StartsWith("mod_", StringComparison.Ordinal) ? name[4..] : name;
    }
}
