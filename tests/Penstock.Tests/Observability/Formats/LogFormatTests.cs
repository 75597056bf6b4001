using System.Globalization;
using System.Net;
using CsCheck;
using Penstock.Observability;
using Penstock.Observability.Formats;

namespace Penstock.Tests.Observability.Formats;

/// <summary>Each letter of mod_log_config, for requests of each kind. What Apache itself writes is in the end-to-end tests.</summary>
public sealed class LogFormatTests
{
    private static readonly string[] s_bits = ["%", "{", "}", "!", "200", ",", "<", ">", "h", "i", "o", "t", "Foo", "^", "\\", "n", "end:", "%d", "q", "é", "^FB", " "];

    private static readonly IPEndPoint Local = IPEndPoint.Parse("198.51.100.1:8088");

    [Theory]
    [InlineData(true, "http://a.test/b?*** http://a.test/c?*** x?y http://***@a.test/")]
    [InlineData(false, "http://a.test/b?token=1 http://a.test/c?token=2 x?y http://***@a.test/")]
    public void AUriInAField_LosesItsQuery_IfTheTargetDoes(bool withoutQueries, string expected)
    {
        AccessLogFormat format = LogLines.Compile("%{Referer}i %{Location}o %{X-Other}i %{Origin}i");
        var logged = new LoggedFields(format.Needs, withoutQueries);
        logged.AddRequest("referer"u8, "http://a.test/b?token=1"u8);
        logged.AddRequest("X-Other"u8, "x?y"u8);
        logged.AddRequest("Origin"u8, "http://u:p@a.test/"u8);
        logged.AddResponse("Location"u8, "http://a.test/c?token=2"u8);
        RequestTimeline request = LogLines.Request();
        request.Logged = logged;
        var line = new LogLine([]);
        format.Write(ref line, request);

        Assert.Equal(expected + "\n", System.Text.Encoding.Latin1.GetString(line.Written));
    }

    [Theory]
    [InlineData("%h", "192.0.2.7")]
    [InlineData("%a %{c}a %{c}h", "192.0.2.7 192.0.2.7 192.0.2.7")]
    [InlineData("%A", "198.51.100.1")]
    [InlineData("%B %b", "51234 51234")]
    [InlineData("%D", "1234567")]
    [InlineData("%T %{s}T %{ms}T %{us}T", "1 1 1234 1234567")]
    [InlineData("%f", "proxy:http://example.com/a?b=c")]
    [InlineData("%H", "HTTP/1.1")]
    [InlineData("%I %O %S", "120 51534 51654")]
    [InlineData("%k", "2")]
    [InlineData("%l %L", "- -")]
    [InlineData("%m", "GET")]
    [InlineData("%p %{canonical}p %{local}p %{remote}p", "8088 8088 8088 50000")]
    [InlineData("%q", "?b=c")]
    [InlineData("%r", "GET http://example.com/a?b=c HTTP/1.1")]
    [InlineData("%R", "proxy-server")]
    [InlineData("%s %>s %<s", "200 200 200")]
    [InlineData("%t %{begin}t", "[09/Mar/2026:08:07:06 +0000] [09/Mar/2026:08:07:06 +0000]")]
    [InlineData("%{end}t", "[09/Mar/2026:08:07:07 +0000]")]
    [InlineData("%{sec}t %{msec}t %{usec}t", "1773043626 1773043626054 1773043626054321")]
    [InlineData("%{msec_frac}t %{usec_frac}t", "054 054321")]
    [InlineData("%{end:msec_frac}t %{end:sec}t %{begin:usec_frac}t", "288 1773043627 054321")]
    [InlineData("%{%d/%b/%Y %T}t %{end:%S}t", "09/Mar/2026 08:07:06 07")]
    [InlineData("%u", "-")]
    [InlineData("%U", "http://example.com/a?b=c")]
    [InlineData("%v %V", "proxy.test example.com")]
    [InlineData("%X", "-")]
    [InlineData("%c", "-")]
    [InlineData("%%%%h", "%%h")]
    [InlineData("%{X}e %{X}n %{X}C %{X}x %{X}c %{X}^ti %{X}^to %^FB", "- - - - - - - -")]
    [InlineData("%{Foo}i %{foo}i %{BAR}i %{None}i", "one one b\\\"\\t\\\\ -")]
    [InlineData("%{Content-Type}o %{None}o", "text/html -")]
    [InlineData("%{Empty}i|", "|")]
    public void ALetter_WritesItsPartOfARequestThatWasPassedOn(string format, string expected) => Assert.Equal(expected, Line(format));

