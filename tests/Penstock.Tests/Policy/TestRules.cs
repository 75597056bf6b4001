using System.Net;
using Penstock.Http;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Tests.Policy;

/// <summary>Rules and requests in few words.</summary>
internal static class TestRules
{
    public static RuleConfig Rule(RuleVerdict verdict, string to, RuleCondition? when = null, params PortRange[] ports) => new()
    {
        Verdict = verdict,
        Text = $"{verdict} {to}",
        To = [.. to.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word != "any").Select(Pattern)],
        Ports = ports,
        When = when,
    };

    public static DestinationPattern Pattern(string text) =>
        DestinationPattern.TryParse(text, out DestinationPattern pattern, out string? problem) ? pattern : throw new FormatException(problem);

    public static PolicyEvaluator Evaluator(RuleVerdict otherwise, params RuleConfig[] rules) => new(new PolicyConfig { Rules = rules, Default = otherwise });

    public static RequestFacts Facts(string host, int port = 443, string client = "10.1.2.3", string method = "CONNECT", string? user = null, TimeProvider? time = null) =>
        new(
            PeerAddress.From(new IPEndPoint(IPAddress.Parse(client), 50_000)),
            8088,
            method,
            new Authority(host, port, IPAddress.TryParse(host, out IPAddress? address) ? address : null),
            time ?? TimeProvider.System)
        {
            User = user,
            Url = method == "CONNECT" ? null : new RequestUrl($"http://{host}/", $"http://{host}/"),
        };
}
