using System.Text;
using Penstock.Http;
using Penstock.Policy;

namespace Penstock.Tool.Configuration;

/// <summary>
/// Says of a pattern of <c>urls</c> why no request can match it; null where one might. There are two kinds of what is matched: <c>http://host/path</c> without the port 80, and <c>host:port</c> of a
/// tunnel (<see cref="RequestUrl"/>).
/// </summary>
internal static class UrlPatternDoubt
{
    private const string Scheme = "http://";

    public static string? Of(string pattern)
    {
        string shown = MapReader.Shown(pattern);
        if (AddressInBrackets(pattern) is { } address)
        {
            return $"the brackets of \"{shown}\" are a set of characters (write \\[{address}] for the address)";
        }

        string beginning = Beginning(pattern, out bool isWhole, out bool hasSlash, out bool isOpen);
        string? why = beginning.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? OfPlain(beginning[Scheme.Length..], isWhole)
            : beginning.Contains("://", StringComparison.Ordinal) ? $"plain requests are for http:// alone, and a tunnel shows no URL (write {TunnelOf(beginning)} for tunnels to there)"
            : !isWhole && Scheme.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) ? null
            : hasSlash ? $"a URL with a path begins with its scheme (write http://{shown})"
            : isWhole && beginning == "any" ? "leave the key out for all URLs"
            : isWhole && !IsTunnel(beginning) ? $"it is neither a URL nor host:port{(HostName.IsName(beginning) ? $" (write http://{shown}/* for plain requests, {shown}:443 for tunnels)" : "")}"
            : null;
        return why is not null ? $"\"{shown}\" matches no request: {why}"
            : isOpen ? $"a [ of \"{shown}\" is not closed, so it stands for itself (write \\[ if it shall)"
            : null;
    }

    private static string? OfPlain(string rest, bool isWhole)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return isWhole ? $"a URL has a path, / at least (write {Scheme}{MapReader.Shown(rest)}/*)" : null;
        }

        string written = rest[..slash];
        if (!Authority.TryParseHttp(Encoding.UTF8.GetBytes(written), out Authority authority, out _))
        {
            return $"\"{MapReader.Shown(written)}\" is no host that a request could be for";
        }

        string seen = RequestUrl.Of(authority, default).Written[Scheme.Length..^1];
        return seen.Equals(written, StringComparison.OrdinalIgnoreCase) ? null : $"a request for there is seen as {Scheme}{seen}/ (without the port 80, and in the one spelling of its host)";
    }

    private static bool IsTunnel(string text) =>
        Authority.TryParseConnect(Encoding.UTF8.GetBytes(text), out Authority authority, out _) && authority.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);

    private static string TunnelOf(string url)
    {
        string rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        string host = rest.Split('/', ':')[0];
        return host.Length == 0 ? "host:443" : $"{MapReader.Shown(host)}:443";
    }

    // [::1] where a host may stand: a set of a colon and a one.
    private static string? AddressInBrackets(string pattern)
    {
        string rest = pattern.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? pattern[Scheme.Length..] : pattern;
        int end = rest.IndexOf(']', StringComparison.Ordinal);
        return rest is ['[', ..] && end > 0 && StrictAddress.TryParseIPv6(Encoding.UTF8.GetBytes(rest[1..end]), out _) ? rest[1..end] : null;
    }

    // What stands for itself, up to the first character that does not.
    private static string Beginning(string pattern, out bool isWhole, out bool hasSlash, out bool isOpen)
    {
        var beginning = new StringBuilder();
        (isWhole, hasSlash, isOpen) = (true, false, false);
        for (int at = 0; at < pattern.Length; at++)
        {
            char c = pattern[at];
            bool isItself = c is not ('*' or '?');
            if (c == '[')
            {
                int end = Wildcard.EndOfSet(pattern, at);
                isItself = end < 0;
                isOpen |= isItself;
                at = isItself ? at : end;
            }
            else if (c == '\\' && at + 1 < pattern.Length)
            {
                c = pattern[++at];
            }

            isWhole &= isItself;
            hasSlash |= isItself && c == '/';
            if (isWhole)
            {
                beginning.Append(c);
            }
        }

        return beginning.ToString();
    }
}
