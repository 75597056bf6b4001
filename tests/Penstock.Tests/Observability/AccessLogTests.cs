using System.Net;
using System.Text;
using CsCheck;
using Penstock.Observability;
using Penstock.Observability.Formats;
using Penstock.Transport;

namespace Penstock.Tests.Observability;

public sealed class AccessLogTests
{
    private static readonly PeerAddress Client = PeerAddress.From(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 50_000));
    private static readonly DateTimeOffset Start = new(2026, 3, 9, 8, 7, 6, TimeSpan.Zero);

    [Fact]
    public void A_tunnel_has_its_request_line_its_200_and_the_bytes_that_went_to_the_client() => Assert.Equal(
        "192.0.2.7 - - [09/Mar/2026:08:07:06 +0000] \"CONNECT example.com:443 HTTP/1.1\" 200 51234\n",
        Line("CONNECT example.com:443 HTTP/1.1", 200, 51_234));

    [Fact]
    public void A_refusal_has_its_status_and_the_bytes_of_its_body() => Assert.Equal(
        "192.0.2.7 - - [09/Mar/2026:08:07:06 +0000] \"CONNECT 10.0.0.1:22 HTTP/1.1\" 403 187\n",
        Line("CONNECT 10.0.0.1:22 HTTP/1.1", 403, 187));

    [Fact]
    public void What_was_never_said_is_a_dash() =>
        Assert.Equal("192.0.2.7 - - [09/Mar/2026:08:07:06 +0000] \"-\" - -\n", Line("", 0, 0));

    [Fact]
    public void The_client_of_a_Unix_socket_is_a_dash() =>
        Assert.StartsWith("- - - [", Line("GET / HTTP/1.1", 501, 1, client: default(PeerAddress)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("a\r\nb", "a\\r\\nb")]
    [InlineData("\b\t\v\f", "\\b\\t\\v\\x0c")]
    [InlineData("\0", "\\x00")]
    [InlineData("\u001f ~", "\\x1f ~")]
    [InlineData("\u007f", "\\x7f")]
    [InlineData("\u0080\u00ff", "\\x80\\xff")]
    public void What_could_break_a_line_is_escaped(string requestLine, string expected) =>
        Assert.Contains($"\"{expected}\" 400 ", Line(requestLine, 400, 9), StringComparison.Ordinal);

    [Fact]
    public void Whatever_the_bytes_it_is_one_line_of_printable_ASCII_that_gives_them_back() => Gen.Byte.Array[1, 400].Sample(
        bytes =>
        {
            string line = Line(Encoding.Latin1.GetString(bytes), 400, 1);
            Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
            Assert.All(line[..^1], c => Assert.InRange(c, ' ', '~'));
            string quoted = line[(line.IndexOf('"', StringComparison.Ordinal) + 1)..line.LastIndexOf('"')];
            Assert.Equal(bytes, Unescape(quoted));
        }, iter: 2_000);

    [Theory]
    [InlineData(0, "09/Mar/2026:08:07:06 +0000")]
    [InlineData(60, "09/Mar/2026:09:07:06 +0100")]
    [InlineData(-210, "09/Mar/2026:04:37:06 -0330")]
    [InlineData(14 * 60, "09/Mar/2026:22:07:06 +1400")]
    [InlineData(-9 * 60, "08/Mar/2026:23:07:06 -0900")]
    public void The_time_is_that_of_the_zone(int minutes, string expected)
    {
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("there", TimeSpan.FromMinutes(minutes), "there", "there");

        Assert.Contains($"[{expected}]", Line("x", 400, 1, Start, zone), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_second_is_a_new_time_and_a_part_of_one_is_not()
    {
        AccessLogFormat format = LogLines.Compile("%t");
        string[] times = [.. new[] { 0, 999, 1000, 0 }.Select(milliseconds => Line(format, Request([], 200, 1, Start.AddMilliseconds(milliseconds), Client)))];

        Assert.Equal(["[09/Mar/2026:08:07:06 +0000]\n", "[09/Mar/2026:08:07:06 +0000]\n", "[09/Mar/2026:08:07:07 +0000]\n", "[09/Mar/2026:08:07:06 +0000]\n"], times);
    }

    [Fact]
    public void The_longest_request_line_arrives_whole()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] longest = [.. Enumerable.Repeat((byte)0xff, 8 * 1024)];
            using (var file = new LogFile(path))
            {
                var log = new AccessLog(file, LogLines.Compile("common"), new AccessLogConfig { Path = "-" });
                log.Write(0, Request(longest, 414, 80, Start, Client));
                log.Write(0, Request("next"u8.ToArray(), 400, 1, Start, Client));
                log.Hand(0);
            }

            string[] lines = File.ReadAllLines(path);
            Assert.Equal(2, lines.Length);
            Assert.EndsWith("\" 414 80", lines[0], StringComparison.Ordinal);
            Assert.Contains(string.Concat(Enumerable.Repeat("\\xff", longest.Length)), lines[0], StringComparison.Ordinal);
            Assert.EndsWith("\"next\" 400 1", lines[1], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Line(string requestLine, int status, long bytes, DateTimeOffset? at = null, TimeZoneInfo? zone = null, PeerAddress? client = null) => Line(
        LogLines.Compile("common", new LogSettings { Zone = zone ?? TimeZoneInfo.Utc }), Request(Encoding.Latin1.GetBytes(requestLine), status, bytes, at ?? Start, client ?? Client));

    private static string Line(AccessLogFormat format, RequestTimeline request)
    {
        var line = new LogLine([]);
        format.Write(ref line, request);
        return Encoding.Latin1.GetString(line.Written);
    }

    private static RequestTimeline Request(byte[] requestLine, int status, long bytes, DateTimeOffset at, PeerAddress client) =>
        new(client, TimeProvider.System, at, 0) { RequestLine = requestLine, Status = status, BytesDown = bytes };

    private static byte[] Unescape(string text)
    {
        List<byte> bytes = [];
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                Assert.NotEqual('"', text[at]);
                bytes.Add((byte)text[at]);
            }
            else if (text[++at] == 'x')
            {
                bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                bytes.Add((byte)(text[at] switch { 'b' => '\b', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', _ => text[at] }));
            }
        }

        return [.. bytes];
    }
}
