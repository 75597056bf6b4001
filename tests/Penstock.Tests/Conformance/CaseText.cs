using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Tests.Conformance;

/// <summary>
/// Bytes as a row writes them, each a character of Latin-1. Escapes: <c>\r \n \t \0 \s</c> (space), <c>\\ \{ \} \xNN</c>. In braces: the places of
/// <see cref="CasePlaces"/>, <c>{repeat 3 text}</c>, <c>{pad 100 x}</c> (x until all is 100 bytes long); and, where something is expected,
/// <c>{any}</c> (the rest of a line), <c>{rest}</c> (anything but another response), <c>{truncated}</c> (anything without the end of a chunked body),
/// <c>{prefix text}</c> (text or its beginning), <c>{chunks text}</c> (text in chunks, however cut, without the last one),
/// <c>{or-nothing}</c> at the end (no bytes at all are as good), <c>{error 502 close}</c> (Penstock's own answer; or <c>keep-alive</c>).
/// </summary>
internal static partial class CaseText
{
    private const string NoResponse = @"(?:(?!HTTP/1\.1 \d{3} )[\s\S])*";

    /// <summary>The bytes themselves.</summary>
    public static string Expand(string text, CasePlaces places)
    {
        var bytes = new StringBuilder();
        foreach ((string name, string argument) in Parts(text))
        {
            bytes.Append(ExpandPart(name, argument, places, bytes.Length));
        }

        return bytes.ToString();
    }

    /// <summary>What all of the bytes are to look like.</summary>
    public static Regex Expect(string text, CasePlaces places)
    {
        var pattern = new StringBuilder(@"\A(?:");
        foreach ((string name, string argument) in Parts(text))
        {
            pattern.Append(name switch
            {
                "or-nothing" => "|",
                "any" => @"[^\r\n]*",
                "rest" => NoResponse,
                "truncated" => @"(?:(?!0\r\n\r\n)[\s\S])*",
                "prefix" => AnyPrefix(Expand(argument, places)),
                "chunks" => AnyChunks(Expand(argument, places)),
                "error" => OwnAnswer(argument.Split(' ')),
                _ => Regex.Escape(ExpandPart(name, argument, places, 0)),
            });
        }

        return new Regex(pattern.Append(@")\z").ToString(), RegexOptions.CultureInvariant);
    }

    /// <summary>Bytes for people: escaped, a line for each line.</summary>
    public static string Show(string bytes)
    {
        const int Most = 3000;
        if (bytes.Length == 0)
        {
            return "    nothing";
        }

        string shown = bytes.Length <= Most ? bytes : $"{bytes[..(Most / 2)]} [... {bytes.Length} bytes in all ...] {bytes[^(Most / 2)..]}";
        var text = new StringBuilder("    ");
        foreach (char c in shown)
        {
            text.Append(c switch
            {
                '\r' => @"\r",
                '\n' => "\\n\n    ",
                '\t' => @"\t",
                '\0' => @"\0",
                '\\' => @"\\",
                < ' ' or >= '\x7f' => $@"\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return text.ToString().TrimEnd();
    }

    private static string ExpandPart(string name, string argument, CasePlaces places, int before)
    {
        switch (name)
        {
            case "":
                return argument;
            case "repeat":
                (int count, string piece) = Counted(argument);
                return new StringBuilder().Insert(0, Expand(piece, places), count).ToString();
            case "pad":
                (int length, string filler) = Counted(argument);
                return new string(filler[0], length - before);
            default:
                return places.Of(name) ?? throw new FormatException($"{{{name}}} means nothing here");
        }
    }

    /// <summary>Cuts text into bytes without a name, and names in braces with what they are given.</summary>
    private static IEnumerable<(string Name, string Argument)> Parts(string text)
    {
        foreach (Match part in PartPattern().Matches(text))
        {
            if (part.Groups["name"].Success)
            {
                yield return (part.Groups["name"].Value, part.Groups["argument"].Value);
            }
            else
            {
                yield return ("", Unescape(part.Value));
            }
        }
    }

    private static string Unescape(string text) => EscapePattern().Replace(text, escape => escape.Groups[1].Value switch
    {
        "r" => "\r",
        "n" => "\n",
        "t" => "\t",
        "0" => "\0",
        "s" => " ",
        "\\" or "{" or "}" => escape.Groups[1].Value,
        ['x', .. var hex] => ((char)int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        var other => throw new FormatException($@"\{other} is no escape"),
    });

    private static (int Count, string Text) Counted(string argument)
    {
        int space = argument.IndexOf(' ', StringComparison.Ordinal);
        return (int.Parse(argument.AsSpan(0, space), CultureInfo.InvariantCulture), argument[(space + 1)..]);
    }

    private static string AnyPrefix(string text) =>
        string.Concat(text.Select(c => "(?:" + Regex.Escape(c.ToString()))) + string.Concat(text.Select(_ => ")?"));

    /// <summary>A text has half as many ways to be cut as two to the power of its length: only short ones.</summary>
    private static string AnyChunks(string text) => text.Length == 0 ? "" : "(?:" + string.Join('|', Enumerable.Range(1, text.Length).Select(
        length => string.Create(CultureInfo.InvariantCulture, $@"(?i:0*{length:x})\r\n{Regex.Escape(text[..length])}\r\n{AnyChunks(text[length..])}"))) + ")";

    private static string OwnAnswer(string[] statusAndConnection) =>
        $@"HTTP/1\.1 {statusAndConnection[0]} [^\r\n]*\r\nDate: [^\r\n]*\r\nProxy-Status: penstock; error=[^\r\n]*\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + $@"Content-Length: \d+\r\nConnection: {statusAndConnection[1]}\r\n\r\n{NoResponse}";

    [GeneratedRegex(@"\{(?<name>[a-z-]+)(?: (?<argument>(?:[^\\{}]|\\.|\{[a-z]+\})*))?\}|(?:[^\\{]|\\.)+")]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"\\(x[0-9a-fA-F]{2}|.)")]
    private static partial Regex EscapePattern();
}
