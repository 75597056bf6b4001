using System.Net;
using System.Text.Json;
using CsCheck;
using Penstock.Transport;

namespace Penstock.Tests.Observability.Formats;

public sealed class JsonLineTests
{
    [Fact]
    public void ARequest_IsAnObjectOfOneLine()
    {
        RequestTimeline request = LogLines.Request().With(LogLines.Compile("json"), ["User-Agent: curl/8"]);
        request.User = "Ann Bé";
        request.Detail = "a \"detail\"";
        request.Decision = new Penstock.Policy.Decision(RuleVerdict.Allow, null, new ConfigPlace("penstock.yaml", 31));

        Assert.Equal(
            """
            {"time":"2026-03-09T08:07:06.054Z","event":"end","client":"192.0.2.7","client_port":50000,"user":"Ann BÃ©","method":"GET","target":"http://example.com/a?b=c","host":"example.com","port":80,
            "origin":"203.0.113.9:80","status":200,"outcome":"Forwarded","ended_by":"origin","ended_with":"response","detail":"a \"detail\"","verdict":"allow","rule":"penstock.yaml:31 (default: allow)","bytes_up":20,"bytes_down":51234,"duration_ms":1234.567,"user_agent":"curl/8",
            "stages":{"ended":1234.567}}
            """.ReplaceLineEndings(""),
            LogLines.Of("json", request));
    }

    [Fact]
    public void WhatIsNotKnown_IsLeftOut()
    {
        var request = new RequestTimeline(default, TimeProvider.System, LogLines.Start, 0) { Outcome = ProxyOutcome.ClientGone };

        Assert.Equal("""{"time":"2026-03-09T08:07:06.054Z","event":"end","outcome":"ClientGone","ended_by":"client","ended_with":"reset","bytes_up":0,"bytes_down":0,"duration_ms":0.000,"stages":{"ended":0.000}}""", LogLines.Of("json", request));
    }

    [Theory]
    [InlineData("2001:db8::1", "[2001:db8::1]:443")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1:443")]
    public void AnOrigin_IsAnAddressAndAPortAsTheyAreWrittenTogether(string address, string expected)
    {
        RequestTimeline request = LogLines.Request();
        request.Origin = PeerAddress.From(new IPEndPoint(IPAddress.Parse(address), 443));

        using JsonDocument json = JsonDocument.Parse(LogLines.Of("json", request));
        Assert.Equal(expected, json.RootElement.GetProperty("origin").GetString());
    }

    [Fact]
    public void WhateverThePeersWrite_ItIsJsonThatGivesItBack() => Gen.Select(Gen.Byte.Array[1, 200], Gen.String).Sample(
        (target, detail) =>
        {
            RequestTimeline request = LogLines.Request();
            request.RequestLine = [.. "GET x"u8, .. target, .. "x HTTP/1.1"u8];
            request.Detail = detail;
            // As the file has it: the line is UTF-8, of which the helper makes characters byte by byte.
            byte[] line = System.Text.Encoding.Latin1.GetBytes(LogLines.Of("json", request));

            using JsonDocument json = JsonDocument.Parse(line);
            Assert.Equal($"x{System.Text.Encoding.Latin1.GetString(target)}x", json.RootElement.GetProperty("target").GetString());
            Assert.Equal(System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(detail)), json.RootElement.GetProperty("detail").GetString());
        },
        iter: 2_000);
}
