using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>Request heads and the rule each one breaks, for every test that wants "each case".</summary>
internal static class HeadCases
{
    /// <summary>Small enough that a case can meet each limit in a line or two.</summary>
    internal static readonly LimitConfig Limits = new() { MaxHeadBytes = 400, MaxTargetBytes = 100, MaxFields = 6 };

    internal static readonly string[] Good =
    [
        "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nProxy-Connection: Keep-Alive\r\nUser-Agent: curl/8.14.1\r\n\r\n",
        "GET http://example.com/a?b=c HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n",
        "CONNECT example.com:443 HTTP/1.0\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.9\r\nHost:a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n",
        "get |^\"\\ HTTP/1.1\r\nHost: a\r\n\r\n",
        "!#$%&'*+-.^_`|~ / HTTP/1.1\r\n!#$%&'*+-.^_`|~: x\r\n\r\n",
        "GET / HTTP/1.1\r\nEmpty:\r\nBlank: \t \r\nInner:  a \t b\t\r\nHigh: caf\u00e9\u00ff\r\nColons: a:b:c\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n",
        $"GET {new string('t', 100)} HTTP/1.1\r\n\r\n",
        $"{new string('M', 64)} / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n1: a\r\n2: a\r\n3: a\r\n4: a\r\n5: a\r\n6: a\r\n\r\n",
        $"GET / HTTP/1.1\r\nA: {new string('v', 400 - 16 - 3 - 4)}\r\n\r\n",
    ];

    internal static readonly (HeadRejection Rejection, string Text)[] Bad =
    [
        (HeadRejection.TlsOnPlainPort, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
        (HeadRejection.InvalidMethod, "\u0016GET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidMethod, "\r\n\u0016\u0003\u0001"),
        (HeadRejection.InvalidMethod, "G(T / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidMethod, "GET\u0000 / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidMethod, "G\u00c9T / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidMethod, "\u0005\u0001\u0000"),
        (HeadRejection.InvalidMethod, $"{new string('M', 65)} / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET /\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET / \r\n\r\n"),
        (HeadRejection.InvalidRequestLine, " GET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "\tGET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET  / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET\t/ HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET /\tHTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET /  HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET / HTTP/1.1 \r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET / HTTP/1.1\t\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "GET / HT TP/1.1\r\n\r\n"),
        (HeadRejection.InvalidRequestLine, "\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidTarget, "GET /\u0000 HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidTarget, "GET /\u007f HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidTarget, "CONNECT b\u00fccher.example:443 HTTP/1.1\r\n\r\n"),
        (HeadRejection.TargetTooLong, $"GET {new string('t', 101)}"),
        (HeadRejection.InvalidVersion, "GET / http/1.1\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/1\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/1.\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/11\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/1.10\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/1,1\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/a.1\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / HTTP/1.x\r\n\r\n"),
        (HeadRejection.InvalidVersion, "GET / a HTTP/1.1\r\n\r\n"),
        (HeadRejection.UnsupportedVersion, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (HeadRejection.UnsupportedVersion, "GET / HTTP/0.9\r\n\r\n"),
        (HeadRejection.UnsupportedVersion, "GET / HTTP/3.0\r\n\r\n"),
        (HeadRejection.BareLineFeed, "\nGET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.BareLineFeed, "GET\n"),
        (HeadRejection.BareLineFeed, "GET /\n"),
        (HeadRejection.BareLineFeed, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        (HeadRejection.BareLineFeed, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        (HeadRejection.BareLineFeed, "GET / HTTP/1.1\r\nHost\n: a\r\n\r\n"),
        (HeadRejection.BareLineFeed, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        (HeadRejection.BareLineFeed, "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "\rGET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET\r / HTTP/1.1\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET /\r/ HTTP/1.1\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET / HTTP/1.1\r\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET / HTTP/1.1\rHost: a\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET / HTTP/1.1\r\nHost\r: a\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\n\rX: b\r\n\r\n"),
        (HeadRejection.LineFolding, "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"),
        (HeadRejection.LineFolding, "GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n"),
        (HeadRejection.LineFolding, "GET / HTTP/1.1\r\nHost: a\r\n \r\n\r\n"),
        (HeadRejection.LineFolding, "GET / HTTP/1.1\r\n1: a\r\n2: a\r\n3: a\r\n4: a\r\n5: a\r\n6: a\r\n b\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeFirstField, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeFirstField, "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeColon, "GET / HTTP/1.1\r\nContent-Length : 5\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeColon, "GET / HTTP/1.1\r\nTransfer-Encoding\t: chunked\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeColon, "GET / HTTP/1.1\r\nHo st: a\r\n\r\n"),
        (HeadRejection.EmptyFieldName, "GET / HTTP/1.1\r\n: a\r\n\r\n"),
        (HeadRejection.InvalidFieldName, "GET / HTTP/1.1\r\nHo(st: a\r\n\r\n"),
        (HeadRejection.InvalidFieldName, "GET / HTTP/1.1\r\n\u0000Host: a\r\n\r\n"),
        (HeadRejection.InvalidFieldName, "GET / HTTP/1.1\r\nH\u00f6st: a\r\n\r\n"),
        (HeadRejection.InvalidFieldName, "GET / HTTP/1.1\r\nTransfer-Encoding\u000b: chunked\r\n\r\n"),
        (HeadRejection.MissingColon, "GET / HTTP/1.1\r\nHost\r\n\r\n"),
        (HeadRejection.InvalidFieldValue, "GET / HTTP/1.1\r\nHost: a\u0000b\r\n\r\n"),
        (HeadRejection.InvalidFieldValue, "GET / HTTP/1.1\r\nTransfer-Encoding: \u000bchunked\r\n\r\n"),
        (HeadRejection.InvalidFieldValue, "GET / HTTP/1.1\r\nHost: a\u007f\r\n\r\n"),
        (HeadRejection.TooManyFields, "GET / HTTP/1.1\r\n1: a\r\n2: a\r\n3: a\r\n4: a\r\n5: a\r\n6: a\r\n7"),
        (HeadRejection.HeadTooLarge, $"GET / HTTP/1.1\r\nA: {new string('v', 400 - 16 - 3 - 4 + 1)}\r\n\r\n"),
        (HeadRejection.HeadTooLarge, $"GET / HTTP/1.1\r\n{new string('n', 400)}"),
    ];

    internal static IEnumerable<string> All => Good.Concat(Bad.Select(bad => bad.Text));

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
