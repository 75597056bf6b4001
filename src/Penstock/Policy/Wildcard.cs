namespace Penstock.Policy;

/// <summary>A pattern with shell wildcards, as Apache's <c>&lt;Proxy&gt;</c> sections have them: <c>*</c> any text, <c>?</c> one character, <c>[a-z]</c> and <c>[!a-z]</c> one of a set, a backslash takes the
/// next as it is. A slash is a character like the others. Letters match in either case up to a place in the text: schemes and names have none, paths have.</summary>
/// <remarks>Time is at most the product of both lengths: one place to go back to is enough, since a later star makes the earlier ones' choice good.</remarks>
internal sealed class Wildcard(string pattern)
{
    /// <summary>Whether it matches the whole of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="exactFrom">From this place of the text on, a letter matches only itself; its length for nowhere.</param>
    /// <param name="hostEnd">Where a host ends that is to match by itself: what stands for any text before that place, and has more of a name behind it, does not reach past it. 0 for none.</param>
    public bool Matches(string text, int exactFrom, int hostEnd = 0)
    {
        int at = 0;
        int inText = 0;
        int star = -1;
        int afterStar = 0;
        int mostAfterStar = 0;
        while (inText < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = ++at;
                afterStar = inText;
                mostAfterStar = inText < hostEnd && HasNameAt(at) ? hostEnd : text.Length;
            }
            else if (at < pattern.Length && (inText != hostEnd || hostEnd == 0 || IsItself(at)) && MatchesOne(at, text[inText], isExact: inText >= exactFrom, out int next))
            {
                at = next;
                inText++;
            }
            else if (star >= 0 && afterStar < mostAfterStar)
            {
                at = star;
                inText = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }

        return at == pattern.Length;
    }

    /// <summary>Where a set that begins there is closed; less than 0 if it is not, and the bracket stands for itself. One right behind the first is a member.</summary>
    public static int EndOfSet(string pattern, int at) => pattern.IndexOf(']', Math.Min(at + 2, pattern.Length));

    public override string ToString() => pattern;

    // "*.example/…" names a host, "*/…" and "*" at the end leave it open.
    private bool HasNameAt(int at)
    {
        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }

        return at < pattern.Length && pattern[at] != '/';
    }

    // The slash that ends a host is written out.
    private bool IsItself(int at) => pattern[at] is not ('?' or '[');

    private bool MatchesOne(int at, char c, bool isExact, out int next)
    {
        next = at + 1;
        switch (pattern[at])
        {
            case '?':
                return true;
            case '[' when EndOfSet(pattern, at) is > 0 and var end:
                next = end + 1;
                return MatchesSet(pattern.AsSpan(at + 1, end - at - 1), c, isExact);
            case '\\' when at + 1 < pattern.Length:
                next = at + 2;
                return IsSame(pattern[at + 1], c, isExact);
            default:
                return IsSame(pattern[at], c, isExact);
        }
    }

    private static bool MatchesSet(ReadOnlySpan<char> set, char c, bool isExact)
    {
        bool negated = set is ['!' or '^', ..];
        set = negated ? set[1..] : set;
        c = Folded(c, isExact);
        bool found = false;
        for (int i = 0; i < set.Length && !found; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found = c >= Folded(set[i], isExact) && c <= Folded(set[i + 2], isExact);
                i += 2;
            }
            else
            {
                found = IsSame(set[i], c, isExact);
            }
        }

        return found != negated;
    }

    private static bool IsSame(char a, char b, bool isExact) => Folded(a, isExact) == Folded(b, isExact);

    private static char Folded(char c, bool isExact) => isExact ? c : char.ToLowerInvariant(c);
}
