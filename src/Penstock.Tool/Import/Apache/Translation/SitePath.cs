using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>How a section of the site lies to what is served.</summary>
internal enum SiteScope
{
    /// <summary>It is about all of it.</summary>
    Whole,

    /// <summary>It is about a part of it.</summary>
    Part,

    /// <summary>It is about files that are not served anyway.</summary>
    Nothing,

    /// <summary>That cannot be said.</summary>
    Unknown,

    /// <summary>It is about proxy requests, or may be: their whole URL is compared.</summary>
    ProxyRequests,
}

/// <summary>What the sections about folders, files and paths are about.</summary>
internal static class SitePath
{
    /// <summary>The scope of a section, as seen from the folder that is served.</summary>
    public static SiteScope Of(Directive section, string root)
    {
        bool isExpression = section.Name.EndsWith("Match", StringComparison.OrdinalIgnoreCase) || section.Value == "~";
        string pattern = section.Value == "~" ? section.Words.ElementAtOrDefault(1) ?? "" : section.Value;
        if (section.IsAny("Location", "LocationMatch"))
        {
            return OfLocation(pattern, isExpression);
        }

        if (section.IsAny("Files", "FilesMatch"))
        {
            return IsHidden(pattern, isExpression) ? SiteScope.Nothing : pattern == "*" && !isExpression ? SiteScope.Whole : SiteScope.Part;
        }

        return isExpression ? IsHiddenFolder(pattern) ? SiteScope.Nothing : SiteScope.Unknown : OfFolder(Normal(pattern), Normal(root));
    }

    /// <summary>How deep a folder is: the shallow come first.</summary>
    public static int Depth(Directive section) => Normal(section.Value).Count(c => c == '/');

    private static SiteScope OfLocation(string pattern, bool isExpression) =>
        isExpression ? pattern.StartsWith("^/", StringComparison.Ordinal) && !pattern.Contains('|', StringComparison.Ordinal) ? SiteScope.Part : SiteScope.ProxyRequests
        : !pattern.StartsWith('/') ? SiteScope.ProxyRequests
        : pattern is "/" or "/*" ? SiteScope.Whole
        : SiteScope.Part;

    // .ht* and what is like it: names that begin with a dot.
    private static bool IsHidden(string pattern, bool isExpression) =>
        isExpression ? pattern.StartsWith(@"^\.", StringComparison.Ordinal) && !pattern.Contains('|', StringComparison.Ordinal) : pattern.StartsWith('.');

    private static bool IsHiddenFolder(string pattern) => pattern.TrimStart('^').StartsWith(@"/\.", StringComparison.Ordinal) && !pattern.Contains('|', StringComparison.Ordinal);

    private static SiteScope OfFolder(string folder, string root)
    {
        string[] parts = folder.Split('/');
        string[] ofRoot = root.Split('/');
        bool isAlong = parts.Zip(ofRoot).All(pair => pair.First == pair.Second || (Wildcard.IsOne(pair.First) && Wildcard.Matches(pair.First, pair.Second)));
        return !isAlong ? SiteScope.Nothing : parts.Length <= ofRoot.Length ? SiteScope.Whole : SiteScope.Part;
    }

    // "/" is the folder above all; C:\x and c:/x are one.
    private static string Normal(string path)
    {
        string normal = path.Replace('\\', '/').TrimEnd('/');
        return normal is [_, ':', ..] ? normal.ToLowerInvariant() : normal;
    }
}
