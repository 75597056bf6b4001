using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Penstock.Site;

namespace Penstock.Tests.Site;

/// <summary>Replies of a site, as a client would read them, without a connection.</summary>
public sealed partial class StaticSiteTests : IDisposable
{
    private const string Content = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static readonly DateTime Written = new(2026, 3, 9, 8, 7, 6, 543, DateTimeKind.Utc);
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 9, 0, 0, TimeSpan.Zero);
    private const string LastModified = "Mon, 09 Mar 2026 08:07:06 GMT";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-site-");
    private readonly StaticSite _site;

    public StaticSiteTests()
    {
        Write("root/index.html", "<p>index");
        Write("root/a.txt", Content);
        Write("root/empty", "");
        Write("root/sub/page.html", "<p>page");
        Write("root/sub/other.htm", "<p>other");
        Write("root/.htpasswd", "secret");
        Write("root/sub/.git/config", "secret");
        Write("outside/secret.txt", "secret");
        Write("rootlike/secret.txt", "secret");
        _site = new StaticSite(new SiteConfig { Root = At("root"), Index = ["index.html", "other.htm"] });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AFile_IsSentWithWhatItIs()
    {
        (string head, string body) = await GetAsync("/a.txt");

        Assert.Equal(Content, body);
        Assert.Matches($"""
            ^HTTP/1\.1 200 OK
            Date: Mon, 09 Mar 2026 09:00:00 GMT
            Server: Penstock/[0-9.]+
            Last-Modified: {LastModified}
            ETag: "[0-9a-f]+-24"
            Accept-Ranges: bytes
            Content-Type: text/plain; charset=utf-8
            Content-Length: 36
            Connection: keep-alive


            """.ReplaceLineEndings("\r\n"), head);
    }

    [Theory]
    [InlineData("/", "<p>index", "text/html")]
    [InlineData("/?x", "<p>index", "text/html")]
    [InlineData("/sub/", "<p>other", "text/html")]
    [InlineData("/sub/../sub/./page.html", "<p>page", "text/html")]
    [InlineData("/empty", "", "application/octet-stream")]
    public async Task ATarget_IsTheFileThatItNames(string target, string content, string type)
    {
        (string head, string body) = await GetAsync(target);

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Type: {type}\r\n", head, StringComparison.Ordinal);
        Assert.Equal(content, body);
    }

    [Theory]
    [InlineData("/none", 404)]
    [InlineData("/a.txt/", 404)]
    [InlineData("/a.txt/b", 404)]
    [InlineData("/.htpasswd", 404)]
    [InlineData("/sub/.git/config", 404)]
    [InlineData("/../outside/secret.txt", 400)]
    [InlineData("/..%2foutside/secret.txt", 404)]
    [InlineData("/%", 400)]
    public async Task WhatIsNotServed_IsAPageThatSaysSo(string target, int status)
    {
        (string head, string body) = await GetAsync(target);

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderWithoutItsSlash_IsSentThere()
    {
        Assert.Contains("\r\nLocation: /sub/?q=1\r\n", (await GetAsync("/sub?q=1")).Head, StringComparison.Ordinal);
        Assert.Contains("\r\nLocation: /sub/\r\n", (await GetAsync("//sub")).Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderWithoutAnIndex_IsNotListed()
    {
        Directory.CreateDirectory(At("root/bare"));

        (string head, string body) = await GetAsync("/bare/");
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", head, StringComparison.Ordinal);
        Assert.Contains("no page for this folder", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", false, 405)]
    [InlineData("DELETE", false, 405)]
    [InlineData("BREW", true, 405)]
    [InlineData("GET", true, 413)]
    [InlineData("HEAD", true, 413)]
    [InlineData("get", false, 405)]
    public async Task OnlyReading_IsDone(string method, bool hasBody, int status)
    {
        (string head, _) = await AskAsync(Request("/a.txt") with { Method = method, HasBody = hasBody });

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Equal(status == 405, head.Contains("\r\nAllow: GET, HEAD, OPTIONS, TRACE\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnotherHost_IsMisdirected()
    {
        var site = new StaticSite(new SiteConfig { Root = At("root"), Names = ["www.test.com"] });
        using SiteReply other = await site.OpenAsync(Request("/a.txt") with { Host = "other.example" });
        using SiteReply own = await site.OpenAsync(Request("/a.txt") with { Host = "www.test.com:8088" });

        Assert.Equal((421, 200), (other.Status, own.Status));
    }

    [Fact]
    public async Task LinksInside_AreFollowed_AndThoseThatLeadOutAreNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making links needs a privilege there");
        Link("root/inside.txt", "a.txt");
        Link("root/absolute.txt", At("root/a.txt"));
        Link("root/sub/up.txt", "../a.txt");
        Link("root/folder", "sub");
        Link("root/chain", "folder");
        Link("root/hidden", ".htpasswd");
        foreach ((string target, string content) in new[]
        {
            ("/inside.txt", Content), ("/absolute.txt", Content), ("/sub/up.txt", Content), ("/folder/page.html", "<p>page"), ("/chain/page.html", "<p>page"),
            // The owner has given it another name.
            ("/hidden", "secret"),
        })
        {
            Assert.Equal((target, content), (target, (await GetAsync(target)).Body));
        }

        Link("root/out.txt", "../outside/secret.txt");
        Link("root/out", "../outside");
        Link("root/absolute-out", At("outside"));
        Link("root/like", "../rootlike");
        Link("root/above", "..");
        Link("root/slash", "/");
        Link("root/via", "out.txt");
        Link("root/loop", "loop");
        Link("root/dangling", "nothing");
        foreach (string target in (string[])["/out.txt", "/out/secret.txt", "/out/", "/out", "/absolute-out/secret.txt", "/like/secret.txt", "/above/outside/secret.txt", "/above/", "/slash/etc/passwd", "/via", "/loop", "/dangling"])
        {
            (string head, string body) = await GetAsync(target);
            Assert.True(head.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal), $"{target}: {head}");
            Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ARootThatIsALink_IsFollowedEachTime()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making links needs a privilege there");
        Link("current", "root");
        var site = new StaticSite(new SiteConfig { Root = At("current") });
        Assert.Equal(200, (await site.OpenAsync(Request("/a.txt"))).Status);
        Write("next/b.txt", "b");
        File.Delete(At("current"));
        Link("current", "next");

        Assert.Equal(404, (await site.OpenAsync(Request("/a.txt"))).Status);
        Assert.Equal(200, (await site.OpenAsync(Request("/b.txt"))).Status);
    }

    [Fact]
    public async Task ARootThatIsMissing_HasNoPages()
    {
        var site = new StaticSite(new SiteConfig { Root = "E:/test" });

        Assert.Equal((404, 404), ((await site.OpenAsync(Request("/"))).Status, (await site.OpenAsync(Request("/a"))).Status));
    }

    [Fact]
    public async Task WhatIsNoFile_IsNotOpened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it is the kernel of Linux that says what a file is");
        using (Process mkfifo = Process.Start("mkfifo", At("root/fifo")))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("root/socket")));
        Link("root/null", "/dev/null");
        foreach (string target in (string[])["/fifo", "/socket", "/null"])
        {
            (string head, _) = await GetAsync(target).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.StartsWith("HTTP/1.1 404 ", head, StringComparison.Ordinal);
        }
    }

    // Whoever can write to the folder swaps a folder for a link to one outside, as fast as it goes: no answer has anything from there.
    [Fact]
    public async Task ALinkThatComesMeanwhile_LeadsNobodyOut()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the steps are looked at before the file is opened");
        Write("root/real/secret.txt", "public");
        using var ended = new CancellationTokenSource();
        Task swapping = Task.Run(() =>
        {
            Link("root/link", "../outside");
            while (!ended.IsCancellationRequested)
            {
                Directory.Move(At("root/real"), At("root/kept"));
                Directory.Move(At("root/link"), At("root/real"));
                Directory.Move(At("root/real"), At("root/link"));
                Directory.Move(At("root/kept"), At("root/real"));
            }
        }, TestContext.Current.CancellationToken);
        var seen = new HashSet<string>();
        for (int i = 0; i < 3_000; i++)
        {
            (string head, string body) = await GetAsync("/real/secret.txt");
            seen.Add(head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? body : "none");
        }

        await ended.CancelAsync();
        await swapping;
        Assert.Contains("public", seen);
        Assert.DoesNotContain("secret", seen);
    }

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
            Assert.Equal((asked, status), (asked, (await _site.OpenAsync(asked)).Status));
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
        Assert.Equal(isWeak ? 200 : 206, (await _site.OpenAsync(request with { Range = "bytes=0-1", IfRange = tag.Groups[1].Value })).Status);
        Assert.Equal(isWeak ? 200 : 206, (await _site.OpenAsync(request with { Range = "bytes=0-1", IfRange = shown })).Status);
        Assert.Equal(isWeak ? 412 : 200, (await _site.OpenAsync(request with { IfMatch = tag.Groups[1].Value })).Status);
        Assert.Equal(304, (await _site.OpenAsync(request with { IfNoneMatch = tag.Groups[1].Value })).Status);
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
        Assert.Equal(200, (await _site.OpenAsync(Request("/a.txt") with { Method = method, Range = range })).Status);

    [Theory]
    [InlineData("proxy.pac", "application/x-ns-proxy-autoconfig")]
    [InlineData("WPAD.DAT", "application/x-ns-proxy-autoconfig")]
    [InlineData("other.dat", "application/octet-stream")]
    [InlineData("page.HTML", "text/html")]
    [InlineData("x.min.js", "text/javascript")]
    [InlineData("x.svg", "image/svg+xml")]
    [InlineData("x.unknown", "application/octet-stream")]
    [InlineData("README", "application/octet-stream")]
    public void ATypeIsThatOfTheName(string name, string type) => Assert.Equal(type, MediaTypes.Of(name));

    [Fact]
    public async Task AFileThatChanges_IsNoLongerTheOneThatWasBegun()
    {
        Write("root/changing", "first");
        using SiteReply reply = await _site.OpenAsync(Request("/changing"));
        byte[] buffer = new byte[5];

        Assert.True(reply.File!.TryRead(buffer, 0, isLast: true));
        File.WriteAllText(At("root/changing"), "other");
        Assert.False(reply.File.TryRead(buffer, 0, isLast: true));
        Assert.True(reply.File.TryRead(buffer, 0, isLast: false));
        File.WriteAllText(At("root/changing"), "four");
        Assert.False(reply.File.TryRead(buffer, 0, isLast: false));
    }

    private static SiteRequest Request(string target) => new() { Method = "GET", Target = Encoding.Latin1.GetBytes(target), Host = "x", Now = Now };

    private Task<(string Head, string Body)> GetAsync(string target) => AskAsync(Request(target));

    private async Task<(string Head, string Body)> AskAsync(SiteRequest request)
    {
        using SiteReply reply = await _site.OpenAsync(request);
        var body = new StringBuilder();
        foreach (SitePart part in reply.Parts)
        {
            byte[] bytes = new byte[part.Range.Length];
            Assert.True(reply.File!.TryRead(bytes, part.Range.First, isLast: false));
            body.Append(Encoding.Latin1.GetString(part.Before)).Append(Encoding.Latin1.GetString(bytes));
        }

        body.Append(Encoding.Latin1.GetString(reply.Text));
        Assert.Equal(reply.Length ?? 0, body.Length);
        return (Encoding.Latin1.GetString(reply.Head(keepAlive: true, request.Now)), body.ToString());
    }

    private string At(string path) => Path.Combine(_folder.FullName, path);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        File.SetLastWriteTimeUtc(At(path), Written);
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(At(path), target);

    [GeneratedRegex("\r\nETag: ((?:W/)?\"[^\"]*\")\r\n")]
    private static partial Regex Tag();

    [GeneratedRegex("\r\nLast-Modified: ([^\r]*)\r\n")]
    private static partial Regex Modified();
}
