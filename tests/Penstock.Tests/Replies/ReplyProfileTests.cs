using System.Text;
using CsCheck;
using Penstock.Http;

namespace Penstock.Tests.Replies;

/// <summary>What holds of every manner of replies.</summary>
public sealed class ReplyProfileTests
{
    public static TheoryData<ReplyProfile> Profiles => [.. Enum.GetValues<ReplyProfile>()];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_outcome_that_can_be_answered_has_an_error_of_its_own_in_every_profile(ReplyProfile profile)
    {
        foreach (ProxyOutcome outcome in Enum.GetValues<ProxyOutcome>().Except(Refused.NeverAnswered))
        {
            ProxyRequest request = Refused.Request(outcome, new ProxyConfig { Replies = profile });
            (string head, string body) = Refused.Answer(request);

            Assert.InRange(request.Timeline.Status, 400, 505);
            Assert.True(request.Timeline.Status != 500 || outcome is ProxyOutcome.InternalError || (profile == ReplyProfile.Squid && outcome == ProxyOutcome.ResourcesExhausted), $"{outcome} is told as an internal error");
            Assert.StartsWith($"HTTP/1.1 {request.Timeline.Status} ", head, StringComparison.Ordinal);
            Assert.NotEmpty(body);
            Assert.Equal(Encoding.UTF8.GetByteCount(body), request.Timeline.AnswerBytes);
        }
    }

    [Theory]
    [InlineData(ReplyProfile.Rfc, "Proxy-Authenticate: Basic realm=\"a \\\"b\\\" \\\\ ?\", charset=\"UTF-8\"\r\n")]
    [InlineData(ReplyProfile.Squid, "Proxy-Authenticate: Basic realm=\"a \\\"b\\\" \\\\ ?\", charset=\"UTF-8\"\r\n")]
    [InlineData(ReplyProfile.Apache, "Proxy-Authenticate: Basic realm=\"a \\\"b\\\" \\\\ ?\"\r\n")]
    public void A_client_that_has_to_say_who_it_is_gets_a_challenge_with_the_realm(ReplyProfile profile, string challenge)
    {
        var config = new ProxyConfig { Replies = profile, Users = new UsersConfig { File = "users", Realm = "a \"b\" \\ \u00e9" } };
        ProxyRequest request = Refused.Request(ProxyOutcome.AuthenticationRequired, config);

        Assert.Contains("\r\n" + challenge, Refused.Answer(request).Head, StringComparison.Ordinal);
        Assert.Equal(407, request.Timeline.Status);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Nothing_else_is_a_challenge(ReplyProfile profile) => Assert.DoesNotContain(
        "Authenticate", Refused.Answer(Refused.Request(ProxyOutcome.ClientNotAllowed, new ProxyConfig { Replies = profile })).Head, StringComparison.Ordinal);

    [Theory]
    [InlineData(ReplyProfile.Rfc, "HTTP/1.1 200 Connection Established\r\nProxy-Agent: {0}\r\n\r\n")]
    [InlineData(ReplyProfile.Apache, "HTTP/1.0 200 Connection Established\r\nProxy-agent: {0}\r\n\r\n")]
    [InlineData(ReplyProfile.Squid, "HTTP/1.1 200 Connection established\r\n\r\n")]
    public void An_open_tunnel_is_announced_as_the_profile_has_it(ReplyProfile profile, string expected) => Assert.Equal(
        expected.Replace("{0}", ProductInfo.NameAndVersion, StringComparison.Ordinal),
        Encoding.ASCII.GetString(OutcomeResponse.ConnectionEstablished(Refused.Request(ProxyOutcome.None, new ProxyConfig { Replies = profile }))));

    [Theory]
    [MemberData(nameof(Profiles))]
    public void HEAD_gets_no_body(ReplyProfile profile)
    {
        ProxyRequest request = Refused.Request(ProxyOutcome.ConnectRefused, new ProxyConfig { Replies = profile }, RequestKind.Forward);
        request.IsHead = true;

        Assert.EndsWith("\r\n\r\n", Encoding.ASCII.GetString(OutcomeResponse.For(request, new LimitConfig(), keepAlive: true, Refused.Now)), StringComparison.Ordinal);
        Assert.Equal(0, request.Timeline.AnswerBytes);
    }

    [Fact]
    public void Whatever_is_asked_for_no_page_holds_markup_of_it_and_no_head_an_extra_line() => Gen.Select(
        Gen.OneOf(Enum.GetValues<ReplyProfile>()), Gen.OneOf(Enum.GetValues<ProxyOutcome>()), Gen.OneOf(Enum.GetValues<Penstock.Replies.RefusalFormat>()), Gen.String[0, 20]).Sample(
            (profile, outcome, format, noise) =>
            {
                ProxyRequest request = Refused.Request(outcome, new ProxyConfig { Replies = profile });
                request.RefusalFormat = format;
                string hostile = $"<script>{noise}\"\\\r\nX: y\ud800";
                (request.Timeline.Host, request.Timeline.Method, request.Timeline.Detail) = (hostile, hostile, hostile);
                (string head, string body) = Refused.Answer(request);

                Assert.DoesNotContain("\r\nX: y", head, StringComparison.Ordinal);
                Assert.True(head.Contains("text/plain", StringComparison.Ordinal) || !body.Contains("<script", StringComparison.Ordinal), body);
            }, iter: 3_000);
}
