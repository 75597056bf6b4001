using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class RequestFramingTests
{
    private const string Get = "GET http://a/ HTTP/1.1\r\n";
    private const string Post = "POST http://a/ HTTP/1.1\r\nHost: a\r\n";
    private const string Post10 = "POST http://a/ HTTP/1.0\r\n";
    private const string Connect = "CONNECT a:443 HTTP/1.1\r\n";

    [Theory]
    // Host
    [InlineData(Get, "MissingHost")]
    [InlineData(Get + "Hosts: a\r\n", "MissingHost")]
    [InlineData(Get + "Host: a\r\nhost: a\r\n", "MultipleHosts")]
    [InlineData("GET http://a/ HTTP/1.0\r\nHost: a\r\nHost: a\r\n", "MultipleHosts")]
    [InlineData(Connect + "Host: a\r\nHost: a\r\n", "MultipleHosts")]
    [InlineData(Get + "Host: a b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a, b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a,b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: user@a\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a:b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a:1:2\r\n", "InvalidHost")]
    [InlineData(Get + "Host: [::1\r\n", "InvalidHost")]
    [InlineData(Get + "Host: ::1\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a]\r\n", "InvalidHost")]
    [InlineData(Get + "Host: [a]\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a/b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a?b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a#b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: a\\b\r\n", "InvalidHost")]
    [InlineData(Get + "Host: b\u00fccher\r\n", "InvalidHost")]
    [InlineData(Connect + "Host: a b\r\n", "InvalidHost")]
    // Content-Length
    [InlineData(Post + "Content-Length:\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: +5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: -5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 0x5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5.0\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5 5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5, 5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5,\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: \"5\"\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: \u00b2\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 9223372036854775808\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 18446744073709551621\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5\r\nContent-Length: 6\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5\r\ncontent-length: 5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 0\r\nContent-Length: 5\r\n", "InvalidContentLength")]
    [InlineData(Post + "Content-Length: 5\r\nX: y\r\nContent-Length: 0\r\n", "InvalidContentLength")]
    // Transfer-Encoding
    [InlineData(Post + "Transfer-Encoding:\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: gzip\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: xchunked\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: chunked, gzip\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: chunked, chunked\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: chunked,\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: ,chunked\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: gzip chunked\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: chunked;q=1\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: \"chunked\"\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: x;a=\", chunked\r\n", "InvalidTransferEncoding")]
    [InlineData(Post + "Transfer-Encoding: gzip,\tchunked\r\n", "UnsupportedTransferCoding")]
    [InlineData(Post + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "UnsupportedTransferCoding")]
    [InlineData(Post10 + "Transfer-Encoding: chunked\r\n", "TransferEncodingInHttp10")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "ContentLengthWithTransferEncoding")]
    [InlineData(Post + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "ContentLengthWithTransferEncoding")]
    [InlineData(Get + "Host: a\r\nConnection: ,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n", "TooManyFields")]
    // CONNECT
    [InlineData(Connect + "Content-Length: 1\r\n", "BodyOnConnect")]
    [InlineData(Connect + "Transfer-Encoding: chunked\r\n", "BodyOnConnect")]
    [InlineData(Connect + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "BodyOnConnect")]
    [InlineData(Connect + "Content-Length: x\r\n", "InvalidContentLength")]
    // TRACE
    [InlineData("TRACE http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n", "BodyOnTrace")]
    public void Of_AHeadThatBreaksARule_NamesIt(string head, string rule) => Assert.Equal(rule, Read(head).Rejection.ToString());

    [Theory]
    [InlineData(Get + "Host: a\r\n", "None", 0)]
    [InlineData(Get + "Host:\r\n", "None", 0)]
    [InlineData(Get + "HOST: [::1]:8080\r\n", "None", 0)]
    [InlineData(Get + "Host: a%20b!$&'()*+;=~\r\n", "None", 0)]
    [InlineData("GET http://a/ HTTP/1.0\r\n", "None", 0)]
    [InlineData(Connect, "None", 0)]
    [InlineData(Connect + "Host: another\r\n", "None", 0)]
    [InlineData(Connect + "Host:\r\n", "None", 0)]
    [InlineData(Connect + "Content-Length: 0\r\n", "None", 0)]
    [InlineData(Post + "Content-Length: 0\r\n", "None", 0)]
    [InlineData(Post + "Content-Length: 5\r\n", "Length", 5)]
    [InlineData(Post + "content-LENGTH: \t005 \r\n", "Length", 5)]
    [InlineData(Post + "Content-Length: 9223372036854775807\r\n", "Length", long.MaxValue)]
    [InlineData(Post + "Content-Length: 00000000000000000000000000000000007\r\n", "Length", 7)]
    [InlineData(Post10 + "Content-Length: 5\r\n", "Length", 5)]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n", "Chunked", 0)]
    [InlineData(Post + "transfer-encoding: CHUNKED\r\n", "Chunked", 0)]
    public void Of_AHeadThatKeepsTheRules_SaysHowItsBodyEnds(string head, string body, long length)
    {
        RequestFraming framing = Read(head);

        Assert.Equal((HeadRejection.None, body, length), (framing.Rejection, framing.Body.ToString(), framing.ContentLength));
    }

    [Theory]
    [InlineData("HTTP/1.1", "", true)]
    [InlineData("HTTP/1.2", "", true)]
    [InlineData("HTTP/1.0", "", false)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: foo, CLOSE\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: closed\r\n", true)]
    [InlineData("HTTP/1.1", "Connection: ,, \t,close,\r\n", false)]
    [InlineData("HTTP/1.1", "Proxy-Connection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: keep-alive\r\nProxy-Connection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: close, keep-alive\r\n", false)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("HTTP/1.0", "Proxy-Connection: Keep-Alive\r\n", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive\r\nConnection: close\r\n", false)]
    [InlineData("HTTP/1.0", "Connection: upgrade\r\n", false)]
    public void Of_AHead_SaysWhetherTheConnectionPersists(string version, string fields, bool persists) =>
        Assert.Equal(persists, Read($"GET http://a/ {version}\r\nHost: a\r\n{fields}").KeepAlive);

    private static RequestFraming Read(string headWithoutEmptyLine)
    {
        byte[] bytes = HeadCases.Bytes(headWithoutEmptyLine + "\r\n");
        FieldLine[] fields = new FieldLine[8];
        HeadResult head = HeadParser.ParseRequest(bytes, new LimitConfig(), fields);
        Assert.Equal(HeadStatus.Complete, head.Status);
        return RequestFraming.Of(bytes, head, fields);
    }
}
