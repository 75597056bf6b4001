using System.Text;
using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class RequestUrlTests
{
    [Theory]
    [InlineData("", "http://a.test/")]
    [InlineData("/", "http://a.test/")]
    [InlineData("?q", "http://a.test/?q")]
    [InlineData("/private/x", "http://a.test/private/x")]
    [InlineData("/%70rivate/x", "http://a.test/private/x")]
    [InlineData("/./private/x", "http://a.test/private/x")]
    [InlineData("/x/../private/x", "http://a.test/private/x")]
    [InlineData("/x/%2e%2E/private/x", "http://a.test/private/x")]
    [InlineData("/../../private/", "http://a.test/private/")]
    [InlineData("/private/..", "http://a.test/")]
    [InlineData("/private/.", "http://a.test/private/")]
    [InlineData("/a/b/../..", "http://a.test/")]
    [InlineData("//private/x", "http://a.test//private/x")]
    [InlineData("/a//../b", "http://a.test/a/b")]
    [InlineData("/...", "http://a.test/...")]
    [InlineData("/a%2Fb%20c", "http://a.test/a%2Fb%20c")]
    [InlineData("/a?x=/../%7E", "http://a.test/a?x=/../~")]
    [InlineData("/%", "http://a.test/%")]
    [InlineData("/%2", "http://a.test/%2")]
    [InlineData("/%zz", "http://a.test/%zz")]
    public void PathAndQuery_AreWrittenInOneWay(string written, string url) => Assert.Equal(url, RequestUrl.Of(new Authority("a.test", 80, null), Encoding.Latin1.GetBytes(written)).Normalised);

    [Theory]
    [InlineData("/a/b", null, false)]
    [InlineData("/a?x=\\%2F", null, false)]
    [InlineData("/a%20b%", null, false)]
    [InlineData("/a\\b", "http://a.test/a/b", false)]
    [InlineData("/a%2fb%5Cc?d%2F\\", "http://a.test/a/b/c?d%2F\\", false)]
    [InlineData("/a/..%2Fb", "http://a.test/b", true)]
    [InlineData("/a\\%2e%2e\\b", "http://a.test/b", true)]
    public void OtherSlashes_AreOneMoreSpelling(string written, string? withSlashes, bool hasHiddenDots)
    {
        RequestUrl url = RequestUrl.Of(new Authority("a.test", 80, null), Encoding.Latin1.GetBytes(written));

        Assert.Equal((withSlashes, hasHiddenDots), (url.WithSlashes, url.HasHiddenDots));
    }

    [Fact]
    public void Port_IsThere_UnlessItIsTheDefault() => Assert.Equal(
        new RequestUrl("http://a.test:8080/%78", "http://a.test:8080/x"), RequestUrl.Of(new Authority("a.test", 8080, null), "/%78"u8));
}
