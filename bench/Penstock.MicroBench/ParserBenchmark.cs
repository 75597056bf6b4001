using System.Text;
using BenchmarkDotNet.Attributes;
using Penstock.Http;

namespace Penstock.MicroBench;

/// <summary>What it costs to read a message: heads of requests and responses, and a chunked body.</summary>
[MemoryDiagnoser]
public class ParserBenchmark
{
    private static readonly byte[] s_connect = Encoding.ASCII.GetBytes("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nUser-Agent: curl/8.5.0\r\nProxy-Connection: Keep-Alive\r\n\r\n");

    private static readonly byte[] s_browser = Encoding.ASCII.GetBytes(
        "GET http://example.com/articles/2026/11/a-page.html?from=home HTTP/1.1\r\nHost: example.com\r\nProxy-Connection: keep-alive\r\n"
        + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n"
        + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\nAccept-Language: en-GB,en;q=0.9\r\n"
        + "Accept-Encoding: gzip, deflate\r\nReferer: http://example.com/\r\nCookie: session=0123456789abcdef0123456789abcdef\r\nUpgrade-Insecure-Requests: 1\r\n\r\n");

    private static readonly byte[] s_response = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nDate: Wed, 25 Nov 2026 12:00:00 GMT\r\nServer: Apache\r\nLast-Modified: Tue, 24 Nov 2026 08:00:00 GMT\r\nETag: \"a1b2c3\"\r\n"
        + "Accept-Ranges: bytes\r\nContent-Length: 1024\r\nContent-Type: text/html; charset=utf-8\r\n\r\n");

    // 16 chunks of 4 KiB, as servers cut what they make on the way.
    private static readonly byte[] s_chunks = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"1000\r\n{new string('x', 4096)}\r\n", 16)) + "0\r\n\r\n");

    private readonly LimitConfig _limits = new();
    private readonly FieldLine[] _fields = new FieldLine[100];
    private readonly byte[] _decoded = new byte[64 * 1024];

    /// <summary>The head of a CONNECT as curl sends it: 3 fields.</summary>
    [Benchmark]
    public int ConnectHead() => HeadParser.ParseRequest(s_connect, _limits, _fields).Length;

    /// <summary>The head of a GET as a browser sends it: 9 fields.</summary>
    [Benchmark]
    public int BrowserHead() => HeadParser.ParseRequest(s_browser, _limits, _fields).Length;

    /// <summary>The head of a response: 7 fields.</summary>
    [Benchmark]
    public int ResponseHead() => ResponseHeadParser.Parse(s_response, _limits, _fields).Length;

    /// <summary>A chunked body of 64 KiB; what it allocates is its decoder.</summary>
    [Benchmark]
    public int ChunkedBodyOf64KiB()
    {
        _ = new ChunkedDecoder(_limits).Decode(s_chunks, _decoded, out _, out int written);
        return written;
    }
}
