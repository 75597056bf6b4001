using System.Text.RegularExpressions;
using Penstock.Http;

namespace Penstock.Tests.Http;

internal sealed record ReferenceHead(
    HeadStatus Status, HeadRejection Rejection, int Length, string Method, string Target, int MinorVersion, (string Name, string Value)[] Fields);

/// <summary>The same rules as <see cref="HeadParser"/>, written for the eye: cut the text into lines, split the lines, look at the parts in turn.</summary>
internal static partial class ReferenceHeadParser
{
    private const string Token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int MaxMethod = 64;

    internal static ReferenceHead Parse(string received, LimitConfig limits)
    {
        string text = received[..Math.Min(received.Length, limits.MaxHeadBytes)];
        try
        {
            return Read(text, limits);
        }
        catch (Verdict verdict)
        {
            HeadRejection rejection = verdict.Rejection is HeadRejection.None && text.Length == limits.MaxHeadBytes
                ? HeadRejection.HeadTooLarge
                : verdict.Rejection;
            HeadStatus status = rejection is HeadRejection.None ? HeadStatus.Incomplete : HeadStatus.Rejected;
            return new(status, rejection, 0, "", "", 0, []);
        }
    }

    private static ReferenceHead Read(string text, LimitConfig limits)
    {
        if (text.StartsWith('\u0016'))
        {
            throw new Verdict(text == "\u0016" ? HeadRejection.None : text[1] == '\u0003' ? HeadRejection.TlsOnPlainPort : HeadRejection.InvalidMethod);
        }

        Queue<Match> lines = new(Line().Matches(text));
        if (lines.Peek().Value == "\r\n")
        {
            lines.Dequeue();
        }

        Match requestLine = lines.Dequeue();
        string[] parts = requestLine.Groups["content"].Value.Split(' ');
        ReadPart(parts[0], isLast: parts.Length == 1, MaxMethod, c => Token.Contains(c),
            HeadRejection.InvalidMethod, HeadRejection.InvalidMethod, requestLine);
        ReadPart(parts[1], isLast: parts.Length == 2, limits.MaxTargetBytes, c => c is > ' ' and < '\u007f',
            HeadRejection.InvalidTarget, HeadRejection.TargetTooLong, requestLine);
        ReadVersion(parts[2], isLast: parts.Length == 3, requestLine);

        List<(string, string)> fields = [];
        while (true)
        {
            Match line = lines.Dequeue();
            if (line.Groups["content"].Length == 0)
            {
                End(line, HeadRejection.None);
                return new(HeadStatus.Complete, HeadRejection.None, line.Index + line.Length, parts[0], parts[1], parts[2][^1] - '0', [.. fields]);
            }

            fields.Add(ReadField(line, fields.Count, limits.MaxFields));
        }
    }

    private static void ReadPart(
        string part, bool isLast, int max, Func<char, bool> allowed, HeadRejection invalid, HeadRejection tooLong, Match line)
    {
        string run = string.Concat(part.TakeWhile(allowed));
        if (run.Length > max)
        {
            throw new Verdict(tooLong);
        }

        if (run != part)
        {
            throw new Verdict(part[run.Length] == '\t' ? HeadRejection.InvalidRequestLine : invalid);
        }

        if (isLast)
        {
            End(line, HeadRejection.InvalidRequestLine);
        }

        if (isLast || part.Length == 0)
        {
            throw new Verdict(HeadRejection.InvalidRequestLine);
        }
    }

    private static void ReadVersion(string version, bool isLast, Match line)
    {
        for (int length = 1; length <= version.Length; length++)
        {
            string prefix = version[..length];
            if (!Version().IsMatch(length < 8 ? prefix + "HTTP/1.1"[length..] : prefix))
            {
                throw new Verdict(prefix[^1] == '\t' ? HeadRejection.InvalidRequestLine : HeadRejection.InvalidVersion);
            }

            if (length == 8 && prefix[5] != '1')
            {
                throw new Verdict(HeadRejection.UnsupportedVersion);
            }
        }

        if (!isLast)
        {
            throw new Verdict(HeadRejection.InvalidRequestLine);
        }

        End(line, version.Length == 8 ? HeadRejection.None : version.Length == 0 ? HeadRejection.InvalidRequestLine : HeadRejection.InvalidVersion);
    }

    private static (string Name, string Value) ReadField(Match line, int index, int max)
    {
        string content = line.Groups["content"].Value;
        if (content[0] is ' ' or '\t')
        {
            throw new Verdict(index == 0 ? HeadRejection.WhitespaceBeforeFirstField : HeadRejection.LineFolding);
        }

        if (index == max)
        {
            throw new Verdict(HeadRejection.TooManyFields);
        }

        string[] parts = content.Split(':', 2);
        string token = string.Concat(parts[0].TakeWhile(c => Token.Contains(c)));
        if (token != parts[0])
        {
            throw new Verdict(parts[0][token.Length] is ' ' or '\t' ? HeadRejection.WhitespaceBeforeColon : HeadRejection.InvalidFieldName);
        }

        if (parts.Length == 1)
        {
            End(line, HeadRejection.MissingColon);
        }

        if (parts[0].Length == 0)
        {
            throw new Verdict(HeadRejection.EmptyFieldName);
        }

        if (parts[1].Any(c => c is < ' ' and not '\t' or '\u007f'))
        {
            throw new Verdict(HeadRejection.InvalidFieldValue);
        }

        End(line, HeadRejection.None);
        return (parts[0], parts[1].Trim(' ', '\t'));
    }

    /// <summary>The content of the line is right; is its end? If it is, <paramref name="here"/> says whether a line may end here.</summary>
    private static void End(Match line, HeadRejection here)
    {
        HeadRejection? rejection = line.Groups["end"].Value switch
        {
            "\r\n" => here is HeadRejection.None ? null : here,
            "\n" => HeadRejection.BareLineFeed,
            "\r" => HeadRejection.BareCarriageReturn,
            _ => HeadRejection.None,
        };
        if (rejection is { } reason)
        {
            throw new Verdict(reason);
        }
    }

    [GeneratedRegex(@"\G(?<content>[^\r\n]*)(?<end>\r\n|\n|\r(?=.)|(?=\r?\z))", RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex(@"\AHTTP/[0-9]\.[0-9]\z")]
    private static partial Regex Version();

    private sealed class Verdict(HeadRejection rejection) : Exception
    {
        internal HeadRejection Rejection { get; } = rejection;
    }
}
