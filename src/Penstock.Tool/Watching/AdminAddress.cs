using System.Diagnostics.CodeAnalysis;

namespace Penstock.Tool.Watching;

/// <summary>Where an admin endpoint is.</summary>
/// <param name="Url">What is asked, with a slash at its end.</param>
/// <param name="SocketPath">The Unix socket that is connected to; null for TCP.</param>
/// <param name="Name">As it was written, for people.</param>
internal sealed record AdminAddress(Uri Url, string? SocketPath, string Name)
{
    public const string Default = "http://127.0.0.1:8089";

    /// <summary>Reads <c>http://host:port</c>, <c>host:port</c> or <c>unix:/path</c>; <paramref name="problem"/> is a sentence that says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AdminAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        bool isSocket = text.StartsWith("unix:", StringComparison.Ordinal);
        if (isSocket && text.Length > "unix:".Length)
        {
            // The endpoint answers to this name on a socket too.
            address = new(new Uri("http://localhost/"), text["unix:".Length..], text);
            return true;
        }

        string url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!isSocket && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "http" or "https", IdnHost.Length: > 0, AbsolutePath: "/", Query: "", UserInfo: "" })
        {
            address = new(uri, null, uri.GetLeftPart(UriPartial.Authority));
            return true;
        }

        problem = $"\"{text}\" is not the address of an admin endpoint (try {Default} or unix:/run/penstock/admin.sock)";
        return false;
    }
}
