using System.Globalization;
using Penstock.Http;
using Penstock.Site;

namespace Penstock.Tests.Site;

/// <summary>Entity tags and dates, as RFC 9110 has them.</summary>
public sealed class ValidatorTests
{
    // Section 8.8.3.2 has this table.
    [Theory]
    [InlineData("W/\"1\"", "W/\"1\"", false, true)]
    [InlineData("W/\"1\"", "W/\"2\"", false, false)]
    [InlineData("W/\"1\"", "\"1\"", false, true)]
    [InlineData("\"1\"", "\"1\"", true, true)]
    [InlineData("\"1\"", "\"a\", W/\"b\" ,,\t\"1\"", true, true)]
    [InlineData("\"1\"", "*", true, true)]
    [InlineData("W/\"1\"", " * ", true, true)]
    [InlineData("\"1\"", "\"1,2\"", false, false)]
    [InlineData("\"1,2\"", "\"0\",\"1,2\"", true, true)]
    [InlineData("\"1\"", "1", false, false)]
    [InlineData("\"1\"", "\"1", false, false)]
    [InlineData("\"1\"", "w/\"1\"", false, false)]
    [InlineData("\"1\"", "x, \"1\"", false, false)]
    [InlineData("\"1\"", "", false, false)]
    [InlineData("\"1\"", "\"", false, false)]
    [InlineData("\"1\"", "W/", false, false)]
    public void ATag_IsInAListOrNot(string tag, string list, bool strongly, bool weakly)
    {
        bool isWeak = tag.StartsWith("W/", StringComparison.Ordinal);
        var entityTag = new EntityTag(isWeak ? tag[2..] : tag, isWeak);

        Assert.Equal((strongly, weakly), (entityTag.IsIn(list, strongly: true), entityTag.IsIn(list, strongly: false)));
        Assert.Equal(tag, entityTag.ToString());
    }

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    public void ADate_HasThreeForms(string text)
    {
        Assert.True(HttpDate.TryParse(text, out DateTimeOffset date));
        Assert.Equal("1994-11-06T08:49:37+00:00", date.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 CET")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("1994-11-06T08:49:37Z")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT")]
    public void AnythingElse_IsNoDate(string text) => Assert.False(HttpDate.TryParse(text, out _));
}
