using System.Text;

namespace Penstock.Http;

/// <summary>The URL of a request as rules see it: without a default port, and with a path. What is passed on is neither of the two, but what came.</summary>
/// <param name="Written">As the client wrote it.</param>
/// <param name="Normalised">In the one spelling that all equivalent ones have (RFC 3986, section 6.2.2): without dot segments, and without escapes of characters that need none.</param>
internal sealed record RequestUrl(string Written, string Normalised)
{
    private const string Scheme = "http://";

    /// <param name="authority">Where it leads; an http URL.</param>
    /// <param name="pathAndQuery">The rest, as it came; empty for none.</param>
    public static RequestUrl Of(in Authority authority, ReadOnlySpan<byte> pathAndQuery)
    {
        string host = authority.ToString();
        string root = Scheme + (authority.Port == Authority.DefaultHttpPort ? host[..host.LastIndexOf(':')] : host);

        // A path that is missing stands for "/" (RFC 9110, section 4.2.3).
        string written = root + (pathAndQuery is [(byte)'/', ..] ? "" : "/") + Encoding.Latin1.GetString(pathAndQuery);
        return new(written, Normalise(root, pathAndQuery));
    }

    /// <summary>Of a CONNECT, which has one spelling.</summary>
    public static RequestUrl OfTunnel(in Authority authority)
    {
        string text = authority.ToString();
        return new(text, text);
    }

    /// <summary>Where the path of either spelling begins: from here on letters have case (RFC 3986, section 6.2.2.1). A tunnel's has none, and this is its length.</summary>
    public static int PathOf(string url) => url.StartsWith(Scheme, StringComparison.Ordinal) && url.IndexOf('/', Scheme.Length) is > 0 and var path ? path : url.Length;

    private static string Normalise(string root, ReadOnlySpan<byte> pathAndQuery)
    {
        byte[] decoded = new byte[pathAndQuery.Length];
        ReadOnlySpan<byte> rest = decoded.AsSpan(0, PercentEncoding.DecodeUnreserved(pathAndQuery, decoded));
        int query = rest.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = query < 0 ? rest : rest[..query];
        var url = new StringBuilder(root);
        AppendPath(url, path);
        return url.Append(Encoding.Latin1.GetString(rest[path.Length..])).ToString();
    }

    // RFC 3986, section 5.2.4.
    private static void AppendPath(StringBuilder url, ReadOnlySpan<byte> path)
    {
        int root = url.Length;
        bool endsInSlash = true;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> segment = path[range];
            if (range.Start.Value == 0)
            {
                continue; // what is before the first slash: nothing
            }

            endsInSlash = segment is [(byte)'.'] or [(byte)'.', (byte)'.'];
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
    }
}
