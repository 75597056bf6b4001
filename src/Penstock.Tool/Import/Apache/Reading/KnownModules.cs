using System.Collections.Frozen;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>
/// The modules that <c>&lt;IfModule&gt;</c> finds: those whose part Penstock plays, and those that the configuration loads. Apache goes by the identifier, <c>foo_module</c>, or by the source file that the
/// module was compiled from, <c>mod_foo.c</c>; in full, and in this case.
/// </summary>
internal sealed class KnownModules
{
    // Modules of Apache's own whose source file has another name.
    private static readonly FrozenDictionary<string, string> Sources = new Dictionary<string, string>
    {
        ["core_module"] = "core.c",
        ["http_module"] = "http_core.c",
        ["mpm_event_module"] = "event.c",
        ["mpm_worker_module"] = "worker.c",
        ["mpm_prefork_module"] = "prefork.c",
        ["mpm_winnt_module"] = "mpm_winnt.c",
        ["ldap_module"] = "util_ldap.c",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Played =
    [
        "core", "so", "http", "log_config", "logio", "unixd", "version", "watchdog", "access_compat", "authz_core", "authz_host", "authz_user", "authz_groupfile", "authn_core", "authn_file", "auth_basic",
        "dir", "mime", "proxy", "proxy_http", "proxy_connect", "reqtimeout", "mpm_event", "mpm_worker", "mpm_prefork", "mpm_winnt",
    ];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public KnownModules()
    {
        foreach (string name in Played)
        {
            Load($"{name}_module", $"mod_{name}.so");
        }
    }

    /// <summary>Takes note of <c>LoadModule foo_module modules/mod_foo.so</c>.</summary>
    public void Load(string identifier, string file)
    {
        _names.Add(identifier);
        if (Sources.TryGetValue(identifier, out string? source))
        {
            _names.Add(source);
            return;
        }

        // What others have compiled is named after its source file, if not after its identifier.
        _names.Add($"{Path.GetFileNameWithoutExtension(file)}.c");
        _names.Add($"mod_{(identifier.EndsWith("_module", StringComparison.Ordinal) ? identifier[..^7] : identifier)}.c");
    }

    /// <summary>Whether there is a module of that name.</summary>
    public bool Has(string name) => _names.Contains(name);
}
