using System.Buffers;
using System.Text;

namespace Penstock.Observability;

/// <summary>
/// Finds what looks like <c>user:password@</c> in what a client wrote, and hides it. It goes by what a person who wrote it may have meant, not by what a URI is: what is hidden for nothing costs a word in a log.
/// Signs count plain and encoded, however often.
/// </summary>
internal static class UserInfo
{
    // Each costs a look at all the rest. Of a text with more the rest is hidden as one.
    private const int Most = 32;

    private static readonly SearchValues<byte> s_wordEnds = SearchValues.Create("/?#&; "u8);

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
            return slashes > 1 || IsPassword(FirstSegment(target[slashes..])) ? HideAuthority(line, start + slashes) : line;
        }

        return isConnect || !HasScheme(target) ? HideAll(line, start) : line;
    }

    /// <summary>Hides it behind slashes, and in each word with a password in it.</summary>
    public static ReadOnlySpan<byte> HideInText(ReadOnlySpan<byte> text) => HideInWords(HideInAuthorities(text));

    /// <summary>Hides everything from <paramref name="start"/> to the last sign that looks like an <c>@</c>.</summary>
    public static ReadOnlySpan<byte> HideAll(ReadOnlySpan<byte> text, int start) => HideIn(text, start, text.Length);

    private static ReadOnlySpan<byte> HideInAuthorities(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int from = 0; NextAuthority(text, from) is var start and >= 0; from = start)
        {
            if (++count > Most)
            {
                return HideAll(text, start);
            }

            text = HideAuthority(text, start);
        }

        return text;
    }

    private static ReadOnlySpan<byte> HideAuthority(ReadOnlySpan<byte> text, int start)
    {
        ReadOnlySpan<byte> authority = FirstSegment(text[start..]);

        // A password with a slash in it is no authority any more; to whoever wrote it, it is one.
        return LastAt(authority) < 0 && LooksLikeUserInfo(authority) ? HideAll(text, start) : HideIn(text, start, start + authority.Length);
    }

    // Without slashes before it, as in "?proxy=user:password@host", the password is the sign: an address of mail has none.
    private static ReadOnlySpan<byte> HideInWords(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int start = 0; start < text.Length;)
        {
            int length = WordLength(text[start..]);
            if (IsPassword(text.Slice(start, length)))
            {
                if (++count > Most)
                {
                    return HideAll(text, start);
                }

                int before = text.Length;
                text = HideIn(text, start, start + length);
                length += text.Length - before;
            }

            start += length + 1;
        }

        return text;
    }

    private static ReadOnlySpan<byte> HideIn(ReadOnlySpan<byte> text, int start, int end) =>
        LastAt(text[start..end]) is var at and > 0 ? (byte[])[.. text[..start], .. Hidden, .. text[(start + at)..]] : text;

    // Up to what stands between the parts of a URI, and the words of a text. Behind its colon "=" and "," are part of a password.
    private static int WordLength(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(s_wordEnds) is var hard and >= 0 ? hard : text.Length;
        int colon = Find(text[..end], 0, ':', out _);
        return text[..(colon < 0 ? end : colon)].IndexOfAny((byte)'=', (byte)',') is var soft and >= 0 ? soft : end;
    }

    // Behind the next colon or slash that slashes follow: one, two or more, and of either kind, as browsers have it.
    private static int NextAuthority(ReadOnlySpan<byte> text, int from)
    {
        while (text[from..].IndexOfAny(":/\\%"u8) is var found and >= 0)
        {
            char sign = First(text[(from + found)..], out int length);
            from += found + length;
            if (sign is ':' or '/' or '\\' && Slashes(text[from..]) is var slashes and > 0)
            {
                return from + slashes;
            }
        }

        return -1;
    }

    // "http:/": of "user:password@host/x://y" the first colon is not that of a scheme.
    private static bool HasScheme(ReadOnlySpan<byte> target) =>
        Find(target, 0, ':', out int length) is var colon and > 0 && target[..colon].IndexOfAny("/?#@"u8) < 0 && Slashes(target[(colon + length)..]) > 0;

    private static ReadOnlySpan<byte> FirstSegment(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'/', (byte)'?', (byte)'#') is var end and >= 0 ? text[..end] : text;

    // "user:password@". The names of two kinds of addresses have a colon behind them that is none of a password's.
    private static bool IsPassword(ReadOnlySpan<byte> word)
    {
        if (LastAt(word) is not (> 0 and var at) || Find(word[..at], 0, ':', out int length) is not (>= 0 and var colon))
        {
            return false;
        }

        // Hidden already, behind the slashes of a scheme.
        ReadOnlySpan<byte> password = word[(colon + length)..at];
        if (password[Slashes(password)..].SequenceEqual(Hidden))
        {
            return false;
        }

        bool isAddress = (EndsWith(word[..colon], "mailto"u8) || EndsWith(word[..colon], "acct"u8)) && Find(password, 0, ':', out _) < 0;
        return !isAddress;
    }

    private static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[^word.Length..], word);

    // "user:pa" where "host:80" should be.
    private static bool LooksLikeUserInfo(ReadOnlySpan<byte> authority)
    {
        ReadOnlySpan<byte> behindAddress = authority[(authority.LastIndexOf((byte)']') + 1)..];
        return Find(behindAddress, 0, ':', out int length) is var colon and >= 0 && behindAddress[(colon + length)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    // How many bytes of slashes the text begins with.
    private static int Slashes(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && First(text[count..], out int length) is '/' or '\\')
        {
            count += length;
        }

        return count;
    }

    // -1 for none.
    private static int LastAt(ReadOnlySpan<byte> text)
    {
        int last = -1;
        for (int at = 0; Find(text, at, '@', out int length) is var found and >= 0; at = found + length)
        {
            last = found;
        }

        return last;
    }

    // Where a sign stands next, plain or encoded, and how long it is; -1 for nowhere.
    private static int Find(ReadOnlySpan<byte> text, int from, char sign, out int length)
    {
        for (length = 0; text[from..].IndexOfAny((byte)sign, (byte)'%') is var found and >= 0; from += length)
        {
            from += found;
            if (First(text[from..], out length) == sign)
            {
                return from;
            }
        }

        return -1;
    }

    // The sign at the beginning, and how long it is: ":" of "%3A" as of "%253A".
    private static char First(ReadOnlySpan<byte> text, out int length)
    {
        length = 1;
        if (text[0] != '%')
        {
            return (char)text[0];
        }

        int digits = 1;
        while (text[digits..] is [(byte)'2', (byte)'5', ..])
        {
            digits += 2;
        }

        char sign = text[digits..] switch
        {
            [(byte)'2', (byte)'F' or (byte)'f', ..] => '/',
            [(byte)'3', (byte)'A' or (byte)'a', ..] => ':',
            [(byte)'4', (byte)'0', ..] => '@',
            [(byte)'5', (byte)'C' or (byte)'c', ..] => '\\',
            _ => '%',
        };
        length = sign == '%' ? 1 : digits + 2;
        return sign;
    }
}
