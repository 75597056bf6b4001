namespace Penstock.Observability;

/// <summary>
/// Finds what looks like <c>user:password@</c> in what a client wrote, and hides it. It goes by what a person who wrote it may have meant, not by what a URI is: what is hidden for nothing costs a word in a log.
/// </summary>
internal static class UserInfo
{
    // Each costs a look at all the rest. Of a text with more the rest is hidden as one.
    private const int MostUris = 32;

    private static ReadOnlySpan<byte> Hidden => "***"u8;

    /// <summary>Whether there can be any: there is an <c>@</c>, plain or encoded. Most texts have none, and this is all that they cost.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> text) => text.Contains((byte)'@') || text.IndexOf("40"u8) > 0;

    /// <summary>Hides it at the beginning of a target, whatever form that has.</summary>
    public static ReadOnlySpan<byte> HideInTarget(ReadOnlySpan<byte> line, int start)
    {
        bool isConnect = LoggedLine.IsConnect(line);
        start += line[start..].IndexOfAnyExcept((byte)' ', (byte)'\t') is var blank and > 0 ? blank : 0;
        ReadOnlySpan<byte> target = line[start..];
        int slashes = Slashes(target);
        if (slashes > 0 && !isConnect)
        {
            // A path; or, with two, what a reference without a scheme has. A password needs a colon before it to be taken for one in a path: /users/@me is none.
            return slashes > 1 || HasColonBeforeAt(FirstSegment(target[slashes..])) ? HideAuthority(line, start + slashes) : line;
        }

        return isConnect || !HasScheme(target) ? HideAll(line, start) : line;
    }

    /// <summary>Hides it behind each scheme.</summary>
    public static ReadOnlySpan<byte> HideInUris(ReadOnlySpan<byte> text)
    {
        if (Slashes(text) is var leading and > 1)
        {
            text = HideAuthority(text, leading);
        }

        int count = 0;
        for (int from = 0; NextAuthority(text, from) is var start and >= 0; from = start)
        {
            if (++count > MostUris)
            {
                return HideAll(text, start);
            }

            text = HideAuthority(text, start);
        }

        return text;
    }

    /// <summary>Hides everything from <paramref name="start"/> to the last sign that looks like an <c>@</c>.</summary>
    public static ReadOnlySpan<byte> HideAll(ReadOnlySpan<byte> text, int start) => LastAt(text[start..]) is var at and > 0 ? (byte[])[.. text[..start], .. Hidden, .. text[(start + at)..]] : text;

    private static ReadOnlySpan<byte> HideAuthority(ReadOnlySpan<byte> text, int start)
    {
        int length = FirstSegment(text[start..]).Length;
        ReadOnlySpan<byte> authority = text.Slice(start, length);
        if (LastAt(authority) < 0 && LooksLikeUserInfo(authority))
        {
            // A password with a slash in it is no authority any more; to whoever wrote it, it is one.
            return HideAll(text, start);
        }

        return LastAt(authority) is var at and > 0 ? (byte[])[.. text[..start], .. Hidden, .. text[(start + at)..]] : text;
    }

    // Behind the next colon, plain or encoded, that slashes follow: one, two or more, and of either kind, as browsers have it.
    private static int NextAuthority(ReadOnlySpan<byte> text, int from)
    {
        while (Colon(text[from..], out int length) is var colon and >= 0)
        {
            from += colon + length;
            int slashes = Slashes(text[from..]);
            if (slashes > 0)
            {
                return from + slashes;
            }
        }

        return -1;
    }

    // "http:/": of "user:password@host/x://y" the first colon is not that of a scheme.
    private static bool HasScheme(ReadOnlySpan<byte> target) =>
        Colon(target, out int length) is var colon and > 0 && target[..colon].IndexOfAny("/?#@"u8) < 0 && Slashes(target[(colon + length)..]) > 0;

    private static ReadOnlySpan<byte> FirstSegment(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'/', (byte)'?', (byte)'#') is var end and >= 0 ? text[..end] : text;

    private static bool HasColonBeforeAt(ReadOnlySpan<byte> segment) => LastAt(segment) is var at and > 0 && Colon(segment[..at], out _) >= 0;

    // How many bytes of slashes the text begins with.
    private static int Slashes(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && SlashAt(text[count..]) is var length and > 0)
        {
            count += length;
        }

        return count;
    }

    private static int SlashAt(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'/' or (byte)'\\', ..] => 1,
        [(byte)'%', (byte)'2', (byte)'F' or (byte)'f', ..] or [(byte)'%', (byte)'5', (byte)'C' or (byte)'c', ..] => 3,
        _ => 0,
    };

    private static int Colon(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        for (int at = 0; text[at..].IndexOfAny((byte)':', (byte)'%') is var found and >= 0; at++)
        {
            at += found;
            length = text[at..] switch { [(byte)':', ..] => 1, [(byte)'%', (byte)'3', (byte)'A' or (byte)'a', ..] => 3, _ => 0 };
            if (length > 0)
            {
                return at;
            }
        }

        return -1;
    }

    // Plain, encoded, or encoded twice; -1 for none.
    private static int LastAt(ReadOnlySpan<byte> text) => Math.Max(Math.Max(text.LastIndexOf((byte)'@'), text.LastIndexOf("%40"u8)), text.LastIndexOf("%2540"u8));

    // "user:pa" where "host:80" should be.
    private static bool LooksLikeUserInfo(ReadOnlySpan<byte> authority)
    {
        ReadOnlySpan<byte> behindAddress = authority[(authority.LastIndexOf((byte)']') + 1)..];
        return Colon(behindAddress, out int length) is var colon and >= 0 && behindAddress[(colon + length)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
