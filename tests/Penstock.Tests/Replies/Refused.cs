using System.Globalization;
using System.Net;
using System.Text;
using Penstock.Http;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Tests.Replies;

/// <summary>Requests that were refused, and the answers to them as text.</summary>
internal static class Refused
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 9, 49, TimeSpan.Zero);

    /// <summary>A tunnel has had its 200, a response has been passed on, and who is gone hears nothing.</summary>
    public static ProxyOutcome[] NeverAnswered { get; } =
    [
        ProxyOutcome.None, ProxyOutcome.ClientClosedTunnel, ProxyOutcome.OriginClosedTunnel, ProxyOutcome.ClientResetTunnel, ProxyOutcome.OriginResetTunnel,
        ProxyOutcome.TunnelIdle, ProxyOutcome.ClosedByOperator, ProxyOutcome.ProxyStopped, ProxyOutcome.ClientGone, ProxyOutcome.Forwarded, ProxyOutcome.Answered, ProxyOutcome.ResponseTruncated,
        ProxyOutcome.RulesChanged,
    ];

    public static ProxyRequest Request(ProxyOutcome outcome, ProxyConfig config, RequestKind kind = RequestKind.Tunnel, HeadRejection rejection = HeadRejection.None)
    {
        var timeline = new RequestTimeline(PeerAddress.From(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 50_000)), TimeProvider.System, Now, 0)
        {
            Method = kind == RequestKind.Tunnel ? "CONNECT" : "GET",
            Host = "nosuch.invalid",
            Port = 443,
            Outcome = outcome,
        };
        return new ProxyRequest(timeline, TestSnapshot.Of(config)) { Outcome = outcome, Kind = kind, Rejection = rejection };
    }

    /// <summary>One that a rule with a reason denies.</summary>
    public static ProxyRequest ByRule(ProxyConfig config)
    {
        ProxyRequest request = Request(ProxyOutcome.Denied, config);
        var rule = new RuleConfig { Verdict = RuleVerdict.Deny, Text = "deny *.example.net", Because = "no <advertising> networks" };
        request.Timeline.Decision = new Decision(RuleVerdict.Deny, rule, new ConfigPlace("penstock.yaml", 31));
        request.Timeline.Detail = request.Timeline.Decision.ToString();
        return request;
    }

    /// <summary>The answer, checked for a body of the length that it announces.</summary>
    public static (string Head, string Body) Answer(ProxyRequest request, bool keepAlive = true)
    {
        string text = Encoding.UTF8.GetString(OutcomeResponse.For(request, new LimitConfig(), keepAlive, Now));
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        (string head, string body) = (text[..end], text[end..]);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"), head, StringComparison.Ordinal);
        return (head, body);
    }
}
