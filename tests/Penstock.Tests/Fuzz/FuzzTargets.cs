using Penstock.Tests.Fuzz.Targets;

namespace Penstock.Tests.Fuzz;

/// <summary>All targets, by name.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<FuzzTarget>> s_all = new(StringComparer.Ordinal)
    {
        ["request-head"] = () => new RequestHeadTarget(),
        ["response-head"] = () => new ResponseHeadTarget(),
        ["chunked-body"] = () => new ChunkedBodyTarget(),
        ["tunnel-bytes"] = () => new TunnelBytesTarget(),
        ["dns-answer"] = () => new DnsAnswerTarget(),
        ["yaml-config"] = () => new YamlConfigTarget(),
        ["apache-config"] = () => new ApacheConfigTarget(),
        ["admin-api"] = () => new AdminApiTarget(),
        ["exchange"] = () => new ExchangeTarget(),
    };

    public static IReadOnlyCollection<string> Names => s_all.Keys;

    public static FuzzTarget? Find(string name) => s_all.GetValueOrDefault(name)?.Invoke();
}
