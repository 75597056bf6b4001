namespace Penstock.Tests.Fuzz.Targets;

/// <summary>Words of HTTP messages.</summary>
internal static class HttpTokens
{
    public static readonly string[] All =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", ": ", ":", " ", "\t", ", ", ";", "=", "\"", "\\", "\0", "\r\n ", "\r\n\t", "0\r\n\r\n", "\r\n0\r\n\r\n",
        "GET ", "HEAD ", "POST ", "OPTIONS ", "TRACE ", "CONNECT ", "PUT ", "http://a/", "http://a:80", "http://127.0.0.1:8080/", "127.0.0.1:8080", "https://a/", "*", "/", "?", "#", "@", "[::1]", "[::ffff:127.0.0.1]", "%00", "%0d%0a",
        " HTTP/1.1\r\n", " HTTP/1.0\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n", "HTTP/1.1 204 No Content\r\n", "HTTP/1.1 304 Not Modified\r\n", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 407 \r\n",
        "Host: a\r\n", "Host: 127.0.0.1:8080\r\n", "Content-Length: 5\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: ", "chunked", "gzip, chunked", "identity",
        "Connection: close\r\n", "Connection: keep-alive\r\n", "Connection: ", "Proxy-Connection: ", "Keep-Alive: timeout=5\r\n", "TE: trailers\r\n", "Trailer: X\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n", "Expect: 100-continue\r\n",
        "Via: 1.1 penstock-test\r\n", "Max-Forwards: 0\r\n", "Max-Forwards: 1\r\n", "Proxy-Authorization: Basic YTpi\r\n", "Proxy-Authenticate: Basic\r\n", "Authorization: NTLM x\r\n", "HTTP2-Settings: x\r\n", "Accept: application/json\r\n", "Accept: text/html;q=0.5\r\n",
        "Forwarded: for=x\r\n", "X-Forwarded-For: 1.2.3.4\r\n", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n",
    ];
}
