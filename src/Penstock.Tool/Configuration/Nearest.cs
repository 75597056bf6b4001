namespace Penstock.Tool.Configuration;

/// <summary>Finds what somebody may have meant who wrote something else.</summary>
internal static class Nearest
{
    /// <summary>The word that is at most two slips away (Levenshtein distance), or one slip in three letters; null if there is none.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        if (word.Length > 40)
        {
            return null;
        }

        (string? best, int least) = (null, int.MaxValue);
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToLowerInvariant().Replace('_', '-'), candidate);
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best is not null && least <= Math.Min(2, Math.Max(best.Length, word.Length) / 3) ? best : null;
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
