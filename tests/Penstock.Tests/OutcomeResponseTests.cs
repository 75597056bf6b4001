using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Penstock.Http;
using Penstock.Transport;

namespace Penstock.Tests;

/// <summary>Every answer is read as a client would read it: a strict head, a body of the announced length, a Proxy-Status that RFC 9209 knows.</summary>
public sealed partial class OutcomeResponseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 8, 7, 6, TimeSpan.FromHours(2));

    // RFC 9209, section 2.3: those that a forward proxy could use, and those alone that it does.
    private static readonly string[] ErrorTypes =
    [
        "dns_timeout", "dns_error", "destination_not_found", "destination_unavailable", "destination_ip_prohibited", "destination_ip_unroutable",
        "connection_refused", "connection_terminated", "connection_timeout", "connection_read_timeout", "connection_write_timeout",
        "connection_limit_reached", "http_response_incomplete", "http_protocol_error", "http_response_timeout", "http_request_error", "http_request_denied", "proxy_internal_error", "proxy_configuration_error", "proxy_loop_detected",
    ];

    [Theory]
    [InlineData(ProxyOutcome.HeadRejected, 400, "http_request_error")]
    [InlineData(ProxyOutcome.HeadTimedOut, 408, "http_request_error")]
    [InlineData(ProxyOutcome.BodyRejected, 400, "http_request_error")]
    [InlineData(ProxyOutcome.ClientTooSlow, 408, "http_request_error")]
    [InlineData(ProxyOutcome.TooManyConnections, 429, "connection_limit_reached")]
    [InlineData(ProxyOutcome.OriginClosedEarly, 502, "http_response_incomplete")]
    [InlineData(ProxyOutcome.ResponseRejected, 502, "http_protocol_error")]
    [InlineData(ProxyOutcome.ResponseTimedOut, 504, "http_response_timeout")]
    [InlineData(ProxyOutcome.ClientNotAllowed, 403, "http_request_denied")]
    [InlineData(ProxyOutcome.DestinationProhibited, 403, "destination_ip_prohibited")]
    [InlineData(ProxyOutcome.ProxyLoop, 502, "proxy_loop_detected")]
    [InlineData(ProxyOutcome.NameUnknown, 502, "dns_error")]
    [InlineData(ProxyOutcome.NameLookUpFailed, 502, "dns_error")]
    [InlineData(ProxyOutcome.NameLookUpTimedOut, 504, "dns_timeout")]
    [InlineData(ProxyOutcome.ConnectRefused, 502, "connection_refused")]
    [InlineData(ProxyOutcome.ConnectUnreachable, 502, "destination_ip_unroutable")]
    [InlineData(ProxyOutcome.ConnectTimedOut, 504, "connection_timeout")]
    [InlineData(ProxyOutcome.ConnectFailed, 502, "connection_terminated")]
    [InlineData(ProxyOutcome.ResourcesExhausted, 503, "connection_limit_reached")]
    [InlineData(ProxyOutcome.InternalError, 500, "proxy_internal_error")]
    public void An_outcome_has_its_status_and_its_error_type(ProxyOutcome outcome, int status, string error)
    {
        Answer answer = AnswerTo(Request(outcome, "tried 192.0.2.1:443"));

        Assert.Equal(status, answer.Status);
        Assert.Equal(error, answer.Parameters["error"]);
        Assert.StartsWith($"\"{outcome}", answer.Parameters["details"], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_outcome_that_can_be_answered_is_an_error_that_says_what_happened()
    {
        // A tunnel has had its 200, a response has been passed on, and who is gone hears nothing.
        ProxyOutcome[] unanswered =
        [
            ProxyOutcome.None, ProxyOutcome.ClientClosedTunnel, ProxyOutcome.OriginClosedTunnel, ProxyOutcome.ClientResetTunnel, ProxyOutcome.OriginResetTunnel,
            ProxyOutcome.TunnelIdle, ProxyOutcome.ClosedByOperator, ProxyOutcome.ProxyStopped, ProxyOutcome.ClientGone, ProxyOutcome.Forwarded, ProxyOutcome.Answered, ProxyOutcome.ResponseTruncated,
            ProxyOutcome.RulesChanged,
        ];
        foreach (ProxyOutcome outcome in Enum.GetValues<ProxyOutcome>().Except(unanswered))
        {
            Answer answer = AnswerTo(Request(outcome, null));
            Assert.True(outcome == ProxyOutcome.InternalError ? answer.Status == 500 : answer.Status is 400 or 403 or 407 or 408 or 429 or (> 500 and < 505), $"{outcome}");
            Assert.Contains(answer.Parameters["error"], ErrorTypes);
            Assert.InRange(answer.Body.Length, 40, 400);
        }
    }

    [Fact]
    public void Every_rule_of_HTTP_has_a_status_of_its_own_or_400()
    {
        var own = new Dictionary<HeadRejection, int>
        {
            [HeadRejection.TargetTooLong] = 414,
            [HeadRejection.HeadTooLarge] = 431,
            [HeadRejection.TooManyFields] = 431,
            [HeadRejection.UnsupportedVersion] = 505,
            [HeadRejection.UnsupportedTransferCoding] = 501,
            [HeadRejection.SchemeNotImplemented] = 501,
        };
        foreach (HeadRejection rejection in Enum.GetValues<HeadRejection>().Except([HeadRejection.None]))
        {
            ProxyRequest request = Request(ProxyOutcome.HeadRejected, rejection.ToString());
            request.Rejection = rejection;
            Answer answer = AnswerTo(request);

            Assert.Equal(own.GetValueOrDefault(rejection, 400), answer.Status);
            Assert.Equal("http_request_error", answer.Parameters["error"]);
            Assert.Equal($"\"HeadRejected: {rejection}\"", answer.Parameters["details"]);
        }
    }

    [Fact]
    public void A_limit_that_was_met_is_named_with_its_size()
    {
        var limits = new LimitConfig { MaxHeadBytes = 12_345, MaxTargetBytes = 2_345, MaxFields = 77 };

        Assert.All(
            ((HeadRejection, string)[])[(HeadRejection.TargetTooLong, "2345"), (HeadRejection.HeadTooLarge, "12345"), (HeadRejection.TooManyFields, "77")],
            row =>
            {
                ProxyRequest request = Request(ProxyOutcome.HeadRejected, null);
                request.Rejection = row.Item1;
                Assert.Contains(row.Item2, AnswerTo(request, limits: limits).Body, StringComparison.Ordinal);
            });
    }

    [Theory]
    [InlineData(ProxyOutcome.NameUnknown, "NXDOMAIN")]
    [InlineData(ProxyOutcome.NameLookUpFailed, "SERVFAIL")]
    public void A_name_server_is_quoted_with_its_code(ProxyOutcome outcome, string code) =>
        Assert.Equal($"\"{code}\"", AnswerTo(Request(outcome, code)).Parameters["rcode"]);

    [Fact]
    public void Without_a_code_there_is_no_rcode() => Assert.False(AnswerTo(Request(ProxyOutcome.NameLookUpFailed, null)).Parameters.ContainsKey("rcode"));

    [Fact]
    public void Nor_into_its_body() => Assert.DoesNotContain(
        "10.1.2.3", AnswerTo(Request(ProxyOutcome.DestinationProhibited, "10.1.2.3 is not a global address")).Body, StringComparison.Ordinal);

    [Fact]
    public void A_refusal_by_policy_does_not_put_addresses_of_the_inside_into_its_head() =>
        Assert.Equal("\"DestinationProhibited\"", AnswerTo(Request(ProxyOutcome.DestinationProhibited, "10.1.2.3 is not a global address")).Parameters["details"]);

    [Theory]
    [InlineData(true, "keep-alive")]
    [InlineData(false, "close")]
    public void The_answer_says_whether_the_connection_stays(bool keepAlive, string expected) =>
        Assert.Equal(expected, AnswerTo(Request(ProxyOutcome.ConnectRefused, null), keepAlive).Fields["Connection"]);

    [Fact]
    public void HEAD_gets_the_head_alone_with_the_length_that_a_body_would_have()
    {
        ProxyRequest request = Request(ProxyOutcome.ClientNotAllowed, null);
        Answer whole = AnswerTo(request);
        request.IsHead = true;
        byte[] bytes = OutcomeResponse.For(request, new LimitConfig(), keepAlive: false, Now);
        string text = Encoding.ASCII.GetString(bytes);

        Assert.EndsWith("\r\n\r\n", text, StringComparison.Ordinal);
        Assert.Equal(text.Length - 4, text.IndexOf("\r\n\r\n", StringComparison.Ordinal));
        Assert.Contains($"Content-Length: {whole.Fields["Content-Length"]}\r\n", text, StringComparison.Ordinal);
        Assert.Equal((0, 0), (request.Timeline.AnswerBytes, request.Timeline.BytesDown));
    }

    [Fact]
    public void Status_and_size_are_noted_for_the_log()
    {
        ProxyRequest request = Request(ProxyOutcome.ConnectRefused, null);
        Answer answer = AnswerTo(request);

        Assert.Equal(502, request.Timeline.Status);
        Assert.Equal((Encoding.UTF8.GetByteCount(answer.Body), 0), (request.Timeline.AnswerBytes, request.Timeline.BytesDown));
    }

    [Fact]
    public void The_date_is_in_GMT() =>
        Assert.Equal("Mon, 09 Mar 2026 06:07:06 GMT", AnswerTo(Request(ProxyOutcome.ConnectRefused, null)).Fields["Date"]);

    [Fact]
    public void An_IPv6_target_is_named_in_brackets()
    {
        ProxyRequest request = Request(ProxyOutcome.ConnectRefused, null);
        request.Timeline.Host = "2001:db8::7";

        Assert.StartsWith("[2001:db8::7]:443 refused", AnswerTo(request).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_detail_the_head_keeps_its_shape() => Gen.Select(
        Gen.Frequency((2, Gen.String[Gen.OneOf("\"\\\r\n;=, a\0\u007f\u0085\u00e9\u2028\ud83d".ToCharArray()), 0, 40]), (1, Gen.String[0, 40])),
        Gen.OneOf(Enum.GetValues<ProxyOutcome>()), Gen.Bool).Sample(
            (detail, outcome, keepAlive) =>
            {
                Answer answer = AnswerTo(Request(outcome, detail), keepAlive);
                string[] challenge = outcome == ProxyOutcome.AuthenticationRequired ? ["Proxy-Authenticate"] : [];
                Assert.Equal(["Date", "Proxy-Status", "Content-Type", .. challenge, "Content-Length", "Connection"], answer.Fields.Keys);
                Assert.Contains("error", answer.Parameters.Keys);
            }, iter: 3_000);

    [Fact]
    public void Quote_and_backslash_are_escaped_and_other_strange_characters_replaced() => Assert.Equal(
        """
        "ConnectFailed: a\"b\\c??d?"
        """,
        AnswerTo(Request(ProxyOutcome.ConnectFailed, "a\"b\\c\r\nd\u00e9")).Parameters["details"]);

    [Fact]
    public void An_open_tunnel_is_announced_without_a_length()
    {
        string text = Encoding.ASCII.GetString(OutcomeResponse.ConnectionEstablished(Request(ProxyOutcome.None, null)));

        Assert.StartsWith("HTTP/1.1 200 ", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Transfer-Encoding", text, StringComparison.OrdinalIgnoreCase);
        Assert.All(text[..^4].Split("\r\n")[1..], line => Assert.Matches(FieldLine(), line));
    }

    private static ProxyRequest Request(ProxyOutcome outcome, string? detail)
    {
        var timeline = new RequestTimeline(PeerAddress.From(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 50_000)), TimeProvider.System, Now, 0)
        {
            Host = "example.com",
            Port = 443,
            Outcome = outcome,
            Detail = detail,
        };
        return new ProxyRequest(timeline, TestSnapshot.Of(new ProxyConfig())) { Outcome = outcome, Kind = RequestKind.Tunnel };
    }

    private static Answer AnswerTo(ProxyRequest request, bool keepAlive = false, LimitConfig? limits = null)
    {
        byte[] bytes = OutcomeResponse.For(request, limits ?? new LimitConfig(), keepAlive, Now);
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, "an empty line ends the head");
        string[] lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        Assert.All(lines, line => Assert.All(line, c => Assert.InRange(c, ' ', '~')));
        Match status = StatusLine().Match(lines[0]);
        Assert.True(status.Success, lines[0]);
        Dictionary<string, string> fields = [];
        foreach (string line in lines[1..])
        {
            Match field = FieldLine().Match(line);
            Assert.True(field.Success, line);
            fields.Add(field.Groups[1].Value, field.Groups[2].Value);
        }

        byte[] body = bytes[(end + 4)..];
        Assert.Equal(body.Length.ToString(CultureInfo.InvariantCulture), fields["Content-Length"]);
        Match proxyStatus = StructuredItem().Match(fields["Proxy-Status"]);
        Assert.True(proxyStatus.Success, fields["Proxy-Status"]);
        var parameters = proxyStatus.Groups["key"].Captures.Zip(proxyStatus.Groups["value"].Captures).ToDictionary(pair => pair.First.Value, pair => pair.Second.Value);
        return new Answer(int.Parse(status.Groups[1].Value, CultureInfo.InvariantCulture), fields, parameters, Encoding.UTF8.GetString(body));
    }

    [GeneratedRegex(@"\AHTTP/1\.1 ([1-5][0-9]{2}) [A-Za-z ]+\z")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\A([A-Za-z-]+): ([!-~](?:[ -~]*[!-~])?)\z")]
    private static partial Regex FieldLine();

    // RFC 9651: an item that is a token, and parameters that are tokens or strings.
    [GeneratedRegex("""\A[a-zA-Z*][!#$%&'*+.^_`|~0-9a-zA-Z:/-]*(?:; *(?<key>[a-z*][a-z0-9_.*-]*)=(?<value>[a-zA-Z*][!#$%&'*+.^_`|~0-9a-zA-Z:/-]*|"(?:[ !#-\[\]-~]|\\["\\])*"))*\z""")]
    private static partial Regex StructuredItem();

    private sealed record Answer(int Status, Dictionary<string, string> Fields, Dictionary<string, string> Parameters, string Body);
}