    [Theory]
    [InlineData("%200{Foo}i", "one")]
    [InlineData("%404{Foo}i", "-")]
    [InlineData("%404,200{Foo}i", "one")]
    [InlineData("%!200{Foo}i", "-")]
    [InlineData("%!404,500{Foo}i", "one")]
    [InlineData("%!!200m", "GET")]
    [InlineData("%200>s %404>s %!404<s", "200 - 200")]
    [InlineData("%{Foo}200i", "one")]
    [InlineData("%404{X}e", "-")]
    [InlineData("%404%", "%")]
    public void AStatus_LimitsALetterToAnswersOfThatStatus(string format, string expected) => Assert.Equal(expected, Line(format));

    [Theory]
    [InlineData("a\\tb\\n%m\\\\", "a\tb\nGET\\")]
    [InlineData("\\\"%r\\\"", "\"GET http://example.com/a?b=c HTTP/1.1\"")]
    [InlineData("\\q%m\\", "\\qGET\\")]
    [InlineData("é%m", "Ã©GET")]
    public void AnEscape_IsWhatApacheMakesOfIt(string format, string expected) => Assert.Equal(expected, Line(format));

    [Theory]
    [InlineData("%{Foo}", "ends before its letter")]
    [InlineData("%", "ends before its letter")]
    [InlineData("%h %", "ends before its letter")]
    [InlineData("%{Foo", "has no }")]
    [InlineData("%y", "\"%y\" is not known")]
    [InlineData("%h %!200,Z", "\"%!200,Z\" is not known")]
    [InlineData("%^XY", "\"%^XY\" is not known")]
    [InlineData("%^", "\"%^\" is not known")]
    [InlineData("%i", "needs the name of a field")]
    [InlineData("%{}o", "needs the name of a field")]
    [InlineData("%2h", "three digits")]
    [InlineData("%2000h", "three digits")]
    [InlineData("%{x}h", "but c")]
    [InlineData("%{here}p", "canonical, local or remote")]
    [InlineData("%{x}P", "pid, tid or hextid")]
    [InlineData("%{h}T", "s, ms or us")]
    [InlineData("%{%Q}t", "strftime")]
    [InlineData("%{%}t", "strftime")]
    [InlineData("combine", "say common, combined")]
    [InlineData("", "say common, combined")]
    public void AFormatThatCannotBeUsed_IsAProblemThatNamesIt(string format, string expected)
    {
        Assert.False(AccessLogFormat.TryParse(format, out _, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_IsThisOneAndThisThread()
    {
        Assert.Equal($"{Environment.ProcessId} {Environment.ProcessId}", Line("%P %{pid}P"));
        Assert.Equal($"{Environment.CurrentManagedThreadId} {Environment.CurrentManagedThreadId:x}", Line("%{tid}P %{hextid}P"));
    }

    [Theory]
    [InlineData("CONNECT example.com:443 HTTP/1.1", "CONNECT|example.com:443||HTTP/1.1|proxy:example.com:443|proxy-server")]
    [InlineData("GET /a%20b%zz%?c=%20 HTTP/1.0", "GET|/a b%zz%|?c=%20|HTTP/1.0|-|-")]
    [InlineData("OPTIONS * HTTP/1.1", "OPTIONS|*||HTTP/1.1|-|-")]
    [InlineData("GET /%0a%ff%22 HTTP/1.1", "GET|/\\n\\xff\\\"||HTTP/1.1|-|-")]
    [InlineData("", "-|-||-|-|-")]
    public void PartsOfTheRequestLine_AreThoseOfItsForm(string line, string expected) =>
        Assert.Equal(expected, LogLines.Of("%m|%U|%q|%H|%f|%R", LogLines.Request(line)));

    [Theory]
    [InlineData("hello", "-|-||-|-|-|hello")]
    [InlineData("GET  /x", "GET| /x||-|-|-|GET  /x")]
    [InlineData(" ", "-|-||-|-|-| ")]
    [InlineData("GET x HTTP/1.1", "GET|x||HTTP/1.1|-|-|GET x HTTP/1.1")]
    public void PartsOfALineThatIsNone_AreDashesOrWhatIsThere(string line, string expected) =>
        Assert.Equal(expected, LogLines.Of("%m|%U|%q|%H|%f|%R|%r", LogLines.Request(line, ProxyOutcome.HeadRejected, 400)));

    [Fact]
    public void TheBytesOfATunnel_AreADashInApachesManner_AndThoseOfARefusalAreNot()
    {
        var apache = new LogSettings { TunnelsHaveNoBody = true };
        RequestTimeline tunnel = LogLines.Request("CONNECT x:443 HTTP/1.1", ProxyOutcome.ClientClosedTunnel);
        RequestTimeline refused = LogLines.Request("CONNECT x:22 HTTP/1.1", ProxyOutcome.DestinationProhibited, 403);

        Assert.Equal("51234 51234", LogLines.Of("%b %B", tunnel));
        Assert.Equal("- 0", LogLines.Of("%b %B", tunnel, apache));
        Assert.Equal("51234 51234", LogLines.Of("%b %B", refused, apache));
        Assert.Equal("51234 51234", LogLines.Of("%b %B", LogLines.Request(), apache));
    }

    [Theory]
    [InlineData(ProxyOutcome.Forwarded, true, "+")]
    [InlineData(ProxyOutcome.Forwarded, false, "-")]
    [InlineData(ProxyOutcome.ClientGone, false, "X")]
    [InlineData(ProxyOutcome.ClientTooSlow, false, "X")]
    [InlineData(ProxyOutcome.ResponseTruncated, false, "X")]
    [InlineData(ProxyOutcome.ClientResetTunnel, false, "X")]
    public void TheConnectionsStatus_SaysWhetherItGoesOn(ProxyOutcome outcome, bool keeps, string expected)
    {
        RequestTimeline request = LogLines.Request(outcome: outcome);
        request.KeepsConnection = keeps;

        Assert.Equal(expected, LogLines.Of("%X", request));
    }

    [Theory]
    [InlineData(null, "-")]
    [InlineData("", "\"\"")]
    [InlineData("alice", "alice")]
    [InlineData("a\"b\r\né", "a\\\"b\\r\\n\\xc3\\xa9")]
    public void AUser_IsEscaped(string? user, string expected)
    {
        RequestTimeline request = LogLines.Request();
        request.User = user;

        Assert.Equal(expected, LogLines.Of("%u", request));
    }

    [Fact]
    public void TheNameThatWasAsked_IsOneOfTheHostFieldForThePageOfTheProxy()
    {
        AccessLogFormat format = LogLines.Compile("%V");
        foreach ((string host, string expected) in new[] { ("www.test.com:8088", "www.test.com"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("x", "x") })
        {
            RequestTimeline request = LogLines.Request("GET / HTTP/1.1", ProxyOutcome.Answered);
            request.Host = null;
            Assert.Equal(expected, LogLines.Of("%V", request.With(format, [$"Host: {host}"])));
        }
    }

    [Theory]
    [InlineData("%{Authorization}i")]
    [InlineData("%{proxy-authorization}i")]
    [InlineData("%{Cookie}i")]
    [InlineData("%{Set-Cookie}o")]
    [InlineData("%{X-Api-Key}i")]
    [InlineData("%{session}C")]
    public void Secrets_AreNeverKept(string format)
    {
        Assert.Equal("-", LogLines.Of(format));
        Assert.False(LogLines.Compile(format).Needs.Any);
    }

    [Fact]
    public void Fields_AreJoinedAndCut()
    {
        AccessLogFormat format = LogLines.Compile("%{Foo}i");
        string longer = new('x', 1100);

        Assert.Equal("a, b", LogLines.Of("%{Foo}i", LogLines.Request().With(format, ["Foo: a", "FOO: b", "Other: c"])));
        Assert.Equal(longer[..1024], LogLines.Of("%{Foo}i", LogLines.Request().With(format, [$"Foo: {longer}"])));
        Assert.Equal("a, " + longer[..1021], LogLines.Of("%{Foo}i", LogLines.Request().With(format, ["Foo: a", $"Foo: {longer}", "Foo: more"])));
    }

    [Fact]
    public void MoreFieldsThanThereIsUseFor_AreAProblem()
    {
        string Fields(int count) => string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"%{{F{i}}}i")));

        Assert.True(AccessLogFormat.TryParse(Fields(64), out _, out _));
        Assert.False(AccessLogFormat.TryParse(Fields(65), out _, out string? problem));
        Assert.Contains("too many", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Combined_IsCommonWithRefererAndUserAgent()
    {
        AccessLogFormat format = LogLines.Compile("combined");
        RequestTimeline request = LogLines.Request().With(format, ["Referer: http://user:secret@example.org/", "User-Agent: curl/8 (\"x\")"]);

        Assert.Equal(
            "192.0.2.7 - - [09/Mar/2026:08:07:06 +0000] \"GET http://example.com/a?b=c HTTP/1.1\" 200 51234 \"http://***@example.org/\" \"curl/8 (\\\"x\\\")\"",
            LogLines.Of("combined", request));
    }

    [Fact]
    public void AnyText_IsAFormatOrAProblem_AndNeverAnythingElse() => Gen.OneOf(
            Gen.String,
            Gen.Int[0, s_bits.Length - 1].Array[0, 12].Select(bits => string.Concat(bits.Select(bit => s_bits[bit]))))

        .Sample(
            text =>
            {
                if (AccessLogFormat.TryParse(text, out AccessLogFormat? format, out string? problem))
                {
                    var line = new LogLine([]);
                    format.Write(ref line, LogLines.Request());
                    Assert.Equal((byte)'\n', line.Written[^1]);
                    Assert.Null(problem);
                }
                else
                {
                    Assert.NotEmpty(problem);
                }
            },
            iter: 50_000);

    [Fact]
    public void WhateverAPeerWrites_IsOneLineOfPrintableCharacters() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 300], Gen.String).Sample(
        (line, field, user) =>
        {
            const string All = "%r %m %U %q %H %f %{Foo}i %u %V";
            foreach (string name in new[] { All, "squid", "json", "combined" })
            {
                AccessLogFormat format = LogLines.Compile(name);
                RequestTimeline request = LogLines.Request();
                request.RequestLine = line;
                request.User = user;
                var logged = new LoggedFields(LogNeeds.Of([format.Needs]));
                logged.AddRequest("foo"u8, field);
                logged.AddRequest("user-agent"u8, field);
                logged.AddResponse("content-type"u8, field);
                request.Logged = logged;
                Assert.All(LogLines.Of(name, request), c => Assert.True(c is >= ' ' and <= '~' || (name == "json" && c >= '\u0080'), $"{(int)c}"));
            }
        },
        iter: 2_000);

    private static string Line(string format)
    {
        AccessLogFormat compiled = LogLines.Compile(format);
        RequestTimeline request = LogLines.Request().With(compiled, ["Foo: one", "bar: b\"\t\\", "Empty: "], ["Content-Type: text/html"], Local);
        return LogLines.Of(format, request, new LogSettings { ServerName = "proxy.test" });
    }
}
