using System.Text;
using CsCheck;
using Penstock.Http;
using Penstock.Site;

namespace Penstock.Tests.Site;

public sealed class SitePathTests
{
    [Theory]
    [InlineData("/", "", true, "")]
    [InlineData("/a", "a", false, "")]
    [InlineData("/a/b.html?x=1/../?", "a/b.html", false, "?x=1/../?")]
    [InlineData("/a/", "a", true, "")]
    [InlineData("//a//b", "a/b", false, "")]
    [InlineData("/a/./b/../c", "a/c", false, "")]
    [InlineData("/a/b/..", "a", true, "")]
    [InlineData("/a/.", "a", true, "")]
    [InlineData("/a/%2e%2E/b", "b", false, "")]
    [InlineData("/%61%20%c3%a9", "a é", false, "")]
    [InlineData("/a%3fb%23", "a?b#", false, "")]
    [InlineData("/a.b/c..d", "a.b/c..d", false, "")]
    public void ATarget_IsNamesBelowTheRoot(string target, string path, bool isFolder, string query)
    {
        Assert.Equal(0, Read(target, out SitePath read));
        Assert.Equal((path, isFolder, query), (read.Relative, read.IsFolder, read.Query));
    }

    [Theory]
    [InlineData("/..", 400)]
    [InlineData("/../etc/passwd", 400)]
    [InlineData("/a/../../etc/passwd", 400)]
    [InlineData("/%2e%2e/etc/passwd", 400)]
    [InlineData("/.%2e/x", 400)]
    [InlineData("/%", 400)]
    [InlineData("/a%2", 400)]
    [InlineData("/%zz", 400)]
    [InlineData("/a%00.html", 400)]
    [InlineData("/..%2fetc/passwd", 404)]
    [InlineData("/a%2Fb", 404)]
    [InlineData("/a%5cb", 404)]
    [InlineData("/..\\etc\\passwd", 404)]
    [InlineData("/.htpasswd", 404)]
    [InlineData("/a/.git/config", 404)]
    [InlineData("/%2ehidden", 404)]
    [InlineData("/...", 404)]
    [InlineData("/.a/..", 404)]
    [InlineData("/a%0ab", 404)]
    [InlineData("/a%7f", 404)]
    [InlineData("/%ff", 404)]
    [InlineData("/%c0%ae%c0%ae/x", 404)]
    [InlineData("/%ed%a0%80", 404)]
    public void ATargetThatLeadsElsewhere_IsRefused(string target, int status) => Assert.Equal(status, Read(target, out _));

    [Theory]
    [InlineData("/a", "/a/")]
    [InlineData("//evil.example", "/evil.example/")]
    [InlineData("///evil.example/%2e%2e//evil.example?a=b", "/evil.example/?a=b")]
    [InlineData("/x/..//evil.example", "/evil.example/")]
    [InlineData("/a%20b%3f/%c3%a9;c=d@e:f", "/a%20b%3F/%C3%A9;c=d@e:f/")]
    public void TheTargetOfAFolder_IsEncodedAnew_AndOfThisHost(string target, string expected)
    {
        Assert.Equal(0, Read(target, out SitePath path));
        Assert.Equal(expected, path.FolderTarget);
    }

    [Fact]
    public void AnyTarget_LeadsBelowTheRoot_AndNobodyElsewhere() => Gen.OneOf(
            Gen.Char['!', '~'].Array[0, 30].Select(chars => "/" + new string(chars)),
            Gen.Int[0, s_bits.Length - 1].Array[0, 12].Select(bits => "/" + string.Concat(bits.Select(bit => s_bits[bit]))))
        .Sample(
            target =>
            {
                if (Read(target, out SitePath path) != 0)
                {
                    return;
                }

                Assert.All(path.Segments, segment => Assert.True(segment.Length > 0 && segment[0] != '.' && segment.IndexOfAny(['/', '\\', '\0']) < 0, segment));
                Assert.Equal(Path.Combine("/root", path.Relative).TrimEnd('/'), Path.GetFullPath(Path.Combine("/root", path.Relative)).TrimEnd('/'));
                string folder = path.FolderTarget;
                Assert.True(folder.StartsWith('/') && !folder.StartsWith("//", StringComparison.Ordinal), folder);
                Assert.Equal(0, Read(folder, out SitePath again));
                Assert.Equal((path.Relative, true, path.Query), (again.Relative, again.IsFolder, again.Query));
            },
            iter: 20_000);

    [Fact]
    public void ASegment_IsItselfAfterEncodingAndDecoding() => Gen.String.Sample(text =>
    {
        string encoded = PercentEncoding.EncodeSegment(text);
        byte[] decoded = new byte[encoded.Length];
        int length = PercentEncoding.Decode(Encoding.ASCII.GetBytes(encoded), decoded);
        Assert.Equal(Encoding.UTF8.GetBytes(text), decoded[..length]);
        Assert.True(PercentEncoding.IsValid(Encoding.ASCII.GetBytes(encoded)));
    });

    private static readonly string[] s_bits = ["/", ".", "..", "%2e", "%2f", "%5c", "a", "b", "evil.example", "?", "//", "%00", "%", ";", ":"];

    private static int Read(string target, out SitePath path) => SitePath.Read(Encoding.Latin1.GetBytes(target), out path);
}
