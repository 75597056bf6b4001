using System.Text.RegularExpressions;
using CsCheck;
using Penstock.Policy;

namespace Penstock.Tests.Policy;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "http://a/b", true)]
    [InlineData("http://example.com/*", "http://example.com/a/b?c", true)]
    [InlineData("http://example.com/*", "http://example.com", false)]
    [InlineData("*.example.com:443", "www.Example.com:443", true)]
    [InlineData("example.com", "example.com:443", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a[b-d]e", "aCe", true)]
    [InlineData("a[b-d]e", "abe", true)]
    [InlineData("a[b-d]e", "ade", true)]
    [InlineData("a[b-d]e", "aee", false)]
    [InlineData("a[bc]e", "abe", true)]
    [InlineData("a[bc]e", "aee", false)]
    [InlineData("a[bc]", "a]", false)]
    [InlineData("a[bzd]e", "ace", false)]
    [InlineData("a[b-]e", "a-e", true)]
    [InlineData("a[b-]e", "abe", true)]
    [InlineData("a[b-]e", "ace", false)]
    [InlineData("a[!b-d]e", "ace", false)]
    [InlineData("a[!b-d]e", "axe", true)]
    [InlineData("a[!b-d]e", "a!e", true)]
    [InlineData("a[]x]e", "a]e", true)]
    [InlineData("a[b", "a[b", true)]
    [InlineData(@"a\*", "a*", true)]
    [InlineData(@"a\*", "ab", false)]
    [InlineData(@"a\", @"a\", true)]
    [InlineData("*bc", "abbc", true)]
    [InlineData("a*b*c", "aXbYbc", true)]
    [InlineData("a*b*c", "aXbYb", false)]
    public void Pattern_Matches(string pattern, string text, bool matches) => Assert.Equal(matches, new Wildcard(pattern).Matches(text, exactFrom: text.Length));

    [Theory]
    [InlineData("HTTP://Pub.test/p/*", "http://pub.test/p/x", true)]
    [InlineData("http://pub.test/p/*", "http://pub.test/P/x", false)]
    [InlineData("http://pub.test/P/*", "http://pub.test/p/x", false)]
    [InlineData("http://pub.test/P/*", "http://pub.test/P/x", true)]
    [InlineData("*/p/*", "http://pub.test/P/x", false)]
    [InlineData("http://PUB.*/p", "http://pub.test/p", true)]
    [InlineData("http://pub.test/[a-c]", "http://pub.test/B", false)]
    [InlineData("http://pub.test/[A-C]", "http://pub.test/B", true)]
    [InlineData("http://pub.test/[xyb]", "http://pub.test/B", false)]
    [InlineData("http://pub.test/[!b]", "http://pub.test/B", true)]
    [InlineData(@"http://pub.test/\p", "http://pub.test/P", false)]
    [InlineData("http://[o-q]UB.test/?", "http://pub.test/P", true)]
    public void LettersOfAPath_MatchInTheirOwnCaseAlone(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Wildcard(pattern).Matches(text, text.IndexOf('/', "http://".Length)));

    [Theory]
    [InlineData("*", "http://a.test/b", true)]
    [InlineData("http://*", "http://a.test/b", true)]
    [InlineData("http://*/b*", "http://a.test/c/bd", true)]
    [InlineData("*/b/*", "http://a.test/c/b/d", true)]
    [InlineData("http://**/b", "http://a.test/b", true)]
    [InlineData("http://*.test/*", "http://a.test/b", true)]
    [InlineData("http://*.test/*.test/x", "http://a.test/b.test/x", true)]
    [InlineData("http://a.t*t/?", "http://a.test/b", true)]
    [InlineData("http://*.good/*", "http://a.test/x.good/", false)]
    [InlineData("http://*.test:8080/*", "http://a.bad/x.test:8080/", false)]
    [InlineData("http://a.test?b", "http://a.test/b", false)]
    [InlineData("http://a.test[!x]b", "http://a.test/b", false)]
    [InlineData("http://**.good/*", "http://a.test/x.good/", false)]
    [InlineData("*.good:443", "http://a.test/x.good:443", false)]
    [InlineData("*.test:443", "a.test:443", true)]
    public void HostThatMatchesByItself_IsNotFoundBehindItsEnd(string pattern, string text, bool matches)
    {
        int slash = text.IndexOf('/', Math.Min("http://".Length, text.Length));
        Assert.Equal(matches, new Wildcard(pattern).Matches(text, text.Length, hostEnd: slash < 0 ? text.Length : slash));
    }

    [Fact]
    public void ManyStars_CostNoMoreThanTheProductOfTheLengths() =>
        Assert.False(new Wildcard(string.Concat(Enumerable.Repeat("a*", 2_000)) + "b").Matches(new string('a', 8_000), exactFrom: 0));

    [Fact]
    public void StarsAndQuestionMarks_MatchAsARegularExpressionWould()
    {
        Gen<string> pattern = Gen.Char["ab*?"].Array[0, 8].Select(chars => new string(chars));
        Gen.Select(pattern, Gen.Char["ab"].Array[0, 8].Select(chars => new string(chars))).Sample((p, text) =>
        {
            string regex = "^" + p.Replace("*", ".*", StringComparison.Ordinal).Replace("?", ".", StringComparison.Ordinal) + "$";
            Assert.Equal(Regex.IsMatch(text, regex), new Wildcard(p).Matches(text, exactFrom: 0));
        }, iter: Trials.Of(20_000));
    }
}
