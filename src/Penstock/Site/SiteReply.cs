using System.Globalization;
using System.Text;
using Penstock.Http;

namespace Penstock.Site;

/// <summary>A part of a reply's body: some bytes of our own, and then some of the file.</summary>
internal readonly record struct SitePart(byte[] Before, ByteRange Range);

/// <summary>What the site answers, and the file it comes from.</summary>
internal sealed class SiteReply : IDisposable
{
    private readonly string _fields;

    private SiteReply(int status, string reason, string fields)
    {
        Status = status;
        Reason = reason;
        _fields = fields;
    }

    public int Status { get; }

    public string Reason { get; }

    /// <summary>Whether this is a page of ours, which says what there is in place of a file.</summary>
    public bool IsPage { get; private init; }

    /// <summary>The fields that the status brings with it, as whole lines: Allow, Location, Content-Range.</summary>
    public string PageFields { get; private init; } = "";

    public SiteFile? File { get; private init; }

    /// <summary>The parts of the file, in their order; none if the body is <see cref="Text"/> alone.</summary>
    public IReadOnlyList<SitePart> Parts { get; private init; } = [];

    /// <summary>The end of the body, or all of it.</summary>
    public byte[] Text { get; private init; } = [];

    /// <summary>The bytes of the body; null if there is none by the status's nature, and nothing is to be said of it (304).</summary>
    public long? Length { get; private init; }

    /// <summary>A reply without a file.</summary>
    public static SiteReply Page(int status, string fields = "")
    {
        (string reason, string text) = SitePages.Of(status);
        byte[] body = Encoding.UTF8.GetBytes(text + "\n");
        return new(status, reason, $"{fields}Content-Type: text/plain; charset=utf-8\r\n") { IsPage = true, PageFields = fields, Text = body, Length = body.Length };
    }

    /// <summary>The file has not changed (RFC 9110, section 15.4.5).</summary>
    public static SiteReply NotModified(SiteFile file) => new(304, "Not Modified", Validators(file)) { File = file };

    /// <summary>All of a file.</summary>
    public static SiteReply Whole(SiteFile file) => new(200, "OK", $"{Validators(file)}Accept-Ranges: bytes\r\nContent-Type: {file.MediaType}\r\n")
    {
        File = file,
        Parts = file.Length == 0 ? [] : [new SitePart([], new ByteRange(0, file.Length - 1))],
        Length = file.Length,
    };

    /// <summary>Parts of a file: one by itself, several as multipart/byteranges (RFC 9110, section 14.6).</summary>
    /// <param name="file">The file.</param>
    /// <param name="ranges">The parts, at least one.</param>
    /// <param name="boundary">What parts them: something that is not in the file.</param>
    public static SiteReply Partial(SiteFile file, IReadOnlyList<ByteRange> ranges, string boundary)
    {
        string common = $"{Validators(file)}Accept-Ranges: bytes\r\n";
        if (ranges is [var only])
        {
            return new(206, "Partial Content", $"{common}Content-Range: {ContentRange(only, file.Length)}\r\nContent-Type: {file.MediaType}\r\n")
            {
                File = file,
                Parts = [new SitePart([], only)],
                Length = only.Length,
            };
        }

        SitePart[] parts = [.. ranges.Select((range, i) => new SitePart(
            Encoding.ASCII.GetBytes($"{(i == 0 ? "" : "\r\n")}--{boundary}\r\nContent-Type: {file.MediaType}\r\nContent-Range: {ContentRange(range, file.Length)}\r\n\r\n"), range))];
        byte[] end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        return new(206, "Partial Content", $"{common}Content-Type: multipart/byteranges; boundary={boundary}\r\n")
        {
            File = file,
            Parts = parts,
            Text = end,
            Length = parts.Sum(part => part.Before.Length + part.Range.Length) + end.Length,
        };
    }

    /// <summary>The head.</summary>
    public byte[] Head(bool keepAlive, DateTimeOffset now)
    {
        string length = Length is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes}\r\n") : "";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Status} {Reason}\r\nDate: {now:R}\r\nServer: {ProductInfo.NameAndVersion}\r\n{_fields}{length}Connection: {(keepAlive ? "keep-alive" : "close")}\r\n\r\n"));
    }

    public void Dispose() => File?.Dispose();

    private static string Validators(SiteFile file) => string.Create(CultureInfo.InvariantCulture, $"Last-Modified: {file.LastModified:R}\r\nETag: {file.Tag}\r\n");

    private static string ContentRange(ByteRange range, long length) => string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.Last}/{length}");
}
