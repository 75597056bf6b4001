using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>The methods that a <c>&lt;Limit&gt;</c> is about, or that a <c>&lt;LimitExcept&gt;</c> is not.</summary>
/// <param name="Methods">The methods; case matters.</param>
/// <param name="IsExcept">Whether all others are meant.</param>
internal sealed record MethodLimit(IReadOnlyList<string> Methods, bool IsExcept)
{
    /// <summary>The methods that Apache knows, and takes here.</summary>
    private static readonly HashSet<string> Known =
    [
        "GET", "HEAD", "PUT", "POST", "DELETE", "CONNECT", "OPTIONS", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "VERSION-CONTROL", "CHECKOUT", "UNCHECKOUT",
        "CHECKIN", "UPDATE", "LABEL", "REPORT", "MKWORKSPACE", "MKACTIVITY", "BASELINE-CONTROL", "MERGE", "TRACE",
    ];

    /// <summary>Whether a method is meant; null stands for one that is named nowhere.</summary>
    public bool Holds(string? method) => (method is not null && Methods.Contains(method)) != IsExcept;

    /// <summary>GET means HEAD too, and the other way round: to Apache they are one.</summary>
    public static IReadOnlyList<string> WithHead(IReadOnlyList<string> methods) =>
        methods.Contains("GET") || methods.Contains("HEAD") ? [.. methods.Union(["GET", "HEAD"])] : [.. methods.Distinct()];

    /// <summary>Reads the section; null, and a problem, if it is not one.</summary>
    public static MethodLimit? Read(Directive section, Action<Directive, string> problem)
    {
        bool isExcept = section.Is("LimitExcept");
        string? unknown = section.Words.FirstOrDefault(word => !IsKnown(word));
        if (section.Words.Count == 0 || unknown is not null || (!isExcept && section.Words.Contains("TRACE")))
        {
            problem(section, section.Words.Count == 0 ? "methods are missing" : unknown is null ? "TRACE cannot be in a <Limit> (TraceEnable Off refuses it)" : $"\"{unknown}\" is no method that Apache knows");
            return null;
        }

        return new MethodLimit(WithHead(section.Words), isExcept);
    }

    public static bool IsKnown(string method) => Known.Contains(method);
}
