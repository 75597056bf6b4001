using System.Text;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>
/// The requests that a <c>&lt;Proxy&gt;</c> section is for, by their URL: <c>host:port</c> of CONNECT, the whole URL of the rest. Apache compares what the client wrote; the native file compares a
/// normal form, with the host in lower case and without port 80.
/// </summary>
/// <param name="Globs">The patterns of the native file, of which one must match; none for all requests.</param>
internal sealed record UrlPattern(IReadOnlyList<string> Globs)
{
    private static readonly string[] NeverAsked = ["balancer:", "fcgi:", "scgi:", "uwsgi:", "ajp:", "unix:", "ws:", "wss:", "h2:", "h2c:", "ftp:", "https:"];

    public bool IsAll => Globs.Count == 0;

    /// <summary>Reads the pattern of a <c>&lt;Proxy&gt;</c>: shell wildcards or, without any, what the URL begins with.</summary>
    /// <returns>Null if no forward request can match it.</returns>
    public static UrlPattern? Read(string pattern)
    {
        pattern = pattern.StartsWith("proxy:", StringComparison.OrdinalIgnoreCase) ? pattern[6..] : pattern;
        if (Array.Exists(NeverAsked, scheme => pattern.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        bool isGlob = HasWildcards(pattern);
        return new UrlPattern(pattern.Trim('*').Length == 0 ? [] : [.. Normal(isGlob ? pattern : Escape(pattern)).Select(glob => isGlob ? glob : glob + "*").Distinct()]);
    }

    /// <summary>Reads the expression of a <c>&lt;ProxyMatch&gt;</c>, if it is one that shell wildcards can say; null if not.</summary>
    public static UrlPattern? ReadExpression(string expression)
    {
        bool isAnchored = expression.StartsWith('^');
        bool isWhole = expression.EndsWith('$') && !expression.EndsWith("\\$", StringComparison.Ordinal);
        ReadOnlySpan<char> rest = expression.AsSpan(isAnchored ? 1 : 0, expression.Length - (isAnchored ? 1 : 0) - (isWhole ? 1 : 0));
        var glob = new StringBuilder(isAnchored ? "" : "*");
        while (!rest.IsEmpty)
        {
            if (rest.StartsWith(".*", StringComparison.Ordinal))
            {
                glob.Append('*');
                rest = rest[2..];
            }
            else if (rest is ['\\', '.' or '/' or '-' or ':', ..])
            {
                glob.Append(rest[1]);
                rest = rest[2..];
            }
            else if (rest[0] == '.' || char.IsAsciiLetterOrDigit(rest[0]) || rest[0] is '/' or '-' or '_' or ':' or '%' or '&' or '=' or ',' or '~' or ' ')
            {
                glob.Append(rest[0] == '.' ? '?' : rest[0]);
                rest = rest[1..];
            }
            else
            {
                return null;
            }

            if (rest is ['*' or '+' or '?' or '{', ..])
            {
                return null;
            }
        }

        string whole = glob.Append(isWhole ? "" : "*").ToString();
        return new UrlPattern(whole.Trim('*').Length == 0 ? [] : [.. Normal(whole).Distinct()]);
    }

    // What apr_fnmatch_test takes for a pattern: * and ? anywhere, and [ only with a ] behind it. A backslash takes the next as it is.
    private static bool HasWildcards(string text)
    {
        bool isInSet = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '*' or '?' || (text[i] == ']' && isInSet))
            {
                return true;
            }

            isInSet |= text[i] == '[';
            i += text[i] == '\\' ? 1 : 0;
        }

        return false;
    }

    private static string Escape(string text) => string.Concat(text.Select(c => c is '*' or '?' or '[' or '\\' ? $"\\{c}" : $"{c}"));

    private static IEnumerable<string> Normal(string glob)
    {
        int host = glob.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0;
        int path = glob.IndexOf('/', host) is >= 0 and var slash ? slash : glob.Length;
        string before = glob[..path].ToLowerInvariant();
        string after = glob[path..];
        if (host == 0 || !before.EndsWith(":80", StringComparison.Ordinal))
        {
            return [before + after];
        }

        // :80 is not in the normal form; without a path, the port may go on.
        return after.Length > 0 ? [before[..^3] + after] : [before[..^3] + "/", before];
    }
}
