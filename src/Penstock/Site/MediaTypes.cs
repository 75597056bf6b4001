using System.Collections.Frozen;

namespace Penstock.Site;

/// <summary>What a file is, by the end of its name. Those that people put on a page, and the files that configure proxies.</summary>
internal static class MediaTypes
{
    private const string Unknown = "application/octet-stream";

    // A page says itself in what its text is written; a text that is only text cannot.
    private static readonly FrozenDictionary<string, string> s_byExtension = new Dictionary<string, string>
    {
        [".htm"] = "text/html",
        [".html"] = "text/html",
        [".xhtml"] = "application/xhtml+xml",
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".mjs"] = "text/javascript",
        [".json"] = "application/json",
        [".map"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".xml"] = "application/xml",
        [".wasm"] = "application/wasm",
        [".pac"] = "application/x-ns-proxy-autoconfig",
        [".txt"] = "text/plain; charset=utf-8",
        [".log"] = "text/plain; charset=utf-8",
        [".md"] = "text/markdown; charset=utf-8",
        [".csv"] = "text/csv; charset=utf-8",
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
        [".pdf"] = "application/pdf",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".bmp"] = "image/bmp",
        [".ico"] = "image/vnd.microsoft.icon",
        [".woff"] = "font/woff",
        [".woff2"] = "font/woff2",
        [".ttf"] = "font/ttf",
        [".otf"] = "font/otf",
        [".mp3"] = "audio/mpeg",
        [".ogg"] = "audio/ogg",
        [".wav"] = "audio/wav",
        [".mp4"] = "video/mp4",
        [".webm"] = "video/webm",
        [".zip"] = "application/zip",
        [".gz"] = "application/gzip",
        [".tgz"] = "application/gzip",
        [".tar"] = "application/x-tar",
        [".crt"] = "application/x-x509-ca-cert",
        [".pem"] = "application/x-pem-file",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Of(string name) =>
        // The name that browsers ask for by themselves (Web Proxy Auto-Discovery); no other .dat is a script.
        name.Equals("wpad.dat", StringComparison.OrdinalIgnoreCase) ? "application/x-ns-proxy-autoconfig"
        : s_byExtension.GetValueOrDefault(Path.GetExtension(name), Unknown);
}
