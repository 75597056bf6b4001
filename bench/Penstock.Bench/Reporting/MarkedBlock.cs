namespace Penstock.Bench.Reporting;

/// <summary>A part of a page between two comments, which a run writes anew: <c>&lt;!-- bench:NAME --&gt;</c> and <c>&lt;!-- /bench:NAME --&gt;</c>.</summary>
internal static class MarkedBlock
{
    /// <summary>The page with another text between the marks of that name.</summary>
    /// <exception cref="FormatException">The page has no such marks.</exception>
    public static string Replace(string page, string name, string text)
    {
        string opening = $"<!-- bench:{name} -->";
        string closing = $"<!-- /bench:{name} -->";
        int start = page.IndexOf(opening, StringComparison.Ordinal);
        int end = page.IndexOf(closing, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new FormatException($"The page has no {opening} with its {closing} behind it.");
        }

        return $"{page[..(start + opening.Length)]}\n{text.Trim('\n')}\n{page[end..]}";
    }

    /// <summary>The same in a file.</summary>
    public static void Write(string path, string name, string text) => File.WriteAllText(path, Replace(File.ReadAllText(path), name, text));
}
