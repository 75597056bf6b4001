using System.Text.Json;
using Penstock.Http;
using Penstock.Replies;

namespace Penstock.Tests.Replies;

/// <summary>What a refused client is told of the rule, and in which format.</summary>
public sealed class RfcRefusalTests
{
    private static readonly ProxyConfig s_full = new();
    private static readonly ProxyConfig s_brief = new() { Refusals = RefusalDetail.Brief };

    [Fact]
    public void A_denied_request_is_told_the_rule_and_its_place()
    {
        (string head, string body) = Refused.Answer(Refused.ByRule(s_full));

        Assert.StartsWith("HTTP/1.1 403 Forbidden by penstock.yaml:31\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Proxy-Status: penstock; error=http_request_denied; details=\"penstock.yaml:31 deny *.example.net\"\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Rule: penstock.yaml:31 (deny *.example.net, \"no <advertising> networks\").", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_has_it_escaped()
    {
        ProxyRequest request = Refused.ByRule(s_full);
        request.RefusalFormat = RefusalFormat.Html;
        (string head, string body) = Refused.Answer(request);

        Assert.Contains("\r\nContent-Type: text/html; charset=utf-8\r\n", head, StringComparison.Ordinal);
        Assert.Contains("<h1>403 Forbidden by penstock.yaml:31</h1>", body, StringComparison.Ordinal);
        Assert.Contains("<p>Rule: penstock.yaml:31 (deny *.example.net, &quot;no &lt;advertising&gt; networks&quot;).</p>", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Problem", "application/problem+json")]
    [InlineData("Json", "application/json")]
    public void A_program_gets_a_problem_of_RFC_9457(string format, string type)
    {
        ProxyRequest request = Refused.ByRule(s_full);
        request.RefusalFormat = Enum.Parse<RefusalFormat>(format);
        (string head, string body) = Refused.Answer(request);
        using JsonDocument problem = JsonDocument.Parse(body);

        Assert.Contains($"\r\nContent-Type: {type}\r\n", head, StringComparison.Ordinal);
        Assert.Equal("about:blank", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(403, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("Forbidden", problem.RootElement.GetProperty("title").GetString());
        Assert.Equal("Denied", problem.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("penstock.yaml:31 (deny *.example.net, \"no <advertising> networks\")", problem.RootElement.GetProperty("rule").GetString());
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Html")]
    [InlineData("Problem")]
    [InlineData("Json")]
    public void Brief_refusals_name_neither_rule_nor_place_nor_reason(string format)
    {
        ProxyRequest request = Refused.ByRule(s_brief);
        request.RefusalFormat = Enum.Parse<RefusalFormat>(format);
        (string head, string body) = Refused.Answer(request);

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Proxy-Status: penstock; error=http_request_denied; details=\"Denied\"\r\n", head, StringComparison.Ordinal);
        Assert.All((string[])["penstock.yaml", "31", "example.net", "advertising"], told => Assert.DoesNotContain(told, body, StringComparison.Ordinal));
        Assert.Contains("nosuch.invalid:443", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProxyOutcome.ClientNotAllowed)]
    [InlineData(ProxyOutcome.ConnectPortNotAllowed)]
    [InlineData(ProxyOutcome.DestinationProhibited)]
    public void Brief_refusals_are_all_alike(ProxyOutcome outcome) =>
        Assert.Equal(Refused.Answer(Refused.ByRule(s_brief)), Refused.Answer(Refused.Request(outcome, s_brief)));

    [Fact]
    public void What_is_no_refusal_stays_as_it_is_when_they_are_brief() =>
        Assert.Equal(Refused.Answer(Refused.Request(ProxyOutcome.ConnectRefused, s_full)), Refused.Answer(Refused.Request(ProxyOutcome.ConnectRefused, s_brief)));
}
