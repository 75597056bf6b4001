using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Teaching;

/// <summary>What a lesson is about: a URL, or a host and port of which nothing is asked.</summary>
/// <param name="Uri">The URL; null for a host and port.</param>
/// <param name="Host">As it is asked for, an IPv6 address without its brackets.</param>
/// <param name="Port">From 1 to 65535.</param>
internal sealed record TeachTarget(Uri? Uri, string Host, int Port)
{
    /// <summary>As CONNECT has it: <c>example.com:443</c>, <c>[::1]:443</c>.</summary>
    public string Authority => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Whether the client will ask for a tunnel.</summary>
    public bool IsTunnel => Uri is null || Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Reads <c>https://host/</c>, <c>http://host/</c> or <c>host:port</c>; <paramref name="problem"/> is a sentence that says what is wrong with it, without a password that stands in it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TeachTarget? target, [NotNullWhen(false)] out string? problem)
    {
        target = text.Contains("://", StringComparison.Ordinal) ? OfUrl(text, out problem) : OfAuthority(text, out problem);
        return target is not null;
    }

    private static TeachTarget? OfUrl(string text, out string? problem)
    {
        problem = null;
        int end = text.IndexOf("://", StringComparison.Ordinal);
        string authority = text[(end + 3)..].Split('/', '?', '#')[0];
        // One that is not understood is not looked into for where its password ends.
        if (text.Contains('@', StringComparison.Ordinal) && (authority.Contains('@', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out _)))
        {
            problem = "the URL has a user or a password in it (before the @): leave them out, for a lesson logs in nowhere";
            return null;
        }

        if (text[..end].ToLowerInvariant() is not ("http" or "https") and var scheme)
        {
            Uri? other = Uri.TryCreate(text, UriKind.Absolute, out Uri? read) && read.IdnHost.Length > 0 ? read : null;
            string example = $"{other?.IdnHost ?? "example.com"}:{(other is { Port: > 0 and var port } ? port : "PORT")}";
            problem = $"\"{Printable.Of(text)}\" is no URL that a lesson asks for: those begin with https:// or http:// (try {example}, to hear what a server of {Printable.Of(scheme)} says unasked)";
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri is { IdnHost.Length: > 0, Port: > 0 })
        {
            return new(uri, uri.IdnHost, uri.Port);
        }

        int colon = authority.LastIndexOf(':');
        bool isBehindHost = colon > 0 && (authority[0] != '[' || authority[colon - 1] == ']');
        problem = isBehindHost && authority[(colon + 1)..] is { Length: > 0 } digits && digits.All(char.IsAsciiDigit)
            ? NoPort(text, digits)
            : NoTarget(text, authority);
        return null;
    }

    // A host that could end a line, or be read as another part of the request, is none.
    private static TeachTarget? OfAuthority(string text, out string? problem)
    {
        problem = null;
        if (text.Contains('@', StringComparison.Ordinal))
        {
            problem = "a host and port have no user or password before them (an @): leave them out, for a lesson logs in nowhere";
            return null;
        }

        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        if (colon <= 0 || text[(colon + 1)..] is not { Length: > 0 } digits || !digits.All(char.IsAsciiDigit))
        {
            problem = NoTarget(text, text);
            return null;
        }

        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            problem = NoPort(text, digits);
            return null;
        }

        host = host is ['[', .. var inner, ']'] ? inner : host;
        TeachTarget? target = Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv6 => text[0] == '[' ? new(null, host, port) : null,
            UriHostNameType.IPv4 or UriHostNameType.Dns => new(null, new Uri($"http://{host}/").IdnHost, port),
            _ => null,
        };
        problem = target is null ? NoTarget(text, text) : null;
        return target;
    }

    private static string NoPort(string text, string digits) => $"\"{Printable.Of(text)}\": {digits} is no port; ports are from 1 to 65535";

    private static string NoTarget(string text, string authority)
    {
        string host = authority.Trim().Split('/', ':')[0];
        string example = Uri.CheckHostName(host) == UriHostNameType.Unknown ? "example.com" : host;
        return $"\"{Printable.Of(text)}\" is neither a URL nor a host and port (try https://{example}/ or {example}:443)";
    }
}
