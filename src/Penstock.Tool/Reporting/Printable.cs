using System.Globalization;
using System.Text;

namespace Penstock.Tool.Reporting;

/// <summary>Text that came from outside, made fit for a terminal: what could move the cursor, hide, or turn the direction of writing is a question mark.</summary>
internal static class Printable
{
    /// <param name="text">The text; null for none.</param>
    /// <param name="most">How many characters of it are wanted.</param>
    public static string Of(string? text, int most = 200)
    {
        if (text is null)
        {
            return "";
        }

        var printable = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (printable.Length >= most)
            {
                break;
            }

            // A surrogate that stood alone has become U+FFFD by now.
            bool isPlain = Rune.GetUnicodeCategory(rune) is not (
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
            printable.Append(isPlain ? rune.ToString() : "?");
        }

        return printable.ToString();
    }
}
