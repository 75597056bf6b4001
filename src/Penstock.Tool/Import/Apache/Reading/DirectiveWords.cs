using System.Text;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>Words as Apache parts them: by space, unless in single or double quotes; a backslash escapes itself and the quote. There are no comments behind them.</summary>
internal static class DirectiveWords
{
    /// <summary>Takes the first word off; empty if there is none.</summary>
    public static string Take(ref ReadOnlySpan<char> line)
    {
        line = line.TrimStart();
        if (line.IsEmpty)
        {
            return "";
        }

        var word = new StringBuilder();
        char quote = line[0] is '"' or '\'' ? line[0] : '\0';
        int i = quote == '\0' ? 0 : 1;
        for (; i < line.Length && (quote == '\0' ? !char.IsWhiteSpace(line[i]) : line[i] != quote); i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length && (line[i + 1] == '\\' || (quote != '\0' && line[i + 1] == quote)))
            {
                i++;
            }

            word.Append(line[i]);
        }

        line = line[Math.Min(i + (quote == '\0' ? 0 : 1), line.Length)..].TrimStart();
        return word.ToString();
    }

    /// <summary>All of them.</summary>
    public static List<string> All(ReadOnlySpan<char> line)
    {
        List<string> words = [];
        for (line = line.TrimStart(); !line.IsEmpty;)
        {
            words.Add(Take(ref line));
        }

        return words;
    }
}
