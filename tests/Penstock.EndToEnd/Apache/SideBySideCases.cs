namespace Penstock.EndToEnd.Apache;

/// <summary>What both proxies are asked. <c>@</c> stands for the origin's port, <c>!</c> for one that nobody listens on.</summary>
internal static class SideBySideCases
{
    private const string Host = "\r\nHost: x\r\n\r\n";

    /// <summary>A name, the request, and the client's address if it is one that may not use the proxy.</summary>
    public static IReadOnlyList<(string Name, string Request, string From)> All { get; } =
    [
        .. new (string Name, string Request)[]
        {
            ("connect", $"CONNECT 127.0.0.1:@ HTTP/1.1{Host}"),
            ("connect-http-1.0", "CONNECT 127.0.0.1:@ HTTP/1.0\r\n\r\n"),
            ("connect-by-name", $"CONNECT localhost:@ HTTP/1.1{Host}"),
            ("connect-port", $"CONNECT 127.0.0.1:8443 HTTP/1.1{Host}"),
            ("connect-port-22", $"CONNECT 127.0.0.1:22 HTTP/1.1{Host}"),
            ("connect-port-http-1.0", "CONNECT 127.0.0.1:8443 HTTP/1.0\r\n\r\n"),
            ("connect-unknown-name", $"CONNECT nosuch.invalid:443 HTTP/1.1{Host}"),
            ("connect-unknown-name-port-22", $"CONNECT nosuch.invalid:22 HTTP/1.1{Host}"),
            ("connect-refused", $"CONNECT 127.0.0.1:! HTTP/1.1{Host}"),
            ("connect-without-port", $"CONNECT foo HTTP/1.1{Host}"),
            ("connect-port-too-large", $"CONNECT nosuch.invalid:99999 HTTP/1.1{Host}"),
            ("connect-empty-host", $"CONNECT :443 HTTP/1.1{Host}"),
            ("connect-close", "CONNECT 127.0.0.1:8443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
            ("connect-proxy-connection", "CONNECT 127.0.0.1:8443 HTTP/1.1\r\nHost: x\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
            ("get", $"GET http://127.0.0.1:@/a?b HTTP/1.1{Host}"),
            ("get-http-1.0", "GET http://127.0.0.1:@/ HTTP/1.0\r\n\r\n"),
            ("get-via", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nVia: 1.1 before\r\n\r\n"),
            ("head", $"HEAD http://127.0.0.1:@/ HTTP/1.1{Host}"),
            ("post", "POST http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"),
            ("delete", $"DELETE http://127.0.0.1:@/x HTTP/1.1{Host}"),
            ("get-unknown-name", $"GET http://nosuch.invalid/ HTTP/1.1{Host}"),
            ("head-unknown-name", $"HEAD http://nosuch.invalid/ HTTP/1.1{Host}"),
            ("get-refused", $"GET http://127.0.0.1:!/ HTTP/1.1{Host}"),
            ("get-silent-origin", $"GET http://127.0.0.1:@/silent HTTP/1.1{Host}"),
            ("get-origin-closes", $"GET http://127.0.0.1:@/close HTTP/1.1{Host}"),
            ("get-origin-closes-in-head", $"GET http://127.0.0.1:@/head HTTP/1.1{Host}"),
            ("get-bad-status", $"GET http://127.0.0.1:@/status HTTP/1.1{Host}"),
            ("max-forwards-0", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\n\r\n"),
            ("max-forwards-5", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nMax-Forwards: 5\r\n\r\n"),
            ("max-forwards-x", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nMax-Forwards: x\r\n\r\n"),
            ("https-url", $"GET https://127.0.0.1:@/ HTTP/1.1{Host}"),
            ("ftp-url", $"GET ftp://127.0.0.1/ HTTP/1.1{Host}"),
            ("url-port-too-large", $"GET http://127.0.0.1:99999/ HTTP/1.1{Host}"),
            ("noise", "garbage\r\n\r\n"),
            ("no-host", "GET http://127.0.0.1:@/ HTTP/1.1\r\n\r\n"),
            ("two-hosts", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
            ("version-2.0", $"GET http://127.0.0.1:@/ HTTP/2.0{Host}"),
            ("version-bad", $"GET http://127.0.0.1:@/ HTPT/1.1{Host}"),
            ("field-name-bad", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nA B: x\r\n\r\n"),
            ("field-without-colon", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nAB\r\n\r\n"),
            ("field-folded", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"),
            ("fields-too-many", $"GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Repeat("A: x\r\n", 150))}\r\n"),
            ("target-too-long", $"GET http://127.0.0.1:@/{new string('x', 9000)} HTTP/1.1{Host}"),
            ("length-bad", "POST http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"),
            ("coding-unknown", "POST http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"),
            ("length-and-coding", "POST http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            ("head-incomplete", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost"),
        }.Select(asked => (asked.Name, asked.Request, "127.0.0.1")),
        ("denied-connect", $"CONNECT 127.0.0.1:@ HTTP/1.1{Host}", "127.0.0.2"),
        ("denied-get", $"GET http://127.0.0.1:@/ HTTP/1.1{Host}", "127.0.0.2"),
        ("denied-head", $"HEAD http://127.0.0.1:@/ HTTP/1.1{Host}", "127.0.0.2"),
        ("denied-close", "GET http://127.0.0.1:@/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "127.0.0.2"),
        ("denied-http-1.0", "GET http://127.0.0.1:@/ HTTP/1.0\r\n\r\n", "127.0.0.2"),
        ("denied-unknown-name", $"CONNECT nosuch.invalid:443 HTTP/1.1{Host}", "127.0.0.2"),
    ];
}
