using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class TrailerFieldsTests
{
    [Theory]
    [InlineData("Transfer-Encoding", "Content-Length")]
    [InlineData("Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Proxy-Connection")]
    [InlineData("Host", "Max-Forwards", "Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-")]
    [InlineData("Authorization", "WWW-Authenticate", "Proxy-Authorization", "Proxy-Authenticate", "Proxy-", "Cookie", "Set-Cookie")]
    [InlineData("Cache-Control", "Expect", "Pragma", "Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Range", "If-")]
    [InlineData("Age", "Date", "Expires", "Location", "Retry-After", "Vary", "Warning")]
    [InlineData("Content-Encoding", "Content-Type", "Content-Range")]
    public void MayBeForwarded_AFieldThatSteers_MayNot(params string[] names) => Assert.All(names, name => AssertForwarded(false, name));

    [Theory]
    [InlineData("Content-Digest", "Content-MD5", "Server-Timing", "ETag", "Last-Modified", "grpc-status", "grpc-message")]
    [InlineData("T", "TEA", "Trailers", "Hos", "Hosts", "X-Host", "Proxy", "Proxies-", "If", "Ifs", "X-Forwarded", "X-Forwarder-For", "Vi", "Viaduct")]
    [InlineData("Content_Length", "Content-Lengt", "Content-Lengths", "XTransfer-Encoding", "Set-Cookies", "Dates", "Ranges", "Accept-Ranges")]
    public void MayBeForwarded_AnyOtherField_May(params string[] names) => Assert.All(names, name => AssertForwarded(true, name));

    private static void AssertForwarded(bool expected, string name)
    {
        Assert.Equal(expected, TrailerFields.MayBeForwarded(HeadCases.Bytes(name)));
        Assert.Equal(expected, TrailerFields.MayBeForwarded(HeadCases.Bytes(name.ToLowerInvariant())));
        Assert.Equal(expected, TrailerFields.MayBeForwarded(HeadCases.Bytes(name.ToUpperInvariant())));
    }
}
