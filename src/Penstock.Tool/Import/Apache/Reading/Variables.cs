using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>What <c>Define</c>, <c>-D</c> and the environment have defined.</summary>
/// <param name="defines">From the command line: <c>NAME</c>, or <c>NAME=VALUE</c>.</param>
/// <param name="environment">The environment.</param>
internal sealed class Variables
{
    // A variable in whose value it stands doubles at each turn.
    private const int LongestLine = 64 * 1024;

    // <IfDefine> minds the case of a name, and ${NAME} does not.
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
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

    /// <summary>Whether <c>&lt;IfDefine&gt;</c> finds a name.</summary>
    public bool IsDefined(string name) => _defined.Contains(name);

    /// <summary>Defines a name, with a value for <c>${NAME}</c> or, null or empty, without; the value that it has it keeps then.</summary>
    public void Define(string name, string? value)
    {
        _defined.Add(name);
        if (!string.IsNullOrEmpty(value))
        {
            _values[name] = value;
        }
    }

    public void Undefine(string name)
    {
        _defined.Remove(name);
        _values.Remove(name);
    }

    /// <summary>Puts the values into a line, once. What is not defined stays as it is written, as in Apache, and is added to <paramref name="undefined"/>. False if the line grew too long.</summary>
    public bool TryResolve(string line, ICollection<string> undefined, [NotNullWhen(true)] out string? resolved)
    {
        resolved = line;
        int at = line.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
        {
            return true;
        }

        var result = new StringBuilder();
        int done = 0;
        while (at >= 0 && line.IndexOf('}', at) is >= 0 and var end)
        {
            string name = line[(at + 2)..end];
            result.Append(line, done, at - done);
            if (Value(name) is { } value)
            {
                result.Append(value);
            }
            else
            {
                result.Append(line, at, end + 1 - at);
                undefined.Add(name);
            }

            if (result.Length > LongestLine)
            {
                return false;
            }

            done = end + 1;
            at = line.IndexOf("${", done, StringComparison.Ordinal);
        }

        resolved = result.Append(line, done, line.Length - done).ToString();
        return resolved.Length <= LongestLine;
    }

    private string? Value(string name) =>
        _values.GetValueOrDefault(name) ?? (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') ? null : _environment(name) is { } value && value.Any(char.IsControl) ? null : _environment(name));
}
