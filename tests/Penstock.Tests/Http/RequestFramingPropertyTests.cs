using CsCheck;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>Lines that frame a message, in any number, order and state: what they mean together is what the reference says.</summary>
public sealed class RequestFramingPropertyTests
{
    /// <summary>What a field value may hold; the parser has refused the rest.</summary>
    private static readonly Gen<char> Character = Gen.OneOf("0159+-,;=\"' \tchunkedCLOSE:[]/@._x\u00b2\u00e9".ToCharArray());

    private static readonly Gen<string> Length = Gen.Frequency(
        (4, Gen.OneOf("5", "0", "000", "05", "", "-5", "0x5", "5.0", "5,5", "5 5", "9223372036854775807", "9223372036854775808", "18446744073709551621")),
        (1, Gen.String[Gen.Char['0', '9'], 1, 25]));

    private static readonly Gen<string> Codings = Gen.Select(
        Gen.Frequency(
            (8, Gen.OneOf("chunked", "Chunked", "CHUNKED")),
            (4, Gen.OneOf("gzip", "identity", "x-chunked", "chunked2")),
            (1, Gen.OneOf("", "chunked;q=1", "gzip chunked", "\"chunked\""))).Array[1, 3],
        Gen.OneOf(",", ", ", " ,\t"),
        (codings, comma) => string.Join(comma, codings));

    private static readonly Gen<string> Options =
        Gen.OneOf("close", "Close", "keep-alive", "Keep-Alive", "closed", "TE", "", "close x").Array[1, 3].Select(options => string.Join(", ", options));

    private static readonly Gen<string> Host = Gen.OneOf("a", "", "a:80", "a:", "a:b", "a:80:80", "[::1]:80", "[::1", "[a]", "[::1]x", "a]", "192.0.2.7", "a,b", "a b", "u@a", "a/b", "b\u00fccher");

    private static readonly Gen<(string Name, string Value)> Field = Gen.Select(
        Gen.Frequency(
            (4, Host.Select(value => ("Host", value))),
            (3, Length.Select(value => ("Content-Length", value))),
            (3, Codings.Select(value => ("Transfer-Encoding", value))),
            (2, Options.Select(value => ("Connection", value))),
            (1, Options.Select(value => ("Proxy-Connection", value))),
            (1, Gen.OneOf("Hosts", "Content_Length", "Content-Lengths", "Transfer-Encodin", "Content-Encoding", "X").Select(name => (name, "5, close")))),
        Gen.Frequency((5, Gen.Const<Func<string, string>>(value => value)), (1, TextEdits.Some(Character, 2))),
        Gen.OneOf<Func<string, string>>(name => name, name => name.ToLowerInvariant(), name => name.ToUpperInvariant()),
        (field, damage, spell) => (spell(field.Item1), damage(field.Item2).Trim(' ', '\t')));

    /// <summary>One Host line more often than chance would have it, so that the rules behind it are reached.</summary>
    private static readonly Gen<(string Name, string Value)[]> Fields = Gen.Frequency(
        (1, Field.Array[0, 5]),
        (2, Gen.Select(Field.Where(field => !field.Name.Equals("host", StringComparison.OrdinalIgnoreCase)).Array[0, 3], Gen.Int[0, 3], WithHost)));

    private static readonly Gen<string> Method = Gen.Frequency((3, Gen.OneOf("GET", "POST", "TRACE")), (1, Gen.OneOf("CONNECT", "connect", "CONNECTS")));

    private static readonly Gen<int> MinorVersion = Gen.Frequency((3, Gen.Const(1)), (1, Gen.Const(0)), (1, Gen.Int[2, 9]));

    [Fact]
    public void Of_AgreesWithTheReference() =>
        Gen.Select(Method, MinorVersion, Fields).Sample(
            (method, minorVersion, fields) => Assert.Equal(ReferenceFraming.Of(method, minorVersion, fields), Read(method, minorVersion, fields)),
            iter: Trials.Of(50_000));

    private static ReferenceFraming Read(string method, int minorVersion, (string Name, string Value)[] fields)
    {
        string lines = string.Concat(fields.Select(field => $"{field.Name}: {field.Value}\r\n"));
        byte[] bytes = HeadCases.Bytes($"{method} target HTTP/1.{minorVersion}\r\n{lines}\r\n");
        FieldLine[] room = new FieldLine[8];
        HeadResult head = HeadParser.ParseRequest(bytes, new LimitConfig(), room);
        Assert.Equal(HeadStatus.Complete, head.Status);

        RequestFraming framing = RequestFraming.Of(bytes, head, room);
        return new(framing.Rejection, framing.Body, framing.ContentLength, framing.KeepAlive);
    }

    private static (string Name, string Value)[] WithHost((string Name, string Value)[] fields, int at)
    {
        List<(string, string)> list = [.. fields];
        list.Insert(Math.Min(at, fields.Length), ("Host", "a"));
        return [.. list];
    }
}
