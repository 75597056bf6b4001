using System.Text;

namespace Penstock.Tool.Admin;

/// <summary>Words that must each appear in a text, in upper or lower case (of ASCII).</summary>
internal readonly struct SearchWords
{
    private const int MostWords = 20;

    private readonly byte[][] _words;

    private SearchWords(byte[][] words) => _words = words;

    /// <summary>False if there are too many.</summary>
    public static bool TryParse(string text, out SearchWords words)
    {
        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        words = new([.. parts.Take(MostWords).Select(static word => Encoding.UTF8.GetBytes(Lower(word)))]);
        return parts.Length <= MostWords;
    }

    /// <summary>Whether there are any.</summary>
    public bool Any => _words.Length > 0;

    /// <summary>Whether each of them is in a text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="room">At least as long; it is written over.</param>
    public bool AreIn(ReadOnlySpan<byte> text, Span<byte> room)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            room[i] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        }

        foreach (byte[] word in _words)
        {
            if (room[..text.Length].IndexOf(word) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string Lower(string word) => string.Create(word.Length, word, static (to, from) =>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });
}
