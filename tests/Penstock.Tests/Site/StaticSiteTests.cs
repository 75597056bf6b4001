using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Penstock.Site;

namespace Penstock.Tests.Site;

/// <summary>Replies of a site: which file, which page, and what is never given away.</summary>
public sealed class StaticSiteTests : SiteInFolder
{
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
        long begun = Stopwatch.GetTimestamp();
        // As often as it takes to have met both: a machine that is busy may hold the other thread up for thousands of these.
        for (int i = 0; (i < 3_000 || seen.Count < 2) && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20); i++)
        {
            (string head, string body) = await GetAsync("/real/secret.txt");
            seen.Add(head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? body : "none");
        }

        await ended.CancelAsync();
        await swapping;
        Assert.Equal(["none", "public"], seen.Order());
    }

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
        using SiteReply reply = await Site.OpenAsync(Request("/changing"));
        byte[] buffer = new byte[5];

        Assert.True(reply.File!.TryRead(buffer, 0, isLast: true));
        File.WriteAllText(At("root/changing"), "other");
        Assert.False(reply.File.TryRead(buffer, 0, isLast: true));
        Assert.True(reply.File.TryRead(buffer, 0, isLast: false));
        File.WriteAllText(At("root/changing"), "four");
        Assert.False(reply.File.TryRead(buffer, 0, isLast: false));
    }
}
