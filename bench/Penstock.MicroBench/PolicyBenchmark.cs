using System.Globalization;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Penstock.Http;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.MicroBench;

/// <summary>What rules cost a request: a look-up in a list by its size, and a decision by the number of rules.</summary>
[MemoryDiagnoser]
public class PolicyBenchmark
{
    // Enough that the names that are asked for are not all in the processor's caches.
    private const int Asked = 4096;

    private readonly string[] _hits = new string[Asked];
    private readonly string[] _misses = new string[Asked];
    private HostList _list = new HostListBuilder("").Build();
    private PolicyEvaluator _policy = new(new PolicyConfig());
    private RequestFacts[] _facts = [];
    private int _next;

    /// <summary>Names on the list, and a thousandth of it rules, 1,000 at the most.</summary>
    [Params(1_000, 100_000, 1_000_000)]
    public int Names { get; set; }

    /// <summary>Makes the list and the rules.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var builder = new HostListBuilder("names");
        for (int i = 0; i < Names; i++)
        {
            builder.TryAdd(Encoding.ASCII.GetBytes(Name(i)), out _);
        }

        _list = builder.Build();
        for (int i = 0; i < Asked; i++)
        {
            _hits[i] = Name((int)((long)i * 7919 % Names));
            _misses[i] = $"x{_hits[i]}";
        }

        RuleConfig[] rules =
        [
            .. Enumerable.Range(0, 998).Select(i => new RuleConfig { Verdict = RuleVerdict.Deny, Text = "", To = [Pattern($"*.rule{i}.example")] }),
            new RuleConfig { Verdict = RuleVerdict.Deny, Text = "", Lists = [_list] },
            new RuleConfig { Verdict = RuleVerdict.Deny, Text = "", When = new RuleCondition.From([IPNetwork.Parse("192.0.2.0/24")]) },
        ];
        _policy = new PolicyEvaluator(new PolicyConfig { Rules = rules });
        PeerAddress client = PeerAddress.From(new IPEndPoint(IPAddress.Loopback, 1));
        _facts = [.. _misses.Select(host => new RequestFacts(client, 8088, "CONNECT", new Authority(host, 443, null), TimeProvider.System))];
    }

    /// <summary>A name that is on the list.</summary>
    [Benchmark]
    public bool ListHit() => _list.Contains(_hits[_next++ & (Asked - 1)]);

    /// <summary>A name that is not.</summary>
    [Benchmark]
    public bool ListMiss() => _list.Contains(_misses[_next++ & (Asked - 1)]);

    /// <summary>1,000 rules, none of which matches.</summary>
    [Benchmark]
    public bool ThousandRules() => _policy.Evaluate(_facts[_next++ & (Asked - 1)]).IsDecided;

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"host{i:x}.site{i % 50_021:x}.example");

    private static DestinationPattern Pattern(string text) => DestinationPattern.TryParse(text, out DestinationPattern pattern, out _) ? pattern : default;
}
