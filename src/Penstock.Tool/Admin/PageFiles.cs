using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Penstock.Site;

namespace Penstock.Tool.Admin;

/// <summary>The files of the page, which are part of the program: read where the loader has mapped them, never copied whole.</summary>
internal sealed class PageFiles
{
    private const string Root = "wwwroot/";
    private const string Index = "index.html";

    private readonly Dictionary<string, PageFile> _files = [];

    public PageFiles()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Root, StringComparison.Ordinal))
            {
                continue;
            }

            var file = new PageFile(assembly, name);
            string path = name[Root.Length..];
            _files["/" + path] = file;
            if (path == Index)
            {
                _files["/"] = file;
            }
        }
    }

    public IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>A browser keeps each file and asks whether it still is the one: so a new version of the program shows at once, and else nothing is sent again.</summary>
    public async Task SendAsync(HttpContext context, string path)
    {
        PageFile file = _files[path];
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        string known = context.Request.Headers.IfNoneMatch.ToString();
        if (known.Trim() == "*" || known.Contains(file.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        using Stream stream = file.Open();
        response.ContentType = file.MediaType;
        response.ContentLength = stream.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await stream.CopyToAsync(response.Body, context.RequestAborted);
        }
    }

    private sealed class PageFile(Assembly assembly, string name)
    {
        private string? _tag;

        public string MediaType { get; } = MediaTypes.Of(name) is var type && type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains(';', StringComparison.Ordinal) ? type + "; charset=utf-8" : MediaTypes.Of(name);

        /// <summary>By what is in it.</summary>
        public string Tag => _tag ??= MakeTag();

        public Stream Open() => assembly.GetManifestResourceStream(name)!;

        private string MakeTag()
        {
            using Stream stream = Open();
            return $"\"{Convert.ToHexStringLower(SHA256.HashData(stream))[..32]}\"";
        }
    }
}
