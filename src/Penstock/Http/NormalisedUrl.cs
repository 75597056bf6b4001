using System.Text;

namespace Penstock.Http;

/// <summary>The URL of a request as rules see it, whichever of the equivalent ways to write it the client has chosen (RFC 3986, section 6.2.2): without a default port, with a path, without dot segments, and
/// without escapes of characters that need none. What is passed on stays as it came.</summary>
internal static class NormalisedUrl
{
    /// <param name="authority">Where it leads; an http URL.</param>
    /// <param name="pathAndQuery">The rest, as it came; empty for none.</param>
    public static string Of(in Authority authority, ReadOnlySpan<byte> pathAndQuery)
    {
        string host = authority.ToString();
        host = authority.Port == Authority.DefaultHttpPort ? host[..host.LastIndexOf(':')] : host;
        byte[] decoded = pathAndQuery.ToArray();
        ReadOnlySpan<byte> rest = decoded.AsSpan(0, PercentEncoding.DecodeUnreserved(pathAndQuery, decoded));
        int query = rest.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = query < 0 ? rest : rest[..query];
        var url = new StringBuilder("http://").Append(host);
        AppendPath(url, path);
        return url.Append(Encoding.Latin1.GetString(rest[path.Length..])).ToString();
    }

    // RFC 3986, section 5.2.4. A path that is missing stands for "/" (RFC 9110, section 4.2.3).
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
