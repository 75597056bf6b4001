using System.Text;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>The lines of a file as Apache counts them: a backslash at the very end of one, comments not excepted, joins the next to it.</summary>
internal static class LogicalLines
{
    /// <summary>Each line that is neither empty nor a comment, without the space around it, and the number of its first part.</summary>
    public static IEnumerable<(int Number, string Text)> Of(string text)
    {
        var joined = new StringBuilder();
        (int number, int first) = (0, 1);
        foreach (ReadOnlyMemory<char> part in Split(text))
        {
            number++;
            ReadOnlySpan<char> line = part.Span.TrimEnd('\r');
            if (line is [.., '\\'])
            {
                joined.Append(line[..^1]);
                continue;
            }

            string whole = joined.Append(line).ToString().Trim(' ', '\t', '\v', '\f', '\r');
            if (whole.Length > 0 && whole[0] != '#')
            {
                yield return (first, whole);
            }

            joined.Clear();
            first = number + 1;
        }

        // A backslash at the end of the file joins nothing.
        if (joined.ToString().Trim() is { Length: > 0 } rest && rest[0] != '#')
        {
            yield return (first, rest);
        }
    }

    private static IEnumerable<ReadOnlyMemory<char>> Split(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) is >= 0 and var at ? at : text.Length;
            yield return text.AsMemory(start, end - start);
            start = end + 1;
        }
    }
}
