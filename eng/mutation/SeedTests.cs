using Penstock.Tests.Fuzz;
using Penstock.Tests.Fuzz.Targets;

namespace Penstock.Tests;

/// <summary>Whole connections, and heads and bodies beside the second readers of the fuzz targets: some seeds, once each.</summary>
public sealed class SeedTests
{
    // A row of the conformance table costs a whole connection milliseconds: one of four is enough to meet all that is said of requests.
    private const int OneOf = 4;

    private static readonly Dictionary<string, Func<FuzzTarget>> s_targets = new(StringComparer.Ordinal)
    {
        ["request-head"] = () => new RequestHeadTarget(),
        ["response-head"] = () => new ResponseHeadTarget(),
        ["chunked-body"] = () => new ChunkedBodyTarget(),
        ["exchange"] = () => new ExchangeTarget(),
    };

    public static TheoryData<string> Names => [.. s_targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ASeed_KeepsWhatMustHold(string name)
    {
        using FuzzTarget target = s_targets[name]();
        Assert.All(target.Seeds.Where((_, index) => index % OneOf == 0), target.Run);
    }
}
