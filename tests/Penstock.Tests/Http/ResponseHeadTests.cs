using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>The heads of responses: their shape, and what their fields mean for the connection.</summary>
public sealed class ResponseHeadTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    private static readonly LimitConfig Limits = new();

    public static TheoryData<string, string> Bad => new()
    {
        { "\r\nHTTP/1.1 200 OK\r\n\r\n", "InvalidStatusLine" },
        { "<html>hello", "InvalidStatusLine" },
        { "ICY 200 OK\r\n\r\n", "InvalidStatusLine" },
        { "http/1.1 200 OK\r\n\r\n", "InvalidStatusLine" },
        { "HTTP/1.1  200 OK\r\n\r\n", "InvalidStatusCode" },
        { "HTTP/1.1\t200 OK\r\n\r\n", "InvalidStatusLine" },
        { "HTTP/1.1 \r\n\r\n", "InvalidStatusCode" },
        { "HTTP/11 200 OK\r\n\r\n", "InvalidStatusLine" },
        { "HTTP/2.0 200 OK\r\n\r\n", "UnsupportedVersion" },
        { "HTTP/0.9 200 OK\r\n\r\n", "UnsupportedVersion" },
        { "HTTP/1.1 20 OK\r\n\r\n", "InvalidStatusCode" },
        { "HTTP/1.1 2000 OK\r\n\r\n", "InvalidStatusCode" },
        { "HTTP/1.1 099 X\r\n\r\n", "InvalidStatusCode" },
        { "HTTP/1.1 600 X\r\n\r\n", "InvalidStatusCode" },
        { "HTTP/1.1 -20 X\r\n\r\n", "InvalidStatusCode" },
        { "HTTP/1.1 200OK\r\n\r\n", "InvalidStatusLine" },
        { "HTTP/1.1 200\tOK\r\n\r\n", "InvalidStatusLine" },
        { "HTTP/1.1 200 O\0K\r\n\r\n", "InvalidStatusLine" },
        { "HTTP/1.1 200 OK\n\r\n", "BareLineFeed" },
        { "HTTP/1.1 200\n\r\n", "BareLineFeed" },
        { "HTTP/1.1 200 OK\rX", "BareCarriageReturn" },
        { Ok + "Content-Length : 5\r\n\r\n", "WhitespaceBeforeColon" },
        { Ok + "Transfer-Encoding\t: chunked\r\n\r\n", "WhitespaceBeforeColon" },
        { Ok + "Connection  : close\r\n\r\n", "WhitespaceBeforeColon" },
        { Ok + "A b: c\r\n\r\n", "WhitespaceBeforeColon" },
        { Ok + "A \r\n\r\n", "WhitespaceBeforeColon" },
        { Ok + "A: b\r\n c\r\n\r\n", "LineFolding" },
        { Ok + " A: b\r\n\r\n", "WhitespaceBeforeFirstField" },
        { Ok + ": b\r\n\r\n", "EmptyFieldName" },
        { Ok + "A: \0\r\n\r\n", "InvalidFieldValue" },
        { Ok + "A: b\nC: d\r\n\r\n", "BareLineFeed" },
        { Ok + "A: " + new string('a', 32 * 1024) + "\r\n\r\n", "HeadTooLarge" },
        { Ok + string.Concat(Enumerable.Repeat("A: b\r\n", 101)) + "\r\n", "TooManyFields" },
        { Ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "InvalidContentLength" },
        { Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "InvalidContentLength" },
        { Ok + "Content-Length: 5, 5\r\n\r\n", "InvalidContentLength" },
        { Ok + "Content-Length: +5\r\n\r\n", "InvalidContentLength" },
        { Ok + "Content-Length: 9223372036854775808\r\n\r\n", "InvalidContentLength" },
        { Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "ContentLengthWithTransferEncoding" },
        { Ok + "Transfer-Encoding: identity\r\n\r\n", "InvalidTransferEncoding" },
        { Ok + "Transfer-Encoding: chunked, chunked\r\n\r\n", "InvalidTransferEncoding" },
        { Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "UnsupportedTransferCoding" },
        { "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "TransferEncodingInHttp10" },
        { "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", "ProxyAuthenticationFromOrigin" },
        { "HTTP/1.1 204 No\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "ContentLengthWithTransferEncoding" },
    };

    public static TheoryData<string, bool, string, long, bool> Good => new()
    {
        { Ok + "\r\n", false, "UntilClose", 0, false },
        { "HTTP/1.1 200\r\n\r\n", false, "UntilClose", 0, false },
        { "HTTP/1.1 200 \r\n\r\n", false, "UntilClose", 0, false },
        { "HTTP/1.9 599 \u00fc\tx\r\nContent-Length: 0\r\n\r\n", false, "None", 0, true },
        { Ok + "Content-Length: 5\r\n\r\n", false, "Length", 5, true },
        { Ok + "Content-Length: 5\r\nConnection: close\r\n\r\n", false, "Length", 5, false },
        { Ok + "A \t: b\r\nContent-Length: 5\r\n\r\n", false, "Length", 5, true },
        { "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", false, "Length", 5, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\n", false, "Length", 5, true },
        { Ok + "Transfer-Encoding: Chunked\r\n\r\n", false, "Chunked", 0, true },
        { Ok + "Transfer-Encoding: chunked\r\n\r\n", true, "None", 0, true },
        { Ok + "Content-Length: 5\r\n\r\n", true, "None", 5, true },
        { "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", false, "None", 5, true },
        { "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false, "None", 5, true },
        { "HTTP/1.1 100 Continue\r\n\r\n", false, "None", 0, true },
        { "HTTP/1.1 101 Switching Protocols\r\n\r\n", false, "None", 0, true },
    };

    [Theory, MemberData(nameof(Bad))]
    public void HeadThatBreaksARule_IsNamed_HoweverItIsCut(string head, string rule)
    {
        Assert.Equal(rule, Read(head).Rejection.ToString());

        // What is decided of a prefix stays so, and a prefix is never taken for a whole.
        Assert.All(Enumerable.Range(0, Math.Min(head.Length, 400)), length =>
        {
            ResponseHead prefix = Parse(head[..length], out _);
            Assert.True(prefix.Status == HeadStatus.Incomplete || prefix.Rejection.ToString() == rule || prefix.Length == length, $"{length}: {prefix.Rejection}");
        });
    }

    [Theory, MemberData(nameof(Good))]
    public void HeadThatKeepsTheRules_SaysHowItsBodyEnds(string head, bool toHead, string body, long length, bool keepAlive)
    {
        ResponseFraming framing = Read(head, toHead);

        Assert.Equal((HeadRejection.None, body, length, keepAlive), (framing.Rejection, framing.Body.ToString(), framing.ContentLength, framing.KeepAlive));
        Assert.All(Enumerable.Range(0, head.Length), prefix => Assert.Equal(HeadStatus.Incomplete, Parse(head[..prefix], out _).Status));
        Assert.Equal(head.Length, Parse(head + "behind", out _).Length);
    }

    private static ResponseHead Parse(string head, out FieldLine[] fields)
    {
        fields = new FieldLine[Limits.MaxFields];
        return ResponseHeadParser.Parse(Encoding.Latin1.GetBytes(head), Limits, fields);
    }

    private static ResponseFraming Read(string text, bool toHead = false)
    {
        ResponseHead head = Parse(text, out FieldLine[] fields);
        return head.Status == HeadStatus.Rejected ? new ResponseFraming { Rejection = head.Rejection } : ResponseFraming.Of(Encoding.Latin1.GetBytes(text), head, fields, toHead);
    }
}
