namespace Penstock.Tool.Configuration;

/// <summary>Finds what somebody may have meant who wrote something else.</summary>
internal static class Nearest
{
    /// <summary>The word that is at most two slips away, or one slip in three letters; null if there is none. Two letters in the wrong order are one slip (optimal string alignment).</summary>
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
        int[] before = [];
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] next = new int[row.Length];
            next[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? before[j - 2] + 1 : int.MaxValue;
                next[j] = Math.Min(Math.Min(substituted, swapped), Math.Min(row[j], next[j - 1]) + 1);
            }

            (before, row) = (row, next);
        }

        return row[b.Length];
    }
}
