using System.Text;
using Penstock.Site;

namespace Penstock.Tests.Site;

/// <summary>A site in a folder of its own, and what it answers, as a client would read it, without a connection.</summary>
public abstract class SiteInFolder : IDisposable
{
    protected const string Content = "0123456789abcdefghijklmnopqrstuvwxyz";
    protected static readonly DateTime Written = new(2026, 3, 9, 8, 7, 6, 543, DateTimeKind.Utc);
    protected static readonly DateTimeOffset Now = new(2026, 3, 9, 9, 0, 0, TimeSpan.Zero);
    protected const string LastModified = "Mon, 09 Mar 2026 08:07:06 GMT";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-site-");

    protected SiteInFolder()
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
        Site = new StaticSite(new SiteConfig { Root = At("root"), Index = ["index.html", "other.htm"] });
    }

    private protected StaticSite Site { get; }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static SiteRequest Request(string target) => new() { Method = "GET", Target = Encoding.Latin1.GetBytes(target), Host = "x", Now = Now };

    private protected Task<(string Head, string Body)> GetAsync(string target) => AskAsync(Request(target));

    private protected async Task<(string Head, string Body)> AskAsync(SiteRequest request)
    {
        using SiteReply reply = await Site.OpenAsync(request);
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

    protected string At(string path) => Path.Combine(_folder.FullName, path);

    protected void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        File.SetLastWriteTimeUtc(At(path), Written);
    }

    protected void Link(string path, string target) => File.CreateSymbolicLink(At(path), target);
}
