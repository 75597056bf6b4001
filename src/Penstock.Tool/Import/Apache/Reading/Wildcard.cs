namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>Names of files as the shell matches them: <c>*</c>, <c>?</c> and <c>[a-z]</c>, none of which is a slash.</summary>
internal static class Wildcard
{
    public static bool IsOne(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>Whether a name matches; in time that is at most the product of the lengths.</summary>
    public static bool Matches(string pattern, string name)
    {
        (int p, int n, int star, int retry) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, retry) = (p++, n);
            }
            else if (p < pattern.Length && MatchesOne(pattern, ref p, name[n]))
            {
                n++;
            }
            else if (star >= 0 && name[retry] != '/')
            {
                (p, n) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }

    // Moves past one piece of the pattern if it takes the character.
    private static bool MatchesOne(string pattern, ref int p, char c)
    {
        int end = pattern[p] == '[' ? pattern.IndexOf(']', Math.Min(p + 2, pattern.Length)) : -1;
        bool matches = end < 0 ? pattern[p] == c || (pattern[p] == '?' && c != '/') : c != '/' && IsInClass(pattern.AsSpan(p + 1, end - p - 1), c);
        p = !matches ? p : end < 0 ? p + 1 : end + 1;
        return matches;
    }

    private static bool IsInClass(ReadOnlySpan<char> set, char c)
    {
        bool isNegated = set[0] is '!' or '^';
        set = isNegated ? set[1..] : set;
        bool found = false;
        for (int i = 0; i < set.Length; i++)
        {
            bool isRange = i + 2 < set.Length && set[i + 1] == '-';
            found |= isRange ? c >= set[i] && c <= set[i + 2] : c == set[i];
            i += isRange ? 2 : 0;
        }

        return found != isNegated;
    }
}
