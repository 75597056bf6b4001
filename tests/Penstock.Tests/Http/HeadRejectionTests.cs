using System.Reflection;
using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class HeadRejectionTests
{
    [Fact]
    public void EachMember_HasACase()
    {
        IEnumerable<string> named = Rules(typeof(RequestFramingTests), nameof(RequestFramingTests.Of_AHeadThatBreaksARule_NamesIt))
            .Concat(Rules(typeof(AuthorityTests), nameof(AuthorityTests.TryParseConnect_OfABadTarget_NamesTheRule)))
            .Concat(Rules(typeof(RequestTargetTests), nameof(RequestTargetTests.Parse_OfABadTarget_NamesTheRule)).Concat(["InvalidTargetHost", "InvalidTargetPort"]))
            .Concat(ResponseHeadTests.Bad.Select(row => row.Data.Item2))
            // Of an exchange, not of a head: the end-to-end tests have them.
            .Concat(["InvalidMaxForwards", "MaxForwardsReached", "UnexpectedUpgrade", "TooManyInterimResponses"])
            .Concat(HeadCases.Bad.Select(bad => bad.Rejection.ToString()))
            .Concat(ChunkedCases.Bad.Select(bad => bad.Rejection.ToString()))
            .Append(nameof(HeadRejection.None));

        Assert.Empty(Enum.GetNames<HeadRejection>().Except(named));
    }

    private static IEnumerable<string> Rules(Type tests, string method) =>
        tests.GetMethod(method)!.GetCustomAttributes<InlineDataAttribute>().Select(row => (string)row.Data[^1]!);
}
