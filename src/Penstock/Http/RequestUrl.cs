using System.Text;

namespace Penstock.Http;

/// <summary>The URL of a request as rules see it: without a default port, and with a path. What is passed on is neither of the two, but what came.</summary>
/// <param name="Written">As the client wrote it.</param>
/// <param name="Normalised">In the one spelling that all equivalent ones have (RFC 3986, section 6.2.2): without dot segments, and without escapes of characters that need none.</param>
internal sealed record RequestUrl(string Written, string Normalised)
{
    private const string Scheme = "http://";

    /// <summary>The same with a slash for each backslash and each escaped slash or backslash of the path, as many an origin reads them; null if there is none.</summary>
    public string? WithSlashes { get; init; }

    /// <summary>Whether <see cref="WithSlashes"/> has lost dot segments that no other spelling has: it is not below what the others are below.</summary>
    public bool HasHiddenDots { get; init; }

    /// <param name="authority">Where it leads; an http URL.</param>
    /// <param name="pathAndQuery">The rest, as it came; empty for none.</param>
    public static RequestUrl Of(in Authority authority, ReadOnlySpan<byte> pathAndQuery)
    {
        string host = authority.ToString();
        string root = Scheme + (authority.Port == Authority.DefaultHttpPort ? host[..host.LastIndexOf(':')] : host);

        // A path that is missing stands for "/" (RFC 9110, section 4.2.3).
        string written = root + (pathAndQuery is [(byte)'/', ..] ? "" : "/") + Encoding.Latin1.GetString(pathAndQuery);
        var url = new RequestUrl(written, Normalise(root, pathAndQuery, out _));
        byte[] slashed = new byte[pathAndQuery.Length];
        return TryWriteSlashes(pathAndQuery, slashed, out int length)
            ? url with { WithSlashes = Normalise(root, slashed.AsSpan(0, length), out bool hasDots), HasHiddenDots = hasDots }
            : url;
    }

    /// <summary>Of a CONNECT, which has one spelling.</summary>
    public static RequestUrl OfTunnel(in Authority authority)
    {
        string text = authority.ToString();
        return new(text, text);
    }

    /// <summary>Where the path of either spelling begins: from here on letters have case (RFC 3986, section 6.2.2.1). A tunnel's has none, and this is its length.</summary>
    public static int PathOf(string url) => url.StartsWith(Scheme, StringComparison.Ordinal) && url.IndexOf('/', Scheme.Length) is > 0 and var path ? path : url.Length;

    // False if there are none.
    private static bool TryWriteSlashes(ReadOnlySpan<byte> from, Span<byte> to, out int length)
    {
        length = 0;
        int query = from.IndexOf((byte)'?');
        int pathLength = query < 0 ? from.Length : query;
        int next;
        for (int at = 0; at < from.Length; at = next)
        {
            int slash = at < pathLength ? OtherSlash(from[at..]) : 0;
            to[length++] = slash > 0 ? (byte)'/' : from[at];
            next = at + Math.Max(1, slash);
        }

        return length < from.Length || from[..pathLength].Contains((byte)'\\');
    }

    // How many bytes it has; 0 if there is none.
    private static int OtherSlash(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'\\', ..] => 1,
        [(byte)'%', (byte)'2', (byte)'F' or (byte)'f', ..] or [(byte)'%', (byte)'5', (byte)'C' or (byte)'c', ..] => 3,
        _ => 0,
    };

    private static string Normalise(string root, ReadOnlySpan<byte> pathAndQuery, out bool hadDots)
    {
        byte[] decoded = new byte[pathAndQuery.Length];
        ReadOnlySpan<byte> rest = decoded.AsSpan(0, PercentEncoding.DecodeUnreserved(pathAndQuery, decoded));
        int query = rest.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = query < 0 ? rest : rest[..query];
        var url = new StringBuilder(root);
        hadDots = AppendPath(url, path);
        return url.Append(Encoding.Latin1.GetString(rest[path.Length..])).ToString();
    }

    // RFC 3986, section 5.2.4. True if there were dot segments.
    private static bool AppendPath(StringBuilder url, ReadOnlySpan<byte> path)
    {
        int root = url.Length;
        bool endsInSlash = true;
        bool hadDots = false;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> segment = path[range];
            if (range.Start.Value == 0)
            {
                continue; // what is before the first slash: nothing
            }

            endsInSlash = segment is [(byte)'.'] or [(byte)'.', (byte)'.'];
            hadDots |= endsInSlash;
            if (segment is [(byte)'.', (byte)'.'])
            {
                int last = url.Length;
                while (last > root && url[--last] != '/')
                {
                    // The segment before this one goes too.
                }

                url.Length = Math.Max(last, root);
            }
            else if (segment is not [(byte)'.'])
            {
                url.Append('/').Append(Encoding.Latin1.GetString(segment));
            }
        }

        if (endsInSlash)
        {
            url.Append('/');
        }

        return hadDots;
    }
}
