namespace Penstock.Observability;

/// <summary>The first line of a request as logs have it: without credentials, and the parts it consists of.</summary>
internal static class LoggedLine
{
    private static ReadOnlySpan<byte> Hidden => "***"u8;

    /// <summary>A request line as it is kept: without credentials, and without its query if that is wanted.</summary>
    public static byte[] Of(ReadOnlySpan<byte> line, bool withoutQuery)
    {
        ReadOnlySpan<byte> safe = WithoutUserInfo(line);
        if (!withoutQuery || Query(Target(safe)) is not { Length: > 0 } query)
        {
            return safe.ToArray();
        }

        int start = safe.IndexOf(query) + 1;
        return [.. safe[..start], .. Hidden, .. safe[(start + query.Length - 1)..]];
    }

    /// <summary>A request line with <c>***</c> in place of whatever stands before an <c>@</c> in its authority, and of whatever else looks like a user with a password. Clients that were given <c>http://user:password@host/</c> send that in
    /// a field, if at all; one that sends it in the target is refused, and its line is logged.</summary>
    public static ReadOnlySpan<byte> WithoutUserInfo(ReadOnlySpan<byte> line) => !UserInfo.MayBeIn(line) ? line : WithoutUserInfoInText(UserInfo.HideInTarget(line, TargetStart(line)));

    /// <summary>The same for a text that may hold URIs, such as Referer, and for the rest of a line.</summary>
    public static ReadOnlySpan<byte> WithoutUserInfoInText(ReadOnlySpan<byte> text) => UserInfo.MayBeIn(text) ? UserInfo.HideInText(text) : text;

    /// <summary>The same for an authority, which is all that a Host field should have.</summary>
    public static ReadOnlySpan<byte> WithoutUserInfoInAuthority(ReadOnlySpan<byte> authority) => UserInfo.MayBeIn(authority) ? WithoutUserInfoInText(UserInfo.HideAll(authority, 0)) : authority;

    /// <summary>A reference to another page, without its query.</summary>
    public static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> uri) => Query(uri) is { Length: > 1 } query ? (byte[])[.. uri[..^(query.Length - 1)], .. Hidden] : uri;

    /// <summary>The method; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Method(ReadOnlySpan<byte> line) => line.IndexOf((byte)' ') is var end and >= 0 ? line[..end] : default;

    /// <summary>What stands between the method and the version; empty if there is nothing.</summary>
    public static ReadOnlySpan<byte> Target(ReadOnlySpan<byte> line)
    {
        int start = line.IndexOf((byte)' ') + 1;
        int end = line.LastIndexOf((byte)' ');
        return start == 0 ? default : end > start && line[(end + 1)..].StartsWith("HTTP/"u8) ? line[start..end] : line[start..];
    }

    /// <summary>As in <c>HTTP/1.1</c>; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Version(ReadOnlySpan<byte> line) =>
        line.LastIndexOf((byte)' ') is var end and >= 0 && line[(end + 1)..].StartsWith("HTTP/"u8) ? line[(end + 1)..] : default;

    /// <summary>Whether it asked for a tunnel.</summary>
    public static bool IsConnect(ReadOnlySpan<byte> line) => line.StartsWith("CONNECT "u8);

    /// <summary>The query of a target, with its question mark; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Query(ReadOnlySpan<byte> target) => target.IndexOf((byte)'?') is var start and >= 0 ? target[start..] : default;

    /// <summary>The host of a Host field.</summary>
    public static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> host) =>
        host.LastIndexOf((byte)':') is var colon and > 0 && !host[colon..].Contains((byte)']') ? host[..colon] : host;

    // Behind the method, if there is one. What stands there and could be the beginning of credentials is no method.
    private static int TargetStart(ReadOnlySpan<byte> line) => line.IndexOf((byte)' ') is var space and > 0 && line[..space].IndexOfAny(":@/%\\"u8) < 0 ? space + 1 : 0;
}
