using System.Buffers;

namespace Penstock.Tool.Reporting;

/// <summary>Text in lines of at most a width, broken at spaces, the first with its indentation; a word that is longer than a line is broken behind a mark in it, or cut.</summary>
internal static class TextWrap
{
    private static readonly SearchValues<char> s_marks = SearchValues.Create("_/.:-,");

    public static List<string> Lines(string text, int width)
    {
        List<string> lines = [];
        ReadOnlySpan<char> rest = text.AsSpan().TrimEnd(' ');
        while (rest.Length > width)
        {
            // What indents a line is no place to break it.
            int indent = rest.Length - rest.TrimStart(' ').Length;
            int end = rest[..(width + 1)].LastIndexOf(' ');
            end = end > indent ? end : rest[..width].LastIndexOfAny(s_marks) + 1;
            end = end > 0 ? end : width;
            lines.Add(rest[..end].TrimEnd(' ').ToString());
            rest = rest[end..].TrimStart(' ');
        }

        lines.Add(rest.ToString());
        return lines;
    }
}
