using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>What <c>Define</c>, <c>-D</c> and the environment have defined.</summary>
/// <param name="defines">From the command line: <c>NAME</c>, or <c>NAME=VALUE</c>.</param>
/// <param name="environment">The environment.</param>
internal sealed class Variables
{
    // A variable in whose value it stands doubles at each turn.
    private const int LongestWord = 64 * 1024;

    private readonly Dictionary<string, string?> _defined = new(StringComparer.Ordinal);
    private readonly Func<string, string?> _environment;

    public Variables(IEnumerable<string> defines, Func<string, string?> environment)
    {
        _environment = environment;
        foreach (string define in defines)
        {
            int equals = define.IndexOf('=', StringComparison.Ordinal);
            Define(equals < 0 ? define : define[..equals], equals < 0 ? null : define[(equals + 1)..]);
        }
    }

    public bool IsDefined(string name) => _defined.ContainsKey(name);

    /// <summary>Defines a name, with a value for <c>${NAME}</c> or, null, without.</summary>
    public void Define(string name, string? value) => _defined[name] = value ?? _defined.GetValueOrDefault(name);

    public void Undefine(string name) => _defined.Remove(name);

    /// <summary>Puts in the values, once. What is not defined stays as it is written, as in Apache, and is added to <paramref name="undefined"/>. False if the word grew too long.</summary>
    public bool TryResolve(string word, ICollection<string> undefined, [NotNullWhen(true)] out string? resolved)
    {
        resolved = word;
        int at = word.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
        {
            return true;
        }

        var result = new StringBuilder();
        int done = 0;
        while (at >= 0 && word.IndexOf('}', at) is >= 0 and var end)
        {
            string name = word[(at + 2)..end];
            result.Append(word, done, at - done);
            if (Value(name) is { } value)
            {
                result.Append(value);
            }
            else
            {
                result.Append(word, at, end + 1 - at);
                undefined.Add(name);
            }

            if (result.Length > LongestWord)
            {
                return false;
            }

            done = end + 1;
            at = word.IndexOf("${", done, StringComparison.Ordinal);
        }

        resolved = result.Append(word, done, word.Length - done).ToString();
        return resolved.Length <= LongestWord;
    }

    private string? Value(string name) =>
        _defined.GetValueOrDefault(name) ?? (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') ? null : _environment(name) is { } value && value.Any(char.IsControl) ? null : _environment(name));
}
