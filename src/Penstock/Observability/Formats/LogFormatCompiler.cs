using System.Globalization;
using System.Text;

namespace Penstock.Observability.Formats;

/// <summary>Reads a LogFormat string of mod_log_config and compiles it to pieces, those that never change joined into one.</summary>
internal sealed class LogFormatCompiler(LogSettings settings)
{
    private readonly List<LogPiece> _pieces = [];
    private readonly List<byte> _literal = [];
    private readonly LogCodes _codes = new(settings);

    /// <summary>What the pieces need.</summary>
    public LogNeeds Needs => _codes.Needs;

    /// <summary>The pieces; null if the format cannot be used, and <paramref name="problem"/> says why.</summary>
    public LogPiece[]? Compile(string format, out string? problem)
    {
        problem = null;
        int at = 0;
        while (at < format.Length && problem is null)
        {
            if (format[at] == '%')
            {
                at++;
                problem = ReadDirective(format, ref at);
            }
            else
            {
                ReadLiteral(format, ref at);
            }
        }

        if (problem is not null)
        {
            return null;
        }

        EndLiteral();
        return [.. _pieces];
    }

    // Of the escapes those that Apache has, and the quote, which somebody who copies from Apache's configuration has escaped for its reader.
    private void ReadLiteral(string format, ref int at)
    {
        int end = format.AsSpan(at).IndexOfAny('%', '\\') is var next and >= 0 ? at + next : format.Length;
        _literal.AddRange(Encoding.UTF8.GetBytes(format[at..end]));
        at = end;
        if (at == format.Length || format[at] == '%')
        {
            return;
        }

        (string text, int length) = (at + 1 < format.Length ? format[at + 1] : '\0') switch
        {
            'n' => ("\n", 2),
            't' => ("\t", 2),
            'r' => ("\r", 2),
            '"' => ("\"", 2),
            '\\' => ("\\", 2),
            _ => ("\\", 1),
        };
        _literal.AddRange(Encoding.UTF8.GetBytes(text));
        at += length;
    }

    // As Apache reads it: after the percent sign modifiers in any order, then the letter.
    private string? ReadDirective(string format, ref int at)
    {
        int start = at - 1;
        bool isNegated = false;
        string? argument = null;
        var statuses = new List<int>();
        while (at < format.Length)
        {
            char c = format[at];
            switch (c)
            {
                case '!':
                    isNegated = !isNegated;
                    break;
                // The original and the final request of a redirect inside the server: here they are one.
                case '<' or '>' or ',':
                    break;
                case '{':
                    int end = format.IndexOf('}', at);
                    if (end < 0)
                    {
                        return $"\"{format[start..]}\" has no }} to its {{";
                    }

                    argument = format[(at + 1)..end];
                    at = end;
                    break;
                case >= '0' and <= '9':
                    if (!ReadStatus(format, ref at, statuses))
                    {
                        return $"\"{format[start..at]}\": a status has three digits";
                    }

                    continue;
                default:
                    return Add(format, start, ref at, argument, statuses, isNegated);
            }

            at++;
        }

        return $"\"{format[start..]}\" ends before its letter (a percent sign of its own is written %%)";
    }

    private static bool ReadStatus(string format, ref int at, List<int> statuses)
    {
        int start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            at++;
        }

        if (at - start != 3)
        {
            return false;
        }

        statuses.Add(int.Parse(format.AsSpan(start, 3), NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    private string? Add(string format, int start, ref int at, string? argument, List<int> statuses, bool isNegated)
    {
        int length = format[at] == '^' && at + 2 < format.Length ? 3 : 1;
        string code = format.Substring(at, length);
        at += length;
        if (code == "%")
        {
            _literal.Add((byte)'%');
            return null;
        }

        LogPiece? piece = _codes.Compile(code, argument ?? "", out string? problem);
        if (problem is not null)
        {
            return $"\"{format[start..at]}\" {problem}";
        }

        if (piece is null)
        {
            // It cannot be known, whatever the status.
            _literal.Add((byte)'-');
            return null;
        }

        EndLiteral();
        _pieces.Add(statuses.Count == 0 ? piece : OnlyFor([.. statuses], isNegated, piece));
        return null;
    }

    private static LogPiece OnlyFor(int[] statuses, bool isNegated, LogPiece piece) => (ref LogLine line, RequestTimeline request) =>
    {
        if (Array.IndexOf(statuses, request.Status) >= 0 == isNegated)
        {
            line.Append((byte)'-');
        }
        else
        {
            piece(ref line, request);
        }
    };

    private void EndLiteral()
    {
        if (_literal.Count > 0)
        {
            byte[] literal = [.. _literal];
            _pieces.Add((ref LogLine line, RequestTimeline _) => line.Append(literal));
            _literal.Clear();
        }
    }
}
