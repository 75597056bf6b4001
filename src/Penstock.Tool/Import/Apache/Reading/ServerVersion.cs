using System.Text.RegularExpressions;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>What <c>&lt;IfVersion&gt;</c> compares with: the Apache whose behaviour is matched.</summary>
internal static class ServerVersion
{
    private static readonly int[] Version = [2, 4, 71];

    private static readonly string Text = string.Join('.', Version);

    /// <summary>Whether a comparison holds; null if it is none.</summary>
    public static bool? Compare(IReadOnlyList<string> words)
    {
        string operation = words.Count > 1 ? words[0] : "=";
        string operand = words.Count > 0 ? words[^1] : "";
        bool isNegated = operation is ['!', _, ..];
        operation = isNegated ? operation[1..] : operation;
        bool isPattern = operation == "~" || (operation is "=" or "==" && operand is ['/', _, .., '/']);
        bool? result = words.Count > 2 ? null : isPattern ? Matches(operand.Trim('/')) : Compare(operation, operand);
        return result ^ isNegated;
    }

    private static bool? Compare(string operation, string operand)
    {
        int[] parts = [.. operand.Split('.').Select(part => int.TryParse(part, out int number) && number >= 0 ? number : -1)];
        if (parts.Length > Version.Length || parts.Contains(-1))
        {
            return null;
        }

        int order = Version.Zip([.. parts, .. new int[Version.Length - parts.Length]], (mine, theirs) => mine.CompareTo(theirs)).FirstOrDefault(one => one != 0);
        return operation switch
        {
            "=" or "==" => order == 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            "<=" => order <= 0,
            _ => null,
        };
    }

    private static bool? Matches(string pattern)
    {
        try
        {
            return Regex.IsMatch(Text, pattern, RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
