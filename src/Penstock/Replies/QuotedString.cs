using System.Text;

namespace Penstock.Replies;

/// <summary>A string in quotes, as fields have it (RFC 9110, section 5.6.4; RFC 9651, section 3.3.3): quote and backslash escaped, and nothing but ASCII.</summary>
internal static class QuotedString
{
    /// <summary>The text in quotes; what is not printable ASCII becomes a question mark.</summary>
    public static string Of(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (char c in text)
        {
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : c is >= ' ' and < '\x7f' ? c.ToString() : "?");
        }

        return quoted.Append('"').ToString();
    }
}
