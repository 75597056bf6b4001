namespace Penstock.Tool.Import.Apache;

/// <summary>
/// Modules that are not Apache's own, by what their directives begin with. Those that guard are here to say what would be lost: a directive that nobody here knows is an error too. Those that make
/// pages mean nothing to a proxy, and stand beside one in many configurations.
/// </summary>
internal static class ModulesOfOthers
{
    // The first whose beginning fits counts.
    private static readonly (DirectiveKind Kind, string Module, string[] Beginnings)[] s_modules =
    [
        (DirectiveKind.Protects, "mod_security", ["Sec", "ModSecurity"]),
        (DirectiveKind.Protects, "mod_evasive", ["DOS"]),
        (DirectiveKind.Protects, "mod_qos", ["QS_"]),
        (DirectiveKind.Protects, "mod_limitipconn", ["MaxConnPerIP", "NoIPLimit", "OnlyIPLimit"]),
        (DirectiveKind.Protects, "mod_antiloris", ["IPReadLimit", "IPWriteLimit", "IPOtherLimit", "IPTotalLimit"]),
        (DirectiveKind.Protects, "mod_spamhaus", ["MS_"]),
        (DirectiveKind.Protects, "mod_bw", ["BandWidth", "ForceBandWidth", "MinBandWidth"]),
        (DirectiveKind.Protects, "mod_cband", ["CBand"]),
        (DirectiveKind.Protects, "mod_geoip", ["GeoIP"]),
        (DirectiveKind.Protects, "mod_maxminddb", ["MaxMind"]),
        (DirectiveKind.Protects, "mod_auth_kerb", ["Krb"]),
        (DirectiveKind.Protects, "mod_auth_gssapi", ["Gssapi"]),
        (DirectiveKind.Protects, "mod_auth_ntlm", ["NTLM"]),
        (DirectiveKind.Protects, "mod_authnz_sspi", ["SSPI"]),
        (DirectiveKind.Protects, "mod_auth_mellon", ["Mellon"]),
        (DirectiveKind.Protects, "mod_auth_openidc", ["OIDC"]),
        (DirectiveKind.Protects, "mod_auth_cas", ["CAS"]),
        (DirectiveKind.Protects, "mod_shib", ["Shib"]),
        (DirectiveKind.Protects, "mod_authnz_external", ["AuthExternal", "GroupExternal", "AddExternal", "DefineExternal"]),
        (DirectiveKind.Protects, "mod_wsgi", ["WSGIAccess", "WSGIAuth"]),
        (DirectiveKind.Protects, "mod_fcgid", ["FcgidAccess", "FcgidAuth"]),
        (DirectiveKind.Protects, "mod_fastcgi", ["FastCgiAccess", "FastCgiAuth"]),
        (DirectiveKind.Cannot, "mod_php", ["php_", "PHPINIDir"]),
        (DirectiveKind.Cannot, "mod_wsgi", ["WSGI"]),
        (DirectiveKind.Cannot, "mod_fcgid", ["Fcgid"]),
        (DirectiveKind.Cannot, "mod_fastcgi", ["FastCgi"]),
        (DirectiveKind.Cannot, "mod_passenger", ["Passenger", "Rails", "Rack"]),
        (DirectiveKind.Cannot, "mod_jk", ["Jk"]),
        (DirectiveKind.Cannot, "mod_dav_svn", ["SVN"]),
        (DirectiveKind.Cannot, "mod_xsendfile", ["XSendFile"]),
        (DirectiveKind.Cannot, "mod_pagespeed", ["ModPagespeed"]),
    ];

    /// <summary>What is done with a directive of theirs; null if it is of none.</summary>
    public static DirectiveRow? Find(string name)
    {
        (DirectiveKind kind, string? module, _) = Array.Find(s_modules, one => Array.Exists(one.Beginnings, beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)));
        return module is null ? null
            : new DirectiveRow(name, kind, kind == DirectiveKind.Protects ? $"it is of {module}, which may refuse requests that Penstock would carry out" : $"it is of {module}, and Penstock makes no pages", []);
    }

    /// <summary>Whether a module refuses requests as soon as it is loaded, with nothing else said of it.</summary>
    public static bool GuardsByItself(string identifier) => identifier is "evasive20_module" or "evasive_module" or "antiloris_module";
}
