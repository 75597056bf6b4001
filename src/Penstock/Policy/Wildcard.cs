namespace Penstock.Policy;

/// <summary>A pattern with shell wildcards, as Apache's <c>&lt;Proxy&gt;</c> sections have them: <c>*</c> any text, <c>?</c> one character, <c>[a-z]</c> and <c>[!a-z]</c> one of a set, a backslash takes the
/// next as it is. A slash is a character like the others. ASCII letters match in either case: names and schemes have none.</summary>
/// <remarks>Time is at most the product of both lengths: one place to go back to is enough, since a later star makes the earlier ones' choice good.</remarks>
internal sealed class Wildcard(string pattern)
{
    public bool Matches(string text)
    {
        int at = 0;
        int inText = 0;
        int star = -1;
        int afterStar = 0;
        while (inText < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = ++at;
                afterStar = inText;
            }
            else if (at < pattern.Length && MatchesOne(at, text[inText], out int next))
            {
                at = next;
                inText++;
            }
            else if (star >= 0)
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

    public override string ToString() => pattern;

    private bool MatchesOne(int at, char c, out int next)
    {
        next = at + 1;
        switch (pattern[at])
        {
            case '?':
                return true;
            case '[' when pattern.IndexOf(']', Math.Min(at + 2, pattern.Length)) is > 0 and var end:
                next = end + 1;
                return MatchesSet(pattern.AsSpan(at + 1, end - at - 1), c);
            case '\\' when at + 1 < pattern.Length:
                next = at + 2;
                return IsSame(pattern[at + 1], c);
            default:
                return IsSame(pattern[at], c);
        }
    }

    private static bool MatchesSet(ReadOnlySpan<char> set, char c)
    {
        bool negated = set is ['!' or '^', ..];
        set = negated ? set[1..] : set;
        c = char.ToLowerInvariant(c);
        bool found = false;
        for (int i = 0; i < set.Length && !found; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found = c >= char.ToLowerInvariant(set[i]) && c <= char.ToLowerInvariant(set[i + 2]);
                i += 2;
            }
            else
            {
                found = IsSame(set[i], c);
            }
        }

        return found != negated;
    }

    private static bool IsSame(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
