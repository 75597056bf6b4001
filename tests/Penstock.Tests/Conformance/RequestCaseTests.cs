using Penstock.Http;
using Penstock.Tests.Http;

namespace Penstock.Tests.Conformance;

/// <summary>The heads of all rows, given to the parser in every way they could arrive.</summary>
public sealed class RequestCaseTests
{
    private static readonly LimitConfig s_limits = new();

    public static TheoryData<string> Names => [.. RequestCase.All.Select(row => row.Name)];

    [Theory, MemberData(nameof(Names))]
    public void EachPrefix_IsIncompleteUntilTheAnswerThatStays(string name) => HeadPrefixTests.Check(HeadOf(name), s_limits);

    [Theory, MemberData(nameof(Names))]
    public void EachSplit_IsAnsweredAsTheWhole(string name)
    {
        byte[] bytes = HeadOf(name);
        FieldLine[] expected = new FieldLine[s_limits.MaxFields];
        HeadResult whole = HeadParser.ParseRequest(bytes, s_limits, expected);
        RequestFraming? framing = FramingOf(bytes, whole, expected);

        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            FieldLine[] fields = new FieldLine[s_limits.MaxFields];
            HeadResult first = HeadParser.ParseRequest(bytes.AsSpan(0, cut), s_limits, fields);
            HeadResult both = HeadParser.ParseRequest(bytes, s_limits, fields);

            Assert.Equal(whole, both);
            Assert.Equal(framing, FramingOf(bytes, both, fields));
            if (first.Status is HeadStatus.Complete)
            {
                Assert.Equal(framing, FramingOf(bytes[..cut], first, fields));
            }
        }
    }

    [Fact]
    public void Names_AreSentencesOfTheirOwn()
    {
        string[] names = [.. RequestCase.All.Select(row => row.Name), .. OriginCase.All.Select(row => row.Name)];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.True(char.IsUpper(name[0]) && name[^1] is not '.' && name.Contains(' ', StringComparison.Ordinal), name));
    }

    [Fact]
    public void Rows_AreAsManyAsWasPromised()
    {
        Assert.True(RequestCase.All.Count >= 150, $"{RequestCase.All.Count} rows of clients");
        Assert.True(OriginCase.All.Count >= 60, $"{OriginCase.All.Count} rows of origins");
    }

    [Fact]
    public void Rows_HoldOnlyTextsThatMeanSomething()
    {
        Assert.All(RequestCase.All, row => Meaning([row.Client], [row.Origin, row.Gets ?? ""]));
        Assert.All(OriginCase.All, row => Meaning(row.Script.Select(step => step.Value), [row.Gets]));

        static void Meaning(IEnumerable<string> texts, string[] expectations)
        {
            Assert.All(texts, text => CaseText.Expand(text, CasePlaces.Anywhere));
            Assert.All(expectations, text => CaseText.Expect(text, CasePlaces.Anywhere));
        }
    }

    /// <summary>The first head, and a little of what follows. Long ones have their prefixes tried by <see cref="HeadPrefixTests"/>, with smaller limits.</summary>
    private static byte[] HeadOf(string name)
    {
        string bytes = CaseText.Expand(RequestCase.All.First(row => row.Name == name).Client, CasePlaces.Anywhere);
        return HeadCases.Bytes(bytes[..Math.Min(bytes.Length, 1000)]);
    }

    private static RequestFraming? FramingOf(byte[] bytes, in HeadResult head, FieldLine[] fields) =>
        head.Status is HeadStatus.Complete ? RequestFraming.Of(bytes, head, fields) : null;
}
