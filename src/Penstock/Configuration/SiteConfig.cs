using System.Net;

namespace Penstock;

/// <summary>A folder of files for requests that ask the proxy itself (origin-form, RFC 9112, section 3.2.1): a PAC file, a page.</summary>
public sealed record SiteConfig
{
    /// <summary>The folder. Hidden files, and symbolic links that lead out of it, are not served.</summary>
    public required string Root { get; init; }

    /// <summary>What is served for a folder: the first that is there. Default <c>index.html</c>.</summary>
    public IReadOnlyList<string> Index { get; init; } = ["index.html"];

    /// <summary>The names that the site goes by, without port; default none, which takes every name in Host. With names, a request for another is answered 421.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Who may read it. Default null: whoever may use the proxy.</summary>
    public IReadOnlyList<IPNetwork>? Clients { get; init; }
}
