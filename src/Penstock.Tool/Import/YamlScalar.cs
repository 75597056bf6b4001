using System.Buffers;
using System.Globalization;
using System.Text;

namespace Penstock.Tool.Import;

/// <summary>Values as YAML takes them back unchanged.</summary>
internal static class YamlScalar
{
    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    // What some reader of YAML takes for something else than a text.
    private static readonly HashSet<string> Words = new(["true", "false", "yes", "no", "on", "off", "y", "n", "null", "any"], StringComparer.OrdinalIgnoreCase);

    public static string Write(ImportedScalar scalar) => scalar.IsWord || IsHarmless(scalar.Text) ? scalar.Text : Quote(scalar.Text);

    private static bool IsHarmless(string text) =>
        text.Length > 0
        && char.IsAsciiLetterOrDigit(text[0])
        && !text.AsSpan().ContainsAnyExcept(Harmless)
        && !Words.Contains(text)
        && (text.Contains('/', StringComparison.Ordinal) || text.Count(c => c == '.') > 1 || text.Any(c => char.IsAsciiLetter(c) && c is not ('e' or 'E' or 'x' or 'o')));

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (c == '$' && i + 1 < text.Length && text[i + 1] == '{')
            {
                quoted.Append("$$"); // the native file would look for a variable
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff')
            {
                // A pair of surrogates is one character above the first plane; half of one is none, and nothing can hold it.
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                {
                    quoted.Append(c).Append(text[++i]);
                }
                else
                {
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)(char.IsSurrogate(c) ? '\ufffd' : c):x4}");
                }
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append('"').ToString();
    }
}
