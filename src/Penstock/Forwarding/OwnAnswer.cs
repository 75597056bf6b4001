using System.Globalization;
using System.Text;
using Penstock.Http;

namespace Penstock.Forwarding;

/// <summary>What the proxy says itself to a request that is for it and not for an origin: its page, what it can do, and the end of a TRACE.</summary>
internal sealed class OwnAnswer
{
    // A proxy takes every method; these are the ones for its own page.
    private const string Allow = "Allow: GET, HEAD, OPTIONS, TRACE\r\n";

    private static readonly byte[] s_page = Encoding.UTF8.GetBytes($"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Penstock</title>
        <style>:root {"{"} color-scheme: light dark {"}"} body {"{"} font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 4rem auto; padding: 0 1rem {"}"}</style>
        <h1>This is Penstock, a forward proxy.</h1>
        <p>It works. There is no site here: it is asked to reach other servers, and does that for programs that are told to use it.</p>
        <p>Try, with this address in place of <code>host:port</code>:</p>
        <pre>curl -x http://host:port https://example.com/</pre>
        <p>In a browser, set it as the HTTP proxy for <code>http</code> and <code>https</code>.</p>
        </html>

        """);

    private readonly string _reason;
    private readonly string _fields;

    private OwnAnswer(int status, string reason, string fields, byte[] body)
    {
        Status = status;
        _reason = reason;
        _fields = fields;
        Body = body;
    }

    public int Status { get; }

    public byte[] Body { get; }

    /// <summary>Answers a request whose target is a path or <c>*</c>, or that may be passed on no further (RFC 9110, section 7.6.2).</summary>
    public static OwnAnswer To(ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields, TargetForm form, ReadOnlySpan<byte> target)
    {
        ReadOnlySpan<byte> method = bytes[head.Method];
        if (method.SequenceEqual("TRACE"u8))
        {
            return new(200, "OK", "Content-Type: message/http\r\n", Echo(bytes, head, fields));
        }

        if (form != TargetForm.Origin || method.SequenceEqual("OPTIONS"u8))
        {
            return new(200, "OK", Allow, []);
        }

        const string Html = "Content-Type: text/html; charset=utf-8\r\n";
        return !method.SequenceEqual("GET"u8) && !method.SequenceEqual("HEAD"u8) ? new(405, "Method Not Allowed", Allow + Html, s_page)
            : target.SequenceEqual("/"u8) || target.StartsWith("/?"u8) ? new(200, "OK", Html, s_page)
            : new(404, "Not Found", Html, s_page);
    }

    /// <summary>The bytes of the answer.</summary>
    public byte[] ToBytes(bool withBody, bool keepAlive, DateTimeOffset now)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {_reason}\r\nDate: {now:R}\r\nServer: {ProductInfo.NameAndVersion}\r\n{_fields}Content-Length: {Body.Length}\r\nConnection: {(keepAlive ? "keep-alive" : "close")}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. withBody ? Body : []];
    }

    /// <summary>The head as it came, without what a page could make a browser send and must not read (RFC 9110, section 9.3.8).</summary>
    private static byte[] Echo(ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields)
    {
        byte[] echo = new byte[(2 * head.Length) + 4];
        var writer = new HeadWriter(echo);
        writer.Append(bytes[head.RequestLine]);
        writer.EndLine();
        foreach (FieldLine field in fields)
        {
            if (field.Known is not (KnownField.Authorization or KnownField.ProxyAuthorization or KnownField.Cookie))
            {
                writer.AppendField(bytes[field.Name], bytes[field.Value]);
            }
        }

        writer.EndLine();
        return echo[..writer.Length];
    }
}
