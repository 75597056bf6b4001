using Penstock.Http;
using Penstock.Policy;

namespace Penstock.Tool.Configuration;

/// <summary>Says of values of conditions that can be read why no request can match them; null where one might.</summary>
internal static class ConditionDoubts
{
    // RFC 9110, section 9.3; RFC 5789; and of RFC 4918 and its neighbours what a proxy is likely to see.
    private static readonly string[] s_methods =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH"];

    /// <summary>Of a method: they are told apart by case (RFC 9110, section 9.1).</summary>
    public static string? OfMethod(string text)
    {
        string upper = text.ToUpperInvariant();
        return s_methods.Contains(text) ? null
            : s_methods.Contains(upper) ? $"\"{text}\" is not {upper}, and hardly anybody's method (write {upper})"
            : upper is "ANY" or "ALL" ? $"\"{text}\" would be a method of that name (leave the key out for all methods)"
            : null;
    }

    /// <summary>Of a client's name: those that are found are names of hosts, without a last dot.</summary>
    public static string? OfClientName(string text)
    {
        string name = text.TrimStart('.');
        return ClientNetworks.TryParse(text, out _, out _) ? $"\"{text}\" is an address, and no client's name is (write it under from)"
            : text.StartsWith("*.", StringComparison.Ordinal) && HostName.IsName(text[2..]) ? $"\"{text}\" is nobody's name (write {text[2..]}: what is below it counts too)"
            : text == "any" ? "\"any\" would be a client of that name (leave the key out for all clients)"
            : HostName.IsName(name) ? null
            : $"\"{MapReader.Shown(text)}\" is nobody's name (try corp.example)";
    }
}
