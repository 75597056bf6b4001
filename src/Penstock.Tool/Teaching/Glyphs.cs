namespace Penstock.Tool.Teaching;

/// <summary>The characters beyond ASCII that a story is drawn with, each one column wide, and what stands for them where they cannot be shown.</summary>
internal static class Glyphs
{
    private static readonly (char Drawn, char Ascii)[] s_all =
        [('─', '-'), ('═', '='), ('▶', '>'), ('◀', '<'), ('│', '|'), ('●', '*'), ('→', '>'), ('…', '~'), ('·', '-')];

    /// <summary>The same in ASCII, column for column. What has no like becomes a question mark.</summary>
    public static string ToAscii(string text) => string.Create(text.Length, text, static (ascii, drawn) =>
    {
        for (int i = 0; i < drawn.Length; i++)
        {
            int index = Array.FindIndex(s_all, pair => pair.Drawn == drawn[i]);
            ascii[i] = index >= 0 ? s_all[index].Ascii : char.IsAscii(drawn[i]) ? drawn[i] : '?';
        }
    });
}
