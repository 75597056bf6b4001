using System.Diagnostics.CodeAnalysis;
using System.Globalization;

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

    /// <summary>Reads <c>https://host/</c>, <c>http://host/</c> or <c>host:port</c>; <paramref name="problem"/> is a sentence that says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TeachTarget? target, [NotNullWhen(false)] out string? problem)
    {
        target = text.Contains("://", StringComparison.Ordinal) ? OfUrl(text) : OfAuthority(text);
        string host = text.Trim().Split('/', ':')[0];
        problem = target is not null ? null : $"\"{text}\" is neither a URL nor a host and port (try https://{(host is "" or "http" or "https" ? "example.com" : host)}/ or {(host is "" or "http" or "https" ? "example.com" : host)}:443)";
        return target is not null;
    }

    private static TeachTarget? OfUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri is { IdnHost.Length: > 0, Port: > 0, UserInfo: "" }
            ? new(uri, uri.IdnHost, uri.Port)
            : null;

    // A host that could end a line, or be read as another part of the request, is none.
    private static TeachTarget? OfAuthority(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            return null;
        }

        string host = text[..colon];
        host = host is ['[', .. var inner, ']'] ? inner : host;
        return Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv6 => text[0] == '[' ? new(null, host, port) : null,
            UriHostNameType.IPv4 or UriHostNameType.Dns => new(null, new Uri($"http://{host}/").IdnHost, port),
            _ => null,
        };
    }
}
