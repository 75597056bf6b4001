using System.Globalization;
using System.Security.Cryptography;

namespace Penstock.Site;

/// <summary>A folder of files, read by requests that ask the proxy itself. Used from any loop.</summary>
internal sealed class StaticSite(SiteConfig config)
{
    // What is asked of a disk that does not answer must not take the threads that look names up.
    private const int MostAtOnce = 16;

    private const string Allow = "Allow: GET, HEAD, OPTIONS, TRACE\r\n";

    private readonly SiteNames _names = new(config.Names);
    private readonly string _root = Path.GetFullPath(config.Root);
    private readonly SemaphoreSlim _room = new(MostAtOnce);

    /// <summary>Finds the answer to a request. Files are opened on the thread pool; the reply has to be disposed.</summary>
    public async ValueTask<SiteReply> OpenAsync(SiteRequest request)
    {
        if (!_names.Take(request.Host, request.Local))
        {
            return SiteReply.Page(421);
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            return SiteReply.Page(405, Allow);
        }

        if (request.HasBody)
        {
            return SiteReply.Page(413);
        }

        int status = SitePath.Read(request.Target, out SitePath path);
        return status != 0 ? SiteReply.Page(status) : await RunAsync(() => Find(request, path));
    }

    /// <summary>Runs something on the thread pool that may have to wait for a disk, as many as may at once.</summary>
    public async ValueTask<T> RunAsync<T>(Func<T> work)
    {
        await _room.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            _room.Release();
        }
    }

    private SiteReply Find(SiteRequest request, SitePath path)
    {
        SiteEntry entry = SiteEntry.Open(_root, path.Relative);
        switch (entry.Kind)
        {
            case SiteEntryKind.Folder when path.IsFolder:
                return FindIndex(request, path);
            case SiteEntryKind.Folder:
                return SiteReply.Page(301, $"Location: {path.FolderTarget}\r\n");
            case SiteEntryKind.File when !path.IsFolder:
                return Answer(request, entry, path.Segments[^1]);
            default:
                entry.Handle?.Dispose();
                return SiteReply.Page(StatusOf(entry.Kind));
        }
    }

    private SiteReply FindIndex(SiteRequest request, SitePath folder)
    {
        foreach (string name in config.Index)
        {
            SiteEntry entry = SiteEntry.Open(_root, folder.Segments.Count == 0 ? name : $"{folder.Relative}/{name}");
            switch (entry.Kind)
            {
                case SiteEntryKind.File:
                    return Answer(request, entry, name);
                case SiteEntryKind.Forbidden or SiteEntryKind.Exhausted:
                    return SiteReply.Page(StatusOf(entry.Kind));
            }
        }

        return SiteReply.Page(403);
    }

    private static SiteReply Answer(SiteRequest request, SiteEntry entry, string name)
    {
        SiteFile file;
        try
        {
            file = new SiteFile(entry.Handle!, name, request.Now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            entry.Handle!.Dispose();
            return SiteReply.Page(404);
        }

        switch (Preconditions.Evaluate(request, file))
        {
            case PreconditionResult.NotModified:
                return SiteReply.NotModified(file);
            case PreconditionResult.Failed:
                file.Dispose();
                return SiteReply.Page(412);
        }

        // Ranges are defined for GET alone (RFC 9110, section 14.2).
        if (request.Range is not { } field || request.IsHead || !Preconditions.AllowRange(request, file) || ByteRanges.Read(field, file.Length) is not { } ranges)
        {
            return SiteReply.Whole(file);
        }

        if (ranges.Count == 0)
        {
            file.Dispose();
            return SiteReply.Page(416, string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes */{file.Length}\r\n"));
        }

        // Who wrote the file cannot know what will part it.
        return SiteReply.Partial(file, ranges, RandomNumberGenerator.GetHexString(32, lowercase: true));
    }

    private static int StatusOf(SiteEntryKind kind) => kind switch
    {
        SiteEntryKind.Forbidden => 403,
        SiteEntryKind.Exhausted => 503,
        _ => 404,
    };
}
