using CsCheck;

namespace Penstock.Tests.Http;

/// <summary>Small damage to a text, at random places: what a generator of nearly valid messages needs to get invalid ones.</summary>
internal static class TextEdits
{
    /// <summary>Up to <paramref name="max"/> edits, one after the other: insert, replace or remove a character, or repeat a stretch.</summary>
    /// <param name="characters">What is put in: those that mean something to the reader should come up more often than others.</param>
    /// <param name="max">The most edits.</param>
    internal static Gen<Func<string, string>> Some(Gen<char> characters, int max) =>
        One(characters).Array[0, max].Select(edits => (Func<string, string>)(text => edits.Aggregate(text, (s, edit) => edit(s))));

    private static Gen<Func<string, string>> One(Gen<char> characters) => Gen.OneOf<Func<string, string>>(
        Gen.Select(Gen.Double.Unit, characters, (at, c) => (Func<string, string>)(s => s.Insert(Index(at, s.Length + 1), c.ToString()))),
        Gen.Select(Gen.Double.Unit, characters, (at, c) => (Func<string, string>)(s => s.Length == 0 ? s : Replace(s, Index(at, s.Length), c))),
        Gen.Select(Gen.Double.Unit, at => (Func<string, string>)(s => s.Length == 0 ? s : s.Remove(Index(at, s.Length), 1))),
        Gen.Select(Gen.Double.Unit, Gen.Int[1, 30], (at, n) => (Func<string, string>)(s => Repeat(s, Index(at, s.Length + 1), n))));

    private static int Index(double at, int length) => (int)(at * length);

    private static string Replace(string s, int at, char c) => s[..at] + c + s[(at + 1)..];

    private static string Repeat(string s, int at, int length) => s.Insert(at, s.Substring(at, Math.Min(length, s.Length - at)));
}
