using System.Text;
using Spectre.Console.Rendering;

namespace Penstock.Tool.Reporting;

/// <summary>Text by the columns that it takes on a terminal, where some characters are two wide.</summary>
internal static class CellWidth
{
    /// <summary>As much of a line as a width has room for, with an ellipsis if that is not all.</summary>
    public static string Cut(string text, int width)
    {
        if (new Segment(text).CellCount() <= width)
        {
            return text;
        }

        var cut = new StringBuilder();
        int left = width - 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            string one = rune.ToString();
            left -= new Segment(one).CellCount();
            if (left < 0)
            {
                break;
            }

            cut.Append(one);
        }

        return cut.Append('…').ToString();
    }
}
