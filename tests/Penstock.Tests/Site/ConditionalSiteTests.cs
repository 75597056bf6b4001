using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Site;

namespace Penstock.Tests.Site;

/// <summary>Replies of a site to who has a copy already, or wants a part (RFC 9110, sections 13 and 14).</summary>
public sealed partial class ConditionalSiteTests : SiteInFolder
{
    [Fact]
    public async Task Preconditions_AreJudgedInTheirOrder()
    {
        string tag = Tag().Match((await GetAsync("/a.txt")).Head).Groups[1].Value;
        SiteRequest request = Request("/a.txt");
        const string Before = "Mon, 09 Mar 2026 08:07:05 GMT";
        foreach ((SiteRequest asked, int status) in new[]
        {
            (request with { IfNoneMatch = tag }, 304),
            (request with { IfNoneMatch = $"\"x\", W/{tag}" }, 304),
            (request with { IfNoneMatch = "*" }, 304),
            (request with { IfNoneMatch = "\"x\"" }, 200),
            (request with { IfNoneMatch = "\"x\"", IfModifiedSince = LastModified }, 200),
            (request with { IfModifiedSince = LastModified }, 304),
            (request with { IfModifiedSince = "Monday, 09-Mar-26 08:07:06 GMT" }, 304),
            (request with { IfModifiedSince = Before }, 200),
            (request with { IfModifiedSince = "whenever" }, 200),
            (request with { IfMatch = tag }, 200),
            (request with { IfMatch = "*" }, 200),
            (request with { IfMatch = $"W/{tag}" }, 412),
            (request with { IfMatch = "\"x\"" }, 412),
            (request with { IfMatch = tag, IfUnmodifiedSince = Before }, 200),
            (request with { IfUnmodifiedSince = LastModified }, 200),
            (request with { IfUnmodifiedSince = Before }, 412),
            (request with { IfUnmodifiedSince = "whenever" }, 200),
            (request with { IfMatch = tag, IfNoneMatch = tag }, 304),
            (request with { IfMatch = "\"x\"", IfNoneMatch = tag }, 412),
            (request with { IfNoneMatch = tag, Range = "bytes=0-1" }, 304),
            (request with { Range = "bytes=0-1", IfRange = tag }, 206),
            (request with { Range = "bytes=0-1", IfRange = $"W/{tag}" }, 200),
            (request with { Range = "bytes=0-1", IfRange = "\"x\"" }, 200),
            (request with { Range = "bytes=0-1", IfRange = LastModified }, 206),
            (request with { Range = "bytes=0-1", IfRange = Before }, 200),
            (request with { Range = "bytes=0-1", IfRange = "x" }, 200),
            (request with { Range = "bytes=99-", IfRange = "\"x\"" }, 200),
        })
        {
            Assert.Equal((asked, status), (asked, (await Site.OpenAsync(asked)).Status));
        }
    }

    [Fact]
    public async Task NotModified_HasItsValidatorsAndNoLength()
    {
        (string head, string body) = await AskAsync(Request("/a.txt") with { IfModifiedSince = LastModified });

        Assert.StartsWith("HTTP/1.1 304 Not Modified\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nLast-Modified: {LastModified}\r\nETag: \"", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-", head, StringComparison.Ordinal);
        Assert.Equal("", body);
    }

    // It may change again within the same tick of its file system's clock.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1.9, true)]
    [InlineData(2.1, false)]
    [InlineData(-60, true)]
    public async Task AFileThatHasJustBeenWritten_HasAWeakTag_AndNoValidatorForAPart(double age, bool isWeak)
    {
        DateTimeOffset now = new DateTimeOffset(Written) + TimeSpan.FromSeconds(age);
        SiteRequest request = Request("/a.txt") with { Now = now };
        (string head, _) = await AskAsync(request);
        Match tag = Tag().Match(head);

        Assert.Equal(isWeak, tag.Groups[1].Value.StartsWith("W/", StringComparison.Ordinal));
        string shown = Modified().Match(head).Groups[1].Value;
        Assert.True(DateTimeOffset.Parse(shown, CultureInfo.InvariantCulture) <= now);
        Assert.Equal(isWeak ? 200 : 206, (await Site.OpenAsync(request with { Range = "bytes=0-1", IfRange = tag.Groups[1].Value })).Status);
        Assert.Equal(isWeak ? 200 : 206, (await Site.OpenAsync(request with { Range = "bytes=0-1", IfRange = shown })).Status);
        Assert.Equal(isWeak ? 412 : 200, (await Site.OpenAsync(request with { IfMatch = tag.Groups[1].Value })).Status);
        Assert.Equal(304, (await Site.OpenAsync(request with { IfNoneMatch = tag.Groups[1].Value })).Status);
    }

    [Fact]
    public async Task APart_IsSentByItself()
    {
        (string head, string body) = await AskAsync(Request("/a.txt") with { Range = "bytes=10-12" });

        Assert.StartsWith("HTTP/1.1 206 Partial Content\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Range: bytes 10-12/36\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n", head, StringComparison.Ordinal);
        Assert.Equal("abc", body);
    }

    [Fact]
    public async Task SeveralParts_AreParted()
    {
        Write("root/long.txt", string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:D4}")));
        (string head, string body) = await AskAsync(Request("/long.txt") with { Range = "bytes=0-3,2000-2003,-4" });

        string boundary = Regex.Match(head, "\r\nContent-Type: multipart/byteranges; boundary=([0-9a-f]{32})\r\n").Groups[1].Value;
        string Part(string range, string content) => $"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes {range}/4000\r\n\r\n{content}\r\n";
        Assert.Equal(Part("0-3", "0000") + Part("2000-2003", "0500") + Part("3996-3999", "0999") + $"--{boundary}--\r\n", body);
        Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APartThatIsNotThere_IsToldHowMuchThereIs()
    {
        (string head, _) = await AskAsync(Request("/a.txt") with { Range = "bytes=36-" });

        Assert.StartsWith("HTTP/1.1 416 Range Not Satisfiable\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Range: bytes */36\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "bytes=0-1")]
    [InlineData("GET", "pages=1")]
    [InlineData("GET", "bytes=x")]
    public async Task ARangeThatMeansNothing_IsIgnored(string method, string range) =>
        Assert.Equal(200, (await Site.OpenAsync(Request("/a.txt") with { Method = method, Range = range })).Status);

    [GeneratedRegex("\r\nETag: ((?:W/)?\"[^\"]*\")\r\n")]
    private static partial Regex Tag();

    [GeneratedRegex("\r\nLast-Modified: ([^\r]*)\r\n")]
    private static partial Regex Modified();
}
