using System.Text;
using Microsoft.Extensions.Time.Testing;
using Penstock.Forwarding;
using Penstock.Http;

namespace Penstock.Tests.Forwarding;

public sealed class ResponseRewriterTests
{
    private static readonly LimitConfig s_limits = new();
    private static readonly ForwardingRules s_rules = new(new ProxyConfig { Via = ViaMode.Block }, "penstock-test");

    // RFC 9110, section 6.6.1: a response goes on with a Date. One that was for this hop is no longer there.
    [Theory]
    [InlineData("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n")]
    [InlineData("", "Date: Tue, 01 Dec 2026 00:00:00 GMT\r\n")]
    [InlineData("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: x, date\r\n", "Date: Tue, 01 Dec 2026 00:00:00 GMT\r\n")]
    [InlineData("Connection: x\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n")]
    public void Response_HasOneDate(string came, string goesOn) =>
        Assert.Equal($"HTTP/1.1 204 No\r\n{goesOn}\r\n", Rewrite($"HTTP/1.1 204 No\r\n{came}\r\n"));

    private static string Rewrite(string response)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(response);
        var fields = new FieldLine[s_limits.MaxFields];
        ResponseHead head = ResponseHeadParser.Parse(bytes, s_limits, fields);
        ReadOnlySpan<FieldLine> lines = fields.AsSpan(0, head.FieldCount);
        byte[] buffer = new byte[ResponseRewriter.MostBytes(head)];
        var writer = new HeadWriter(buffer);
        new ResponseRewriter(bytes, lines, ResponseFraming.Of(bytes, head, lines, toHead: false), s_rules)
            .Write(ref writer, head, toHttp10: false, connection: default, new FakeTimeProvider(new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        return Encoding.ASCII.GetString(buffer, 0, writer.Length);
    }
}
