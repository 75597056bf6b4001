using System.Buffers;
using System.Globalization;
using System.Text;

namespace Penstock.Recognition;

/// <summary>Bytes of a peer as text that is safe to print: ASCII as it is, everything else, and the backslash, as <c>\xHH</c>.</summary>
internal static class PrintableText
{
    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Where(value => value != '\\').Select(value => (byte)value)]);

    public static string From(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAnyExcept(s_plain))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length * 2);
        foreach (byte value in bytes)
        {
            _ = s_plain.Contains(value) ? text.Append((char)value) : text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
        }

        return text.ToString();
    }

    /// <summary>The text, cut to a length; what was escaped may be cut in the middle.</summary>
    public static string From(ReadOnlySpan<byte> bytes, int max)
    {
        string text = From(bytes[..Math.Min(bytes.Length, max)]);
        return text.Length <= max ? text : text[..max];
    }
}
