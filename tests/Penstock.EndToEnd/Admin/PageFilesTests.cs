using System.Net;
using System.Net.Http.Headers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Admin;

/// <summary>The files of the page: all that are in the sources, as they are, for everybody, and sent once.</summary>
public sealed class PageFilesTests
{
    private static readonly string s_sources = Path.Combine(PenstockCommand.Root(), "src", "Penstock.Tool", "Admin", "wwwroot");

    [Fact]
    public async Task EveryFile_IsServedAsItIs_WithItsType_AndNoToken()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync(admin: config => config with { Token = "0123456789abcdef" });
        string[] files = Directory.GetFiles(s_sources, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string path = "/" + Path.GetRelativePath(s_sources, file).Replace('\\', '/');
            using HttpResponseMessage response = await admin.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
            Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(
                Path.GetExtension(file) switch { ".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css", ".svg" => "image/svg+xml", var other => other },
                response.Content.Headers.ContentType?.MediaType);
            Assert.True(response.Headers.CacheControl?.NoCache);
        }
    }

    [Fact]
    public async Task Root_IsTheIndex_AndIsNotSentAgain_ToWhoHasIt()
    {
        await using AdminFixture admin = await AdminFixture.StartAsync();
        using HttpResponseMessage first = await admin.Client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        using HttpResponseMessage index = await admin.Client.GetAsync(new Uri("/index.html", UriKind.Relative), TestContext.Current.CancellationToken);
        EntityTagHeaderValue tag = first.Headers.ETag!;
        Assert.Equal(tag, index.Headers.ETag);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { tag } } };
        using HttpResponseMessage second = await admin.Client.SendAsync(again, TestContext.Current.CancellationToken);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"else\"") } } };
        using HttpResponseMessage third = await admin.Client.SendAsync(other, TestContext.Current.CancellationToken);
        using var any = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { EntityTagHeaderValue.Any } } };
        using HttpResponseMessage fourth = await admin.Client.SendAsync(any, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.NotModified), (second.StatusCode, third.StatusCode, fourth.StatusCode));
    }
}
